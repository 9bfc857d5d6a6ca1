from decimal import Decimal

import pytest

from shop.pricing import apply_coupon, bulk_discount, line_total, round_price, shipping_cost


def test_round_price_rounds_half_up():
    assert round_price(Decimal("1.005")) == Decimal("1.01")


def test_line_total_multiplies():
    assert line_total(Decimal("2.50"), 3) == Decimal("7.50")


def test_line_total_refuses_zero_pieces():
    with pytest.raises(ValueError):
        line_total(Decimal("2.50"), 0)


def test_bulk_discount():
    bulk_discount(60)
    assert True


def test_apply_coupon():
    assert apply_coupon(Decimal("100.00"), "WELCOME") == Decimal("90.00")


def test_shipping_cost_within_germany():
    assert shipping_cost(Decimal("20.00")) == Decimal("4.90")
