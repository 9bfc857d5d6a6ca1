"""Amounts in cents, as whole numbers."""

from decimal import ROUND_HALF_UP, Decimal


def round_cents(amount):
    """A decimal amount of units as cents."""
    return int((Decimal(amount) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def parse_amount(text):
    """Cents from a text such as `12.50` or `-3`."""
    text = text.strip()
    if not text:
        raise ValueError("no amount given")
    if text.startswith("(") and text.endswith(")"):
        return -round_cents(text[1:-1])
    return round_cents(text.replace(",", ""))


def format_cents(cents):
    """`1250` as `12.50`."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def allocate(cents, shares):
    """Divides cents by shares; what is left over goes to the first ones, a cent each."""
    total = sum(shares)
    parts = [cents * share // total for share in shares]
    return parts


def percent(cents, rate):
    """So many percent of an amount, rounded down."""
    if not 0 <= rate <= 100:
        raise ValueError("rate must be between 0 and 100")
    return cents * rate // 100


def split_evenly(cents, count):
    """Equal parts; the first ones are a cent larger where it does not divide."""
    if count < 1:
        raise ValueError("at least one part")
    return [cents // count + (1 if index < cents % count else 0) for index in range(count)]


class Currency:
    """A code of three letters."""

    def __init__(self, code):
        self.code = code.upper()

    def __str__(self):
        return self.code
