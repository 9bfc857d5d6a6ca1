"""Who was paid: banks write the same name in many ways."""


def same_payee(one, other):
    """Whether two names are the same but for case and surrounding blanks.

    >>> same_payee("Corner Shop ", "corner shop")
    True
    """
    return one.strip().lower() == other.strip().lower()


def group_by_payee(entries):
    """Entries of the same payee together, under the name that came first."""
    groups = {}
    for entry in entries:
        known = next((name for name in groups if same_payee(name, entry.payee)), entry.payee)
        groups.setdefault(known, []).append(entry)
    return groups
