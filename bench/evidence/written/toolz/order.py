import pytest
import sys
from toolz import concat
from toolz import frequencies
from toolz import get_in
from toolz import groupby


QUEUE_1 = ["first", get_in(["a", 0], {"a": [7]})]


def test_prepare_1():
    assert QUEUE_1.pop(0) == "first"


def test_order_1():
    assert QUEUE_1[0] == 7


@pytest.fixture(scope="module")
def shared_2():
    return []


def test_prepare_2(shared_2):
    shared_2.append(list(concat([[1], [2]])))


def test_order_2(shared_2):
    assert shared_2[:1] == [[1, 2]]


@pytest.fixture(scope="module")
def clean_3():
    return {"value": groupby(len, ['a', 'bb'])}


def test_order_3(clean_3):
    assert clean_3 == {"value": {1: ['a'], 2: ['bb']}}


def test_prepare_3(clean_3):
    clean_3["other"] = 1
    assert len(clean_3) == 2


def test_prepare_4():
    import wave
    assert wave


def test_order_4():
    assert frequencies("aab") == {"a": 2, "b": 1}
    assert "wave" in sys.modules
