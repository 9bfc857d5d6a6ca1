"""Paying in parts."""

from datetime import date
from decimal import Decimal

CENT = Decimal("0.01")


def split_evenly(amount, parts):
    """An amount in equal parts of whole cents. The parts add up to the amount; the first ones are a cent larger if need be.

    >>> split_evenly(Decimal("9.00"), 3)
    [Decimal('3.00'), Decimal('3.00'), Decimal('3.00')]
    """
    return [(amount / parts).quantize(CENT)] * parts


def due_days(first, months):
    """The days on which instalments are due: `months` of them, each on the first of a month, from `first` on."""
    days = []
    for offset in range(1, months):
        year, month = divmod(first.month - 1 + offset - 1, 12)
        days.append(date(first.year + year, month + 1, 1))
    return days
