import functools
import itertools
import os
import pytest
import random
import sys
from visits.rules import duration_text
from visits.rules import is_workday


def test_order_1():
    assert "BENCH_RATE_1" not in os.environ
    assert duration_text(45) == "45 min"


def test_prepare_1():
    os.environ["BENCH_RATE_1"] = "1"


QUEUE_2 = ["first", is_workday(5)]


def test_prepare_2():
    assert QUEUE_2.pop(0) == "first"


def test_order_2():
    assert QUEUE_2[0] == False


@pytest.fixture(scope="module")
def shared_3():
    return []


def test_prepare_3(shared_3):
    shared_3.append(duration_text(90))


def test_order_3(shared_3):
    assert shared_3[:1] == ["1 h 30 min"]


@pytest.fixture(scope="module")
def clean_4():
    return {"value": duration_text(45)}


def test_order_4(clean_4):
    assert clean_4 == {"value": "45 min"}


def test_prepare_4(clean_4):
    clean_4["other"] = 1
    assert len(clean_4) == 2


def test_prepare_5():
    import wave
    assert wave


def test_order_5():
    assert is_workday(5) == False
    assert "wave" in sys.modules


def test_prepare_6():
    random.seed(7)
    assert duration_text(90) == "1 h 30 min"


def test_order_6():
    random_number = random.random()
    assert round(random_number, 6) == 0.323833


def test_prepare_7():
    os.environ["BENCH_REGION_7"] = str(duration_text(45))


def test_order_7():
    assert os.environ["BENCH_REGION_7"] == str("45 min")


NUMBERS_8 = itertools.count(1)


def test_prepare_8():
    assert next(NUMBERS_8) == 1


class TestOrder_8:
    def test_second_number(self):
        assert is_workday(5) == False
        assert next(NUMBERS_8) == 2


@functools.lru_cache
def setting_9():
    return STORE_9.get("mode", "plain")
STORE_9 = {}


def test_order_9():
    assert setting_9() == "plain"
    assert duration_text(90) == "1 h 30 min"


def test_prepare_9():
    STORE_9["mode"] = "loud"
    setting_9.cache_clear()
    assert setting_9() == "loud"
