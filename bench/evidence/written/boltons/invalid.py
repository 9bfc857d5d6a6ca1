import pytest
import unittest
from boltons import iterutils
from boltons import mathutils
from boltons import strutils


@pytest.fixture
def connection_1():
    raise ConnectionRefusedError("no server")


def test_invalid_1(connection_1):
    assert iterutils.unique([1, 1, 2]) == [1, 2]


class Invalid_3Test(unittest.TestCase):
    def setUp(self):
        self.subject = self.make_subject()
    def test_value(self):
        self.assertEqual(mathutils.clamp(5, 0, 3), 3)


class TestInvalid_4:
    def test_without_self():
        assert strutils.slugify("Red Fox") == "red_fox"
