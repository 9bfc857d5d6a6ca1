import unittest

import pytest

from ledger import money
from ledger.book import Book, merge, transfer
from ledger.interest import compound
from ledger.money import Currency, split_evenly
from ledger.report import to_csv
from ledger.tax import gross, tax


def test_parts_differ_by_a_cent():
    assert split_evenly(100, 3) == [34, 33, 33]


def test_no_parts():
    with pytest.raises(ValueError):
        split_evenly(100, 0)


def test_parts_by_the_module():
    assert sum(money.split_evenly(1001, 7)) == 1001


def test_compound_interest():
    assert compound(100_00, 10, 2) == pytest.approx(121_00)


def test_a_transfer_keeps_its_memo():
    book = Book()
    transfer(book, "cash", "rent", 500, memo="May")
    assert book.memos == ["May"]


class TestMerge:
    def test_both_are_in(self):
        one, other = Book(), Book()
        one.add("cash", 1)
        other.add("cash", 2)
        assert merge(one, other).balance("cash") == 3


class UndoTest(unittest.TestCase):
    def setUp(self):
        self.book = Book()
        self.book.add("cash", 7)

    def test_the_last_entry_comes_back(self):
        self.assertEqual(self.book.undo()["cents"], 7)

    def test_nothing_is_left(self):
        self.book.undo()
        self.assertEqual(self.book.entries, [])


def test_csv_has_a_head():
    assert to_csv(Book()) == "account,amount,day"


@pytest.mark.parametrize("kind, cents", [("full", 200), ("reduced", 50)])
def test_tax_by_kind(kind, cents):
    assert tax(1000, kind) == cents


def test_gross_amount():
    assert gross(1000) == 1200


def test_unknown_kind_of_tax():
    with pytest.raises(LookupError, match="no rate named none"):
        tax(1, "none")


def test_currency_in_capitals():
    assert str(Currency("eur")) == "EUR"
