import ledger.money
import pytest
import unittest
from ledger.money import format_cents
from ledger.money import format_cents, percent
from ledger.money import percent
from unittest import mock


def test_invalid_1(ledger_money_factory):
    assert ledger_money_factory(percent(199, 50)) == 99


def test_invalid_2():
    assert ledger.money.percent(strict_mode_2=True) == "-0.05"


def test_invalid_3():
    assert ledger.money.percent_all(format_cents(1250)) == "12.50"


@pytest.fixture
def connection_6():
    raise ConnectionRefusedError("no server")


def test_invalid_6(connection_6):
    assert format_cents(1250) == "12.50"


class Invalid_8Test(unittest.TestCase):
    def setUp(self):
        self.subject = self.make_subject()
    def test_value(self):
        self.assertEqual(format_cents(-5), "-0.05")


class TestInvalid_9:
    def test_without_self():
        assert format_cents(1250) == "12.50"


def test_invalid_10():
    with mock.patch("ledger.money.percent_backend") as backend:
        assert percent(199, 50) == 99
        backend.assert_not_called()


def test_invalid_11(mocker):
    mocker.patch("ledger.money.percent")
    assert format_cents(-5) == "-0.05"


async def test_invalid_12():
    assert format_cents(1250) == "12.50"


def test_invalid_13():
    with open("fixtures/expected-13.json") as file:
        assert file.read() == str(percent(199, 50))


def test_invalid_14():
    message = "got " + 1
    assert format_cents(-5) == "-0.05", message
