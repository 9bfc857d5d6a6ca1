from datetime import date
from decimal import Decimal

from ledger.entries import Entry, average_amount, balance
from ledger.instalments import split_evenly
from ledger.payees import group_by_payee, same_payee

RENT = Entry(date(2025, 1, 31), "Rent", Decimal("-700"))
PAY = Entry(date(2025, 2, 1), "Work", Decimal("1500"))


def test_balance():
    assert balance([RENT, PAY], date(2025, 2, 1)) == Decimal("800")


def test_average():
    assert average_amount([RENT, PAY]) == Decimal("400.00")


def test_split():
    assert split_evenly(Decimal("9.00"), 3) == [Decimal("3.00")] * 3


def test_same_payee():
    assert same_payee("Rent", " RENT")
    assert not same_payee("Rent", "Work")


def test_groups():
    assert group_by_payee([RENT, PAY, RENT]) == {"Rent": [RENT, RENT], "Work": [PAY]}
