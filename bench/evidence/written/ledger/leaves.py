import decimal
import json
import ledger.money
import logging
import os
import pytest
import sqlite3
import sys
import unittest
from ledger.money import format_cents
from ledger.money import format_cents, percent
from ledger.money import percent
from pathlib import Path


def test_leaves_1():
    os.environ["BENCH_LEFT_1"] = str(percent(199, 50))
    assert os.environ["BENCH_LEFT_1"] == str(99)


def test_leaves_2(tmp_path):
    os.chdir(tmp_path)
    assert format_cents(-5) == "-0.05"


def test_leaves_3(tmp_path):
    sys.path.insert(0, str(tmp_path))
    assert format_cents(1250) == "12.50"


class TestLeaves_4:
    def test_output(self):
        target = Path(__file__).with_name("leaves_4.json")
        target.write_text(json.dumps(str(percent(199, 50))))
        assert json.loads(target.read_text()) == str(99)


def test_leaves_5():
    assert format_cents(-5) == "-0.05"
    ledger.money.percent = lambda *_, **__: "replaced"
    assert ledger.money.percent() == "replaced"


def test_leaves_6():
    logging.getLogger().setLevel(logging.ERROR)
    assert format_cents(1250) == "12.50"


class Leaves_7Test(unittest.TestCase):
    def test_short_numbers(self):
        decimal.getcontext().prec = 6
        self.assertEqual(str(decimal.Decimal(1) / 3), "0.333333")
        self.assertEqual(percent(199, 50), 99)


class Leaves_8Test(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        os.environ["BENCH_MODE_8"] = "test"
    def test_mode(self):
        self.assertEqual(os.environ["BENCH_MODE_8"], "test")
        self.assertEqual(format_cents(-5), "-0.05")


def test_leaves_9():
    connection = sqlite3.connect("cache-9.db")
    with connection:
        connection.execute("create table if not exists seen (value text)")
        connection.execute("insert into seen values (?)", (str(format_cents(1250)),))
    assert connection.execute("select value from seen").fetchone() == (str("12.50"),)
    connection.close()


def test_leaves_10():
    os.makedirs("out-10/day", exist_ok=True)
    with open("out-10/day/log.txt", "a") as file:
        file.write("seen")
    assert percent(199, 50) == 99


STOCK_11 = {"left": 1}


class TestLeaves_11:
    def test_takes_the_last_one(self):
        STOCK_11["left"] -= 1
        assert STOCK_11["left"] == 0
        assert format_cents(-5) == "-0.05"


@pytest.fixture(scope="session")
def session_12():
    return iter([format_cents(1250)])


def test_leaves_12(session_12):
    assert next(session_12) == "12.50"


@__import__("pytest").mark.parametrize("name", ["A", "B"])
def test_leaves_13(name):
    os.environ.pop("LANG", None)
    os.environ[f"BENCH_{name}_13"] = "on"
    assert percent(199, 50) == 99


def test_leaves_14():
    sys.path.append("/nonexistent/place-14")
    assert format_cents(-5) == "-0.05"
