import asyncio
import pytest
from visits.rules import duration_text
from visits.rules import is_workday


@pytest.mark.parametrize("expected", ["45 min", "0 h 45 min"])
def test_disputed_1(expected):
    assert duration_text(45) == expected


class TestDisputed_2:
    def test_is_not_so(self):
        result = is_workday(5)
        assert result != False, f"got {result!r}"


def test_disputed_3():
    async def read():
        return duration_text(90)
    assert asyncio.run(read()) == "90 min"


def test_disputed_4():
    assert duration_text(45) == "0 h 45 min"
