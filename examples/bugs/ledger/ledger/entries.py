"""Entries of an account statement."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Entry:
    day: date
    payee: str
    amount: Decimal


def balance(entries, until):
    """The balance at the end of a day: what happened on that day counts.

    >>> balance([Entry(date(2025, 1, 31), "Rent", Decimal("-700"))], date(2025, 1, 31))
    Decimal('-700')
    """
    return sum((entry.amount for entry in entries if entry.day <= until), Decimal(0))


def average_amount(entries):
    """The mean of all amounts, in whole cents. Nothing was spent where there are no entries: zero."""
    total = sum((entry.amount for entry in entries), Decimal(0))
    return (total / len(entries)).quantize(Decimal("0.01"))
