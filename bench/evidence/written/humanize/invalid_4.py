from humanize import intcomma


def test_invalid_4():
    assert (intcomma(12345) == "12,345"
