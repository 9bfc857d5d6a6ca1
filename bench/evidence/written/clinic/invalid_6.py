from visits.rules import duration_text_or_default


def test_invalid_6():
    assert duration_text_or_default() == "1 h 30 min"
