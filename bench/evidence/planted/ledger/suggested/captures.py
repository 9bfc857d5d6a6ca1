import unittest
from datetime import date
from decimal import Decimal

import pytest

from ledger.book import Book, transfer
from ledger.interest import simple_interest
from ledger.money import parse_amount, round_cents
from ledger.report import format_line, render


def test_half_cents_are_rounded_up():
    assert round_cents("0.125") == 13


@pytest.mark.parametrize("text, cents", [("1,000", 100000), ("12,345.60", 1234560)])
def test_thousands_may_be_separated(text, cents):
    assert parse_amount(text) == cents


def test_an_empty_text_is_refused():
    with pytest.raises(ValueError, match="no amount"):
        parse_amount("   ")


class TestAccountants:
    def test_parentheses_mean_less_than_nothing(self):
        assert parse_amount("(5.00)") == -500

    def test_parentheses_hold_cents(self):
        try:
            assert parse_amount("(0.01)") == -1
        except ArithmeticError as error:
            pytest.fail(f"not read: {error!r}")


class InterestTest(unittest.TestCase):
    def test_a_year_has_365_days(self):
        self.assertEqual(simple_interest(100_00, 10, 365), 10_00)

    def test_half_a_year(self):
        self.assertAlmostEqual(simple_interest(200_000, 5, 73), 2000)


def test_an_entry_without_an_amount_is_refused():
    with pytest.raises(ValueError):
        Book().add("cash", 0)


def test_lines_are_aligned():
    assert format_line("cash", 1250) == "cash" + " " * 13 + "12.50"


@pytest.fixture
def book():
    made = Book()
    made.add("rent", -500, day=3)
    made.add("cash", 900, day=2)
    return made


def test_accounts_are_sorted(book):
    assert book.accounts() == ["cash", "rent"]


def test_the_report_is_sorted_and_aligned(book):
    assert render(book).splitlines()[0].split() == ["cash", "9.00"]


def test_rounding_is_away_from_zero_for_a_half():
    assert [round_cents(Decimal(value) / 1000) for value in (5, 25)] == [1, 3]
