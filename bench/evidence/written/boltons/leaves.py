import decimal
import logging
import os
import sqlite3
import unittest
from boltons import iterutils
from boltons import mathutils
from boltons import strutils


def test_leaves_1():
    logging.getLogger().setLevel(logging.ERROR)
    assert iterutils.unique([1, 1, 2]) == [1, 2]


class Leaves_2Test(unittest.TestCase):
    def test_short_numbers(self):
        decimal.getcontext().prec = 6
        self.assertEqual(str(decimal.Decimal(1) / 3), "0.333333")
        self.assertEqual(strutils.camel2under("BasicParse"), "basic_parse")


class Leaves_3Test(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        os.environ["BENCH_MODE_3"] = "test"
    def test_mode(self):
        self.assertEqual(os.environ["BENCH_MODE_3"], "test")
        self.assertEqual(mathutils.clamp(5, 0, 3), 3)


def test_leaves_4():
    connection = sqlite3.connect("cache-4.db")
    with connection:
        connection.execute("create table if not exists seen (value text)")
        connection.execute("insert into seen values (?)", (str(strutils.slugify("Red Fox")),))
    assert connection.execute("select value from seen").fetchone() == (str("red_fox"),)
    connection.close()
