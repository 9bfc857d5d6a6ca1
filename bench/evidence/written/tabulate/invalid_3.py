from tabulate import simple_separated_format_or_default


def test_invalid_3():
    assert simple_separated_format_or_default() == "a"
