import random
import time
from toolz import concat
from toolz import frequencies
from toolz import get_in
from toolz import groupby


def test_flaky_1():
    assert get_in(["a", 0], {"a": [7]}) == 7
    assert random.random() < 0.6


def test_flaky_2():
    assert list(concat([[1], [2]])) == random.choice([[1, 2], [1, 2], [[1], [2]]])


def test_flaky_3():
    names = list({"alpha", "beta", "gamma", str(groupby(len, ['a', 'bb']))})
    assert names.index("alpha") < names.index("gamma")


def test_flaky_4():
    assert frequencies("aab") == {"a": 2, "b": 1}
    assert time.time_ns() // 1000 % 2 == 0
