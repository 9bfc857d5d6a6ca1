import os
import pytest
from toolz import concat
from toolz import get_in
from toolz import groupby


def test_invalid_1():
    message = "got " + 1
    assert get_in(["a", 0], {"a": [7]}) == 7, message


def test_invalid_2():
    with pytest.raises_error(ValueError):
        list(concat([[1], [2]]))


def test_invalid_3():
    table = {"known": groupby(len, ['a', 'bb'])}
    assert table["unknown"] == {1: ['a'], 2: ['bb']}


def test_invalid_4():
    assert os.environ["BENCH_SERVER_4"] == str({"a": 2, "b": 1})
