import os
import unittest
from semver import Version


SEEN_1 = {}


def test_prepare_1():
    SEEN_1["value"] = Version.parse("1.2.3-rc.1").prerelease
    assert SEEN_1


def test_order_1():
    assert SEEN_1.get("value") == "rc.1"


class TestOrder_2:
    found = None
    def test_prepare(self):
        type(self).found = Version.is_valid("1.2")
    def test_uses_what_was_found(self):
        assert self.found == False


class Order_3Test(unittest.TestCase):
    steps = []
    def test_prepare_1(self):
        self.steps.append(Version(1, 2, 3).compare("1.2.4"))
    def test_step_2(self):
        self.assertEqual(self.steps[-1:], [-1])


def test_order_4():
    assert "BENCH_RATE_4" not in os.environ
    assert str(Version.parse("1.2.3").bump_minor()) == "1.3.0"


def test_prepare_4():
    os.environ["BENCH_RATE_4"] = "1"
