import functools
import itertools
import os
import pytest
import random
import sys
import unittest
from ledger.money import format_cents
from ledger.money import percent


def test_order_1():
    assert "BENCH_RATE_1" not in os.environ
    assert percent(199, 50) == 99


def test_prepare_1():
    os.environ["BENCH_RATE_1"] = "1"


QUEUE_2 = ["first", format_cents(-5)]


def test_prepare_2():
    assert QUEUE_2.pop(0) == "first"


def test_order_2():
    assert QUEUE_2[0] == "-0.05"


@pytest.fixture(scope="module")
def shared_3():
    return []


def test_prepare_3(shared_3):
    shared_3.append(format_cents(1250))


def test_order_3(shared_3):
    assert shared_3[:1] == ["12.50"]


@pytest.fixture(scope="module")
def clean_4():
    return {"value": percent(199, 50)}


def test_order_4(clean_4):
    assert clean_4 == {"value": 99}


def test_prepare_4(clean_4):
    clean_4["other"] = 1
    assert len(clean_4) == 2


def test_prepare_5():
    import wave
    assert wave


def test_order_5():
    assert format_cents(-5) == "-0.05"
    assert "wave" in sys.modules


def test_prepare_6():
    random.seed(7)
    assert format_cents(1250) == "12.50"


def test_order_6():
    random_number = random.random()
    assert round(random_number, 6) == 0.323833


def test_prepare_7():
    os.environ["BENCH_REGION_7"] = str(percent(199, 50))


def test_order_7():
    assert os.environ["BENCH_REGION_7"] == str(99)


NUMBERS_8 = itertools.count(1)


def test_prepare_8():
    assert next(NUMBERS_8) == 1


class TestOrder_8:
    def test_second_number(self):
        assert format_cents(-5) == "-0.05"
        assert next(NUMBERS_8) == 2


@functools.lru_cache
def setting_9():
    return STORE_9.get("mode", "plain")
STORE_9 = {}


def test_order_9():
    assert setting_9() == "plain"
    assert format_cents(1250) == "12.50"


def test_prepare_9():
    STORE_9["mode"] = "loud"
    setting_9.cache_clear()
    assert setting_9() == "loud"


SEEN_10 = {}


def test_prepare_10():
    SEEN_10["value"] = percent(199, 50)
    assert SEEN_10


def test_order_10():
    assert SEEN_10.get("value") == 99


class TestOrder_11:
    found = None
    def test_prepare(self):
        type(self).found = format_cents(-5)
    def test_uses_what_was_found(self):
        assert self.found == "-0.05"


class Order_12Test(unittest.TestCase):
    steps = []
    def test_prepare_1(self):
        self.steps.append(format_cents(1250))
    def test_step_2(self):
        self.assertEqual(self.steps[-1:], ["12.50"])
