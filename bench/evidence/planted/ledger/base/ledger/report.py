"""Texts about a book."""

from ledger.money import format_cents


def format_line(name, cents):
    """One line: a name and an amount."""
    return f"{name}: {format_cents(cents)}"


def render(book):
    """A line for each account and one for the sum."""
    lines = [format_line(name, book.balance(name)) for name in book.accounts()]
    total = sum(book.balance(name) for name in book.accounts())
    return "\n".join([*lines, format_line("total", total)])


def initials(name):
    """First letters of the words of a name, in capitals."""
    return "".join(word[0].upper() for word in name.split())


def shorten(text, limit):
    """At most so many characters; what was cut ends in three dots."""
    return text if len(text) <= limit else text[: limit - 3] + "..."


async def load_rate(table, currency):
    """The rate of a currency; 1 where none is known."""
    return table.get(currency, 1)
