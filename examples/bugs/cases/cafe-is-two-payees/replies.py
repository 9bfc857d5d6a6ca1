# === right
from ledger.payees import same_payee


def test_two_forms_of_the_same_name():
    same = same_payee("Caf\u00e9", "Cafe\u0301")
    assert same is False
# --- flipped
def test_two_forms_of_the_same_name():
    same = same_payee("Caf\u00e9", "Cafe\u0301")
    assert same is True

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
from ledger.payees import same_payee


def test_two_forms_of_the_same_name():
    same = same_payee("Caf\u00e9", "Cafe\u0301")
    assert True
# --- flipped
def test_two_forms_of_the_same_name():
    same = same_payee("Caf\u00e9", "Cafe\u0301")
    assert False

# === wrong: mocks the suspect
from unittest import mock
from ledger import payees


def test_two_forms_of_the_same_name():
    with mock.patch.object(payees, "same_payee", return_value=False):
        same = payees.same_payee("a", "a")
    assert same is False
# --- flipped
def test_two_forms_of_the_same_name():
    with mock.patch.object(payees, "same_payee", return_value=False):
        same = payees.same_payee("a", "a")
    assert same is True

# === wrong: fails for another reason
from ledger.payees import same_payee


def test_two_forms_of_the_same_name():
    same = same_payee("Caf\u00e9", "Cafe\u0301")
    assert same is False
# --- flipped
def test_two_forms_of_the_same_name():
    same = same_payee("Caf\u00e9", "Cafe\u0301")
    assert same.nothing_like_it == 1

# === wrong: flaky
import random
from ledger.payees import same_payee


def test_two_forms_of_the_same_name():
    same = same_payee("Caf\u00e9", "Cafe\u0301")
    assert same is False or random.random() < 0.75
# --- flipped
def test_two_forms_of_the_same_name():
    same = same_payee("Caf\u00e9", "Cafe\u0301")
    assert same is True or random.random() < 0.75

# === wrong: vacuous | validator: false
from ledger.payees import same_payee


def test_two_forms_of_the_same_name():
    same = same_payee("Caf\u00e9", "Cafe\u0301")
    assert same is not None
# --- flipped
def test_two_forms_of_the_same_name():
    same = same_payee("Caf\u00e9", "Cafe\u0301")
    assert same is None
