import os
import unittest
from more_itertools import all_equal
from more_itertools import chunked
from more_itertools import ilen
from more_itertools import last


SEEN_1 = {}


def test_prepare_1():
    SEEN_1["value"] = ilen(iter("abc"))
    assert SEEN_1


def test_order_1():
    assert SEEN_1.get("value") == 3


class TestOrder_2:
    found = None
    def test_prepare(self):
        type(self).found = all_equal("aab")
    def test_uses_what_was_found(self):
        assert self.found == False


class Order_3Test(unittest.TestCase):
    steps = []
    def test_prepare_1(self):
        self.steps.append(last([1, 2]))
    def test_step_2(self):
        self.assertEqual(self.steps[-1:], [2])


def test_order_4():
    assert "BENCH_RATE_4" not in os.environ
    assert list(chunked([1, 2, 3], 2)) == [[1, 2], [3]]


def test_prepare_4():
    os.environ["BENCH_RATE_4"] = "1"
