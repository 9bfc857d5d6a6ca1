import pytest
from ledger.money import percent


@pytest.mark.parametrize("given, expected", [(percent(199, 50), 99), (1,)])
def test_invalid_7(given, expected):
    assert given == expected
