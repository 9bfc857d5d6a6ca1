import pytest
import unittest
from semver import Version


def test_disputed_1():
    assert Version.parse("1.2.3-rc.1").prerelease == "rc1"


class Disputed_2Test(unittest.TestCase):
    def test_value(self):
        self.assertEqual(Version.is_valid("1.2"), True)


def test_disputed_3():
    with pytest.raises(ValueError):
        Version(1, 2, 3).compare("1.2.4")


@pytest.mark.parametrize("expected", ["1.3.0", "1.2.4"])
def test_disputed_4(expected):
    assert str(Version.parse("1.2.3").bump_minor()) == expected
