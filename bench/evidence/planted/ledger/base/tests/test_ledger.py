from ledger.book import Book
from ledger.money import format_cents


def test_format_cents():
    assert format_cents(1250) == "12.50"


def test_add_numbers_entries():
    book = Book()
    assert book.add("cash", 100) == 1
    assert book.add("cash", 100) == 2
