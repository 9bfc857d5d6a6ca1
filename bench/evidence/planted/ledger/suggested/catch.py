import unittest
from datetime import date

import pytest

from ledger.book import Book
from ledger.interest import days_between, is_overdue
from ledger.money import allocate
from ledger.report import initials, load_rate, shorten


def test_no_cent_is_lost():
    assert sum(allocate(100, [1, 1, 1])) == 100


def test_the_first_get_the_rest():
    assert allocate(5, [1, 1]) == [3, 2]


def test_days_in_either_order():
    assert days_between(date(2024, 3, 1), date(2024, 2, 28)) == 2


class OverdueTest(unittest.TestCase):
    def test_the_day_itself_is_in_time(self):
        self.assertFalse(is_overdue(date(2024, 1, 1), date(2024, 1, 1)))

    def test_the_last_day_of_grace_is_in_time(self):
        self.assertIs(is_overdue(date(2024, 1, 1), date(2024, 1, 11), grace=10), False)


class TestBook:
    @pytest.fixture
    def book(self):
        made = Book()
        for day, cents in ((1, 50), (2, -90), (3, 20)):
            made.add("cash", cents, day)
        return made

    def test_the_largest_by_size(self, book):
        assert book.largest()["cents"] == -90

    def test_the_last_day_is_included(self, book):
        assert len(book.between(1, 3)) == 3

    def test_one_day(self, book):
        assert [entry["cents"] for entry in book.between(2, 2)] == [-90]


@pytest.mark.parametrize("limit", [6, 8])
def test_never_longer_than_the_limit(limit):
    assert len(shorten("a long description", limit)) == limit


def test_two_blanks_between_words():
    assert initials("ada  lovelace") == "AL"


@pytest.mark.asyncio
async def test_an_unknown_rate_is_one():
    assert await load_rate({}, "EUR") == 1
