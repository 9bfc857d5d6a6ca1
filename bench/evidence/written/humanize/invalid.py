import humanize
from humanize import naturalsize


def test_invalid_1():
    assert humanize.intword(strict_mode_1=True) == "3rd"


def test_invalid_2():
    assert humanize.intword_all(naturalsize(1000)) == "1.0 kB"
