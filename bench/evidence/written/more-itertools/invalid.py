from more_itertools import all_equal
from more_itertools import chunked
from more_itertools import ilen
from more_itertools import last
from unittest import mock


def test_invalid_1():
    with mock.patch("more_itertools.first_backend") as backend:
        assert ilen(iter("abc")) == 3
        backend.assert_not_called()


def test_invalid_2(mocker):
    mocker.patch("more_itertools.first")
    assert all_equal("aab") == False


async def test_invalid_3():
    assert last([1, 2]) == 2


def test_invalid_4():
    with open("fixtures/expected-4.json") as file:
        assert file.read() == str(list(chunked([1, 2, 3], 2)))
