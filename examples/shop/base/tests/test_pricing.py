from decimal import Decimal

import pytest

from shop.pricing import line_total, round_price


def test_round_price_rounds_half_up():
    assert round_price(Decimal("1.005")) == Decimal("1.01")


def test_line_total_multiplies():
    assert line_total(Decimal("2.50"), 3) == Decimal("7.50")


def test_line_total_refuses_zero_pieces():
    with pytest.raises(ValueError):
        line_total(Decimal("2.50"), 0)
