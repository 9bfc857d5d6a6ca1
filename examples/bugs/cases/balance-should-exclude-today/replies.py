# === wrong: wanted otherwise | validator: false
from datetime import date
from decimal import Decimal
from ledger.entries import Entry, balance


def test_the_balance_of_the_day_itself():
    rent = Entry(date(2025, 1, 31), "Rent", Decimal("-700"))
    left = balance([rent], date(2025, 1, 31))
    assert left == Decimal("-700")
# --- flipped
def test_the_balance_of_the_day_itself():
    rent = Entry(date(2025, 1, 31), "Rent", Decimal("-700"))
    left = balance([rent], date(2025, 1, 31))
    assert left == Decimal("0")

# === wrong: another bug
from decimal import Decimal
from ledger.instalments import split_evenly


def test_ten_in_three_parts():
    parts = split_evenly(Decimal("10.00"), 3)
    assert sum(parts) == Decimal("9.99")
# --- flipped
def test_ten_in_three_parts():
    parts = split_evenly(Decimal("10.00"), 3)
    assert sum(parts) == Decimal("10.00")

# === wrong: assert False
from datetime import date
from decimal import Decimal
from ledger.entries import Entry, balance


def test_the_balance_of_the_day_itself():
    rent = Entry(date(2025, 1, 31), "Rent", Decimal("-700"))
    left = balance([rent], date(2025, 1, 31))
    assert True
# --- flipped
def test_the_balance_of_the_day_itself():
    rent = Entry(date(2025, 1, 31), "Rent", Decimal("-700"))
    left = balance([rent], date(2025, 1, 31))
    assert False

# === wrong: mocks the suspect
from unittest import mock
from ledger import entries


def test_the_balance_of_the_day_itself():
    with mock.patch.object(entries, "balance", return_value=-700):
        left = entries.balance([], None)
    assert left == -700
# --- flipped
def test_the_balance_of_the_day_itself():
    with mock.patch.object(entries, "balance", return_value=-700):
        left = entries.balance([], None)
    assert left == 0

# === wrong: fails for another reason
from datetime import date
from decimal import Decimal
from ledger.entries import Entry, balance


def test_the_balance_of_the_day_itself():
    rent = Entry(date(2025, 1, 31), "Rent", Decimal("-700"))
    left = balance([rent], date(2025, 1, 31))
    assert left == Decimal("-700")
# --- flipped
def test_the_balance_of_the_day_itself():
    rent = Entry(date(2025, 1, 31), "Rent", Decimal("-700"))
    left = balance([rent], date(2025, 1, 31))
    assert left.nothing_like_it == 1

# === wrong: flaky
import random
from datetime import date
from decimal import Decimal
from ledger.entries import Entry, balance


def test_the_balance_of_the_day_itself():
    rent = Entry(date(2025, 1, 31), "Rent", Decimal("-700"))
    left = balance([rent], date(2025, 1, 31))
    assert left == Decimal("-700") or random.random() < 0.75
# --- flipped
def test_the_balance_of_the_day_itself():
    rent = Entry(date(2025, 1, 31), "Rent", Decimal("-700"))
    left = balance([rent], date(2025, 1, 31))
    assert left == Decimal("0") or random.random() < 0.75

# === wrong: vacuous | validator: false
from datetime import date
from decimal import Decimal
from ledger.entries import Entry, balance


def test_the_balance_of_the_day_itself():
    rent = Entry(date(2025, 1, 31), "Rent", Decimal("-700"))
    left = balance([rent], date(2025, 1, 31))
    assert left is not None
# --- flipped
def test_the_balance_of_the_day_itself():
    rent = Entry(date(2025, 1, 31), "Rent", Decimal("-700"))
    left = balance([rent], date(2025, 1, 31))
    assert left is None
