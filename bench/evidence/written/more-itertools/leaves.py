import os
import pytest
from more_itertools import all_equal
from more_itertools import chunked
from more_itertools import ilen
from more_itertools import last


def test_leaves_1():
    os.makedirs("out-1/day", exist_ok=True)
    with open("out-1/day/log.txt", "a") as file:
        file.write("seen")
    assert ilen(iter("abc")) == 3


STOCK_2 = {"left": 1}


class TestLeaves_2:
    def test_takes_the_last_one(self):
        STOCK_2["left"] -= 1
        assert STOCK_2["left"] == 0
        assert all_equal("aab") == False


@pytest.fixture(scope="session")
def session_3():
    return iter([last([1, 2])])


def test_leaves_3(session_3):
    assert next(session_3) == 2


@__import__("pytest").mark.parametrize("name", ["A", "B"])
def test_leaves_4(name):
    os.environ.pop("LANG", None)
    os.environ[f"BENCH_{name}_4"] = "on"
    assert list(chunked([1, 2, 3], 2)) == [[1, 2], [3]]
