import functools
import itertools
import os
import random
from tabulate import tabulate as render


def test_prepare_1():
    random.seed(7)
    assert render([[1]], tablefmt="tsv") == "1"


def test_order_1():
    random_number = random.random()
    assert round(random_number, 6) == 0.323833


def test_prepare_2():
    os.environ["BENCH_REGION_2"] = str(render([], headers=["x"], tablefmt="plain"))


def test_order_2():
    assert os.environ["BENCH_REGION_2"] == str("x")


NUMBERS_3 = itertools.count(1)


def test_prepare_3():
    assert next(NUMBERS_3) == 1


class TestOrder_3:
    def test_second_number(self):
        assert render([["a"]], tablefmt="plain") == "a"
        assert next(NUMBERS_3) == 2


@functools.lru_cache
def setting_4():
    return STORE_4.get("mode", "plain")
STORE_4 = {}


def test_order_4():
    assert setting_4() == "plain"
    assert render([[1]], tablefmt="tsv") == "1"


def test_prepare_4():
    STORE_4["mode"] = "loud"
    setting_4.cache_clear()
    assert setting_4() == "loud"
