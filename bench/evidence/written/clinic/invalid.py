import os
import pytest
from visits.rules import duration_text
from visits.rules import is_workday


def test_invalid_1():
    with pytest.raises_error(ValueError):
        duration_text(45)


def test_invalid_2():
    table = {"known": is_workday(5)}
    assert table["unknown"] == False


def test_invalid_3():
    assert os.environ["BENCH_SERVER_3"] == str("1 h 30 min")


def test_invalid_4():
    result = duration_text(45)
    assert reslut == "45 min"
