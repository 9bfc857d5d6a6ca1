import functools
import itertools
import os
import random
from boltons import iterutils
from boltons import mathutils
from boltons import strutils


def test_prepare_1():
    random.seed(7)
    assert iterutils.unique([1, 1, 2]) == [1, 2]


def test_order_1():
    random_number = random.random()
    assert round(random_number, 6) == 0.323833


def test_prepare_2():
    os.environ["BENCH_REGION_2"] = str(strutils.camel2under("BasicParse"))


def test_order_2():
    assert os.environ["BENCH_REGION_2"] == str("basic_parse")


NUMBERS_3 = itertools.count(1)


def test_prepare_3():
    assert next(NUMBERS_3) == 1


class TestOrder_3:
    def test_second_number(self):
        assert mathutils.clamp(5, 0, 3) == 3
        assert next(NUMBERS_3) == 2


@functools.lru_cache
def setting_4():
    return STORE_4.get("mode", "plain")
STORE_4 = {}


def test_order_4():
    assert setting_4() == "plain"
    assert strutils.slugify("Red Fox") == "red_fox"


def test_prepare_4():
    STORE_4["mode"] = "loud"
    setting_4.cache_clear()
    assert setting_4() == "loud"
