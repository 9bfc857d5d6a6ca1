"""Prices of the shop. Every amount is a Decimal in euros, rounded half up to whole cents."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
FREE_SHIPPING_FROM = Decimal("50.00")
SHIPPING_BY_COUNTRY = {"DE": Decimal("4.90"), "AT": Decimal("6.90"), "CH": Decimal("12.50")}
COUPONS = {"WELCOME": Decimal("0.10"), "LOYAL": Decimal("0.15")}


def round_price(amount: Decimal) -> Decimal:
    """The amount in whole cents."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def bulk_discount(quantity: int) -> Decimal:
    """The share that is taken off for many pieces: 5 % from 10 pieces, 10 % from 50, 20 % from 200."""
    if quantity < 1:
        raise ValueError("quantity must be at least 1")
    if quantity >= 200:
        return Decimal("0.20")
    if quantity >= 50:
        return Decimal("0.10")
    if quantity >= 10:
        return Decimal("0.05")
    return Decimal("0")


def line_total(unit_price: Decimal, quantity: int) -> Decimal:
    """What `quantity` pieces cost, with the bulk discount taken off."""
    if unit_price < 0:
        raise ValueError("unit price must not be negative")
    return round_price(unit_price * quantity * (1 - bulk_discount(quantity)))


def apply_coupon(total: Decimal, code: str | None = None) -> Decimal:
    """The total after a coupon; unknown codes are refused, codes are not case sensitive."""
    if code is None or code.strip() == "":
        return total
    rate = COUPONS.get(code.strip().upper())
    if rate is None:
        raise ValueError("unknown coupon")
    return round_price(total * (1 - rate))


def shipping_cost(total: Decimal, country: str = "DE", express: bool = False) -> Decimal:
    """Shipping for an order of this total; free from 50 euros, but express always costs 9.90 more."""
    if country not in SHIPPING_BY_COUNTRY:
        raise ValueError(f"no shipping to {country}")
    cost = Decimal("0") if total >= FREE_SHIPPING_FROM else SHIPPING_BY_COUNTRY[country]
    if express:
        cost += Decimal("9.90")
    return cost
