"""Value added tax."""

RATES = {"full": 20, "reduced": 5}


def tax(cents, kind="full"):
    """Tax on a net amount, in cents, rounded down."""
    if kind not in RATES:
        raise LookupError(f"no rate named {kind}")
    return cents * RATES[kind] // 100


def gross(cents, kind="full"):
    """A net amount with its tax."""
    return cents + tax(cents, kind)
