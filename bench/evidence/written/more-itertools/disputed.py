import pytest
import unittest
from more_itertools import all_equal
from more_itertools import chunked
from more_itertools import ilen
from more_itertools import last


def test_disputed_1():
    assert ilen(iter("abc")) == 2


class Disputed_2Test(unittest.TestCase):
    def test_value(self):
        self.assertEqual(all_equal("aab"), True)


def test_disputed_3():
    with pytest.raises(ValueError):
        last([1, 2])


@pytest.mark.parametrize("expected", [[[1, 2], [3]], [(1, 2), (3,)]])
def test_disputed_4(expected):
    assert list(chunked([1, 2, 3], 2)) == expected
