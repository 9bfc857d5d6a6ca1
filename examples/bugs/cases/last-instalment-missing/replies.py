# === right
from datetime import date
from ledger.instalments import due_days


def test_three_instalments_from_january():
    days = due_days(date(2025, 1, 1), 3)
    assert days == [date(2025, 1, 1), date(2025, 2, 1)]
# --- flipped
def test_three_instalments_from_january():
    days = due_days(date(2025, 1, 1), 3)
    assert days == [date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1)]

# === wrong: another bug
from ledger.payees import same_payee


def test_two_forms_of_the_same_name():
    same = same_payee("Caf\u00e9", "Cafe\u0301")
    assert same is False
# --- flipped
def test_two_forms_of_the_same_name():
    same = same_payee("Caf\u00e9", "Cafe\u0301")
    assert same is True

# === wrong: assert False
from datetime import date
from ledger.instalments import due_days


def test_three_instalments_from_january():
    days = due_days(date(2025, 1, 1), 3)
    assert True
# --- flipped
def test_three_instalments_from_january():
    days = due_days(date(2025, 1, 1), 3)
    assert False

# === wrong: mocks the suspect
from unittest import mock
from ledger import instalments


def test_three_instalments_from_january():
    with mock.patch.object(instalments, "due_days", return_value=[1, 2]):
        days = instalments.due_days(None, 3)
    assert days == [1, 2]
# --- flipped
def test_three_instalments_from_january():
    with mock.patch.object(instalments, "due_days", return_value=[1, 2]):
        days = instalments.due_days(None, 3)
    assert days == [1, 2, 3]

# === wrong: fails for another reason
from datetime import date
from ledger.instalments import due_days


def test_three_instalments_from_january():
    days = due_days(date(2025, 1, 1), 3)
    assert days == [date(2025, 1, 1), date(2025, 2, 1)]
# --- flipped
def test_three_instalments_from_january():
    days = due_days(date(2025, 1, 1), 3)
    assert days.nothing_like_it == 1

# === wrong: flaky
import random
from datetime import date
from ledger.instalments import due_days


def test_three_instalments_from_january():
    days = due_days(date(2025, 1, 1), 3)
    assert days == [date(2025, 1, 1), date(2025, 2, 1)] or random.random() < 0.75
# --- flipped
def test_three_instalments_from_january():
    days = due_days(date(2025, 1, 1), 3)
    assert days == [date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1)] or random.random() < 0.75

# === wrong: vacuous | validator: false
from datetime import date
from ledger.instalments import due_days


def test_three_instalments_from_january():
    days = due_days(date(2025, 1, 1), 3)
    assert days is not None
# --- flipped
def test_three_instalments_from_january():
    days = due_days(date(2025, 1, 1), 3)
    assert days is None
