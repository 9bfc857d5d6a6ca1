"""Prices of the shop. Every amount is a Decimal in euros, rounded half up to whole cents."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def round_price(amount: Decimal) -> Decimal:
    """The amount in whole cents."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def line_total(unit_price: Decimal, quantity: int) -> Decimal:
    """What `quantity` pieces cost."""
    if quantity < 1:
        raise ValueError("quantity must be at least 1")
    return round_price(unit_price * quantity)
