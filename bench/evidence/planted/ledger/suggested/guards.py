import unittest
from datetime import date

import pytest

from ledger.book import Book, UnknownAccount, transfer
from ledger.interest import days_between, is_overdue, monthly_rate
from ledger.money import allocate, format_cents, parse_amount, percent, round_cents
from ledger.report import initials, load_rate, shorten


@pytest.mark.parametrize("cents, text", [(5, "0.05"), (-1250, "-12.50"), (0, "0.00")])
def test_cents_as_text(cents, text):
    assert format_cents(cents) == text


def test_percent_is_rounded_down():
    assert percent(199, 50) == 99


@pytest.mark.parametrize("rate", [-1, 101])
def test_percent_refuses_other_rates(rate):
    with pytest.raises(ValueError):
        percent(100, rate)


def test_an_even_allocation():
    assert allocate(100, [1, 1]) == [50, 50]


def test_a_plain_amount():
    assert parse_amount(" 12.50 ") == 1250


class BookTest(unittest.TestCase):
    def setUp(self):
        self.book = Book()
        self.book.add("cash", 300)
        self.book.add("cash", -100)

    def test_balance(self):
        self.assertEqual(self.book.balance("cash"), 200)

    def test_unknown_account(self):
        with self.assertRaises(UnknownAccount):
            self.book.balance("bank")


class TestTransfer:
    def test_both_sides(self):
        book = Book()
        transfer(book, "cash", "rent", 50)
        assert (book.balance("cash"), book.balance("rent")) == (-50, 50)

    def test_nothing_is_no_transfer(self):
        with pytest.raises(ValueError):
            transfer(Book(), "cash", "rent", 0)


def test_days_forward():
    assert days_between(date(2024, 2, 28), date(2024, 3, 1)) == 2


def test_long_overdue():
    assert is_overdue(date(2024, 1, 1), date(2024, 2, 1), grace=10)


def test_monthly_rate():
    assert monthly_rate(1) == pytest.approx(0.08333, abs=1e-4)


@pytest.mark.asyncio
async def test_a_known_rate():
    assert await load_rate({"EUR": 2}, "EUR") == 2


def test_a_short_text_stays():
    assert shorten("rent", 10) == "rent"


def test_initials_of_two_words():
    assert initials("ada lovelace") == "AL"
