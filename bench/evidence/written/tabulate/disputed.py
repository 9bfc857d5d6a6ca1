import asyncio
import pytest
from tabulate import tabulate as render


def test_disputed_1():
    with pytest.raises(ValueError):
        render([[1]], tablefmt="tsv")


@pytest.mark.parametrize("expected", ["x", ""])
def test_disputed_2(expected):
    assert render([], headers=["x"], tablefmt="plain") == expected


class TestDisputed_3:
    def test_is_not_so(self):
        result = render([["a"]], tablefmt="plain")
        assert result != "a", f"got {result!r}"


def test_disputed_4():
    async def read():
        return render([[1]], tablefmt="tsv")
    assert asyncio.run(read()) == "1.0"
