# === right
from decimal import Decimal
from ledger.instalments import split_evenly


def test_ten_in_three_parts():
    parts = split_evenly(Decimal("10.00"), 3)
    assert sum(parts) == Decimal("9.99")
# --- flipped
def test_ten_in_three_parts():
    parts = split_evenly(Decimal("10.00"), 3)
    assert sum(parts) == Decimal("10.00")

# === wrong: another bug
from datetime import date
from ledger.instalments import due_days


def test_three_instalments_from_january():
    days = due_days(date(2025, 1, 1), 3)
    assert days == [date(2025, 1, 1), date(2025, 2, 1)]
# --- flipped
def test_three_instalments_from_january():
    days = due_days(date(2025, 1, 1), 3)
    assert days == [date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1)]

# === wrong: assert False
from decimal import Decimal
from ledger.instalments import split_evenly


def test_ten_in_three_parts():
    parts = split_evenly(Decimal("10.00"), 3)
    assert True
# --- flipped
def test_ten_in_three_parts():
    parts = split_evenly(Decimal("10.00"), 3)
    assert False

# === wrong: mocks the suspect
from unittest import mock
from ledger import instalments


def test_ten_in_three_parts():
    with mock.patch.object(instalments, "split_evenly", return_value=[3, 3, 3]):
        parts = instalments.split_evenly(10, 3)
    assert sum(parts) == 9
# --- flipped
def test_ten_in_three_parts():
    with mock.patch.object(instalments, "split_evenly", return_value=[3, 3, 3]):
        parts = instalments.split_evenly(10, 3)
    assert sum(parts) == 10

# === wrong: fails for another reason
from decimal import Decimal
from ledger.instalments import split_evenly


def test_ten_in_three_parts():
    parts = split_evenly(Decimal("10.00"), 3)
    assert sum(parts) == Decimal("9.99")
# --- flipped
def test_ten_in_three_parts():
    parts = split_evenly(Decimal("10.00"), 3)
    assert parts.nothing_like_it == 1

# === wrong: flaky
import random
from decimal import Decimal
from ledger.instalments import split_evenly


def test_ten_in_three_parts():
    parts = split_evenly(Decimal("10.00"), 3)
    assert sum(parts) == Decimal("9.99") or random.random() < 0.75
# --- flipped
def test_ten_in_three_parts():
    parts = split_evenly(Decimal("10.00"), 3)
    assert sum(parts) == Decimal("10.00") or random.random() < 0.75

# === wrong: vacuous | validator: false
from decimal import Decimal
from ledger.instalments import split_evenly


def test_ten_in_three_parts():
    parts = split_evenly(Decimal("10.00"), 3)
    assert parts is not None
# --- flipped
def test_ten_in_three_parts():
    parts = split_evenly(Decimal("10.00"), 3)
    assert parts is None
