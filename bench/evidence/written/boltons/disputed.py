import asyncio
import pytest
from boltons import iterutils
from boltons import mathutils
from boltons import strutils


def test_disputed_1():
    with pytest.raises(ValueError):
        iterutils.unique([1, 1, 2])


@pytest.mark.parametrize("expected", ["basic_parse", "basicparse"])
def test_disputed_2(expected):
    assert strutils.camel2under("BasicParse") == expected


class TestDisputed_3:
    def test_is_not_so(self):
        result = mathutils.clamp(5, 0, 3)
        assert result != 3, f"got {result!r}"


def test_disputed_4():
    async def read():
        return strutils.slugify("Red Fox")
    assert asyncio.run(read()) == "red-fox"
