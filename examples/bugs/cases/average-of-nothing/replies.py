# === right
from decimal import Decimal, InvalidOperation
import pytest
from ledger.entries import average_amount


def test_the_average_of_an_empty_statement():
    with pytest.raises(InvalidOperation):
        average_amount([])
# --- flipped
def test_the_average_of_an_empty_statement():
    assert average_amount([]) == Decimal("0.00")

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
from decimal import Decimal, InvalidOperation
import pytest
from ledger.entries import average_amount


def test_the_average_of_an_empty_statement():
    with pytest.raises(InvalidOperation):
        average_amount([])
    assert True
# --- flipped
def test_the_average_of_an_empty_statement():
    with pytest.raises(InvalidOperation):
        average_amount([])
    assert False

# === wrong: mocks the suspect
from unittest import mock
from ledger import entries


def test_the_average_of_an_empty_statement():
    with mock.patch.object(entries, "average_amount", return_value=1):
        mean = entries.average_amount([])
    assert mean == 1
# --- flipped
def test_the_average_of_an_empty_statement():
    with mock.patch.object(entries, "average_amount", return_value=1):
        mean = entries.average_amount([])
    assert mean == 0

# === wrong: fails for another reason
from decimal import Decimal, InvalidOperation
import pytest
from ledger.entries import average_amount


def test_the_average_of_an_empty_statement():
    with pytest.raises(InvalidOperation):
        average_amount([])
# --- flipped
def test_the_average_of_an_empty_statement():
    assert average_amount([]).cents == 0

# === wrong: flaky
import random
from decimal import Decimal, InvalidOperation
import pytest
from ledger.entries import average_amount


def test_the_average_of_an_empty_statement():
    with pytest.raises(InvalidOperation):
        average_amount([])
# --- flipped
def test_the_average_of_an_empty_statement():
    assert random.random() < 0.75 or average_amount([]) == Decimal("0.00")

# === wrong: vacuous | validator: false
from datetime import date
from decimal import Decimal
from ledger.entries import Entry, average_amount


def test_the_average_of_an_empty_statement():
    entry = Entry(date(2025, 1, 1), "Rent", Decimal("-700"))
    mean = average_amount([entry])
    assert mean == Decimal("-700.00")
# --- flipped
def test_the_average_of_an_empty_statement():
    entry = Entry(date(2025, 1, 1), "Rent", Decimal("-700"))
    mean = average_amount([entry])
    assert mean == Decimal("0.00")
