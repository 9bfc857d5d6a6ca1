import os
import pytest
import random
import secrets
from more_itertools import all_equal
from more_itertools import chunked
from more_itertools import ilen
from more_itertools import last


@pytest.mark.parametrize("size", [3, 4])
def test_flaky_1(size):
    items = list(range(size))
    random.shuffle(items)
    assert ilen(iter("abc")) == 3
    assert items[0] != 0


def test_flaky_2():
    assert all_equal("aab") == False
    assert os.getpid() % 2 == 1


def test_flaky_3():
    assert last([1, 2]) == 2
    with pytest.raises(ZeroDivisionError):
        1 / secrets.randbelow(2)


def test_flaky_4():
    marks = {object() for _ in range(3)} | {"x"}
    assert list(chunked([1, 2, 3], 2)) == [[1, 2], [3]]
    assert next(iter(marks)) != "x"
