import pytest
from boltons import strutils


@pytest.mark.parametrize("given, expected", [(strutils.camel2under("BasicParse"), "basic_parse"), (1,)])
def test_invalid_2(given, expected):
    assert given == expected
