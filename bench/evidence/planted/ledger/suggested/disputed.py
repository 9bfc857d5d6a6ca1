import unittest

import pytest

from ledger.book import Book, transfer
from ledger.interest import simple_interest
from ledger.money import allocate, format_cents, percent, round_cents
from ledger.report import shorten


def test_format_has_a_currency():
    assert format_cents(1250) == "€12.50"


def test_percent_is_rounded_up():
    assert percent(199, 50) == 100


def test_percent_of_more_than_all():
    assert percent(100, 150) == 150


def test_a_negative_rate_is_a_type_error():
    with pytest.raises(TypeError):
        percent(100, -1)


class TestTransferBetweenUnknown:
    def test_the_source_must_exist(self):
        with pytest.raises(KeyError):
            transfer(Book(), "cash", "rent", 5)


class NumbersTest(unittest.TestCase):
    def test_numbers_begin_with_zero(self):
        self.assertEqual(Book().add("cash", 5), 0)

    def test_no_interest_for_a_day(self):
        self.assertEqual(simple_interest(1_000_000, 10, 1), 0)


@pytest.mark.parametrize("cents", [0, 7])
def test_allocation_by_one_share_is_a_number(cents):
    assert allocate(cents, [1]) == cents


def test_round_cents_of_a_text_with_a_sign():
    assert round_cents("+1") == 1


def test_cut_texts_end_in_one_character():
    assert shorten("abcdefgh", 5) == "abcd…"


def test_balance_of_nothing_is_zero():
    assert Book().balance("cash") == 0


def test_percent_as_text():
    with pytest.raises(ValueError, match="percent"):
        percent(100, 101)
