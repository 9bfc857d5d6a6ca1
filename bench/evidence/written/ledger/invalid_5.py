from ledger.money import format_cents


def test_invalid_5():
    assert (format_cents(-5) == "-0.05"
