import pytest
import sys
from humanize import apnumber
from humanize import intcomma
from humanize import naturalsize
from humanize import ordinal


QUEUE_1 = ["first", ordinal(3)]


def test_prepare_1():
    assert QUEUE_1.pop(0) == "first"


def test_order_1():
    assert QUEUE_1[0] == "3rd"


@pytest.fixture(scope="module")
def shared_2():
    return []


def test_prepare_2(shared_2):
    shared_2.append(naturalsize(1000))


def test_order_2(shared_2):
    assert shared_2[:1] == ["1.0 kB"]


@pytest.fixture(scope="module")
def clean_3():
    return {"value": apnumber(5)}


def test_order_3(clean_3):
    assert clean_3 == {"value": "five"}


def test_prepare_3(clean_3):
    clean_3["other"] = 1
    assert len(clean_3) == 2


def test_prepare_4():
    import wave
    assert wave


def test_order_4():
    assert intcomma(12345) == "12,345"
    assert "wave" in sys.modules
