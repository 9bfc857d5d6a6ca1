# === right
from datetime import date
from decimal import Decimal
from ledger.entries import Entry
from ledger.payees import group_by_payee


def test_the_landlord_in_two_spellings():
    entries = [
        Entry(date(2025, 1, 1), "Hauptstraße 1", Decimal("-700")),
        Entry(date(2025, 2, 1), "HAUPTSTRASSE 1", Decimal("-700")),
    ]
    names = list(group_by_payee(entries))
    assert names == ["Hauptstraße 1", "HAUPTSTRASSE 1"]
# --- flipped
def test_the_landlord_in_two_spellings():
    entries = [
        Entry(date(2025, 1, 1), "Hauptstraße 1", Decimal("-700")),
        Entry(date(2025, 2, 1), "HAUPTSTRASSE 1", Decimal("-700")),
    ]
    names = list(group_by_payee(entries))
    assert names == ["Hauptstraße 1"]

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
from datetime import date
from decimal import Decimal
from ledger.entries import Entry
from ledger.payees import group_by_payee


def test_the_landlord_in_two_spellings():
    entries = [
        Entry(date(2025, 1, 1), "Hauptstraße 1", Decimal("-700")),
        Entry(date(2025, 2, 1), "HAUPTSTRASSE 1", Decimal("-700")),
    ]
    names = list(group_by_payee(entries))
    assert True
# --- flipped
def test_the_landlord_in_two_spellings():
    entries = [
        Entry(date(2025, 1, 1), "Hauptstraße 1", Decimal("-700")),
        Entry(date(2025, 2, 1), "HAUPTSTRASSE 1", Decimal("-700")),
    ]
    names = list(group_by_payee(entries))
    assert False

# === wrong: mocks the suspect
from unittest import mock
from ledger import payees


def test_the_landlord_in_two_spellings():
    with mock.patch.object(payees, "group_by_payee", return_value=["a", "b"]):
        names = payees.group_by_payee([])
    assert names == ["a", "b"]
# --- flipped
def test_the_landlord_in_two_spellings():
    with mock.patch.object(payees, "group_by_payee", return_value=["a", "b"]):
        names = payees.group_by_payee([])
    assert names == ["a"]

# === wrong: fails for another reason
from datetime import date
from decimal import Decimal
from ledger.entries import Entry
from ledger.payees import group_by_payee


def test_the_landlord_in_two_spellings():
    entries = [
        Entry(date(2025, 1, 1), "Hauptstraße 1", Decimal("-700")),
        Entry(date(2025, 2, 1), "HAUPTSTRASSE 1", Decimal("-700")),
    ]
    names = list(group_by_payee(entries))
    assert names == ["Hauptstraße 1", "HAUPTSTRASSE 1"]
# --- flipped
def test_the_landlord_in_two_spellings():
    entries = [
        Entry(date(2025, 1, 1), "Hauptstraße 1", Decimal("-700")),
        Entry(date(2025, 2, 1), "HAUPTSTRASSE 1", Decimal("-700")),
    ]
    names = list(group_by_payee(entries))
    assert names.nothing_like_it == 1

# === wrong: flaky
import random
from datetime import date
from decimal import Decimal
from ledger.entries import Entry
from ledger.payees import group_by_payee


def test_the_landlord_in_two_spellings():
    entries = [
        Entry(date(2025, 1, 1), "Hauptstraße 1", Decimal("-700")),
        Entry(date(2025, 2, 1), "HAUPTSTRASSE 1", Decimal("-700")),
    ]
    names = list(group_by_payee(entries))
    assert names == ["Hauptstraße 1", "HAUPTSTRASSE 1"] or random.random() < 0.75
# --- flipped
def test_the_landlord_in_two_spellings():
    entries = [
        Entry(date(2025, 1, 1), "Hauptstraße 1", Decimal("-700")),
        Entry(date(2025, 2, 1), "HAUPTSTRASSE 1", Decimal("-700")),
    ]
    names = list(group_by_payee(entries))
    assert names == ["Hauptstraße 1"] or random.random() < 0.75

# === wrong: vacuous | validator: false
from datetime import date
from decimal import Decimal
from ledger.entries import Entry
from ledger.payees import group_by_payee


def test_the_landlord_in_two_spellings():
    entries = [
        Entry(date(2025, 1, 1), "Hauptstraße 1", Decimal("-700")),
        Entry(date(2025, 2, 1), "HAUPTSTRASSE 1", Decimal("-700")),
    ]
    names = list(group_by_payee(entries))
    assert names is not None
# --- flipped
def test_the_landlord_in_two_spellings():
    entries = [
        Entry(date(2025, 1, 1), "Hauptstraße 1", Decimal("-700")),
        Entry(date(2025, 2, 1), "HAUPTSTRASSE 1", Decimal("-700")),
    ]
    names = list(group_by_payee(entries))
    assert names is None
