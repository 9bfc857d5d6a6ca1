"""A book of entries."""


class UnknownAccount(KeyError):
    """No entry names this account."""


class Book:
    """Entries of accounts, in the order in which they were made."""

    def __init__(self):
        self.entries = []

    def add(self, account, cents, day=1):
        """Adds an entry and returns its number."""
        self.entries.append({"account": account, "cents": cents, "day": day})
        return len(self.entries)

    def accounts(self):
        """Names of accounts, each once, in order."""
        return list(dict.fromkeys(entry["account"] for entry in self.entries))

    def balance(self, account):
        """Sum of an account's entries."""
        if account not in self.accounts():
            raise UnknownAccount(account)
        return sum(entry["cents"] for entry in self.entries if entry["account"] == account)

    def largest(self):
        """The entry with the largest amount, whatever its sign."""
        return max(self.entries, key=lambda entry: abs(entry["cents"]))

    def between(self, first, last):
        """Entries of these days, both included."""
        return [entry for entry in self.entries if first <= entry["day"] <= last]


def transfer(book, source, target, cents):
    """Moves an amount from one account to another."""
    if cents <= 0:
        raise ValueError("an amount to transfer is positive")
    book.add(source, -cents)
    book.add(target, cents)
    return cents
