"""Tests of the parts that decide what the corpus says: `python -m unittest test_parts` in this folder."""

import unittest

from decide_label import decide_label
from trim_module import trim_module

SOURCE = '''"""What the module is about."""
from __future__ import annotations

import json, os
from pkg import (
    new_thing,
    old_thing as old,
)
import pkg.deep
import pytest

pytestmark = pytest.mark.filterwarnings("error")
CASES = [1, 2]
LIMIT = 3


def helper(value):
    return old(value) + LIMIT


@pytest.fixture(autouse=True)
def clean():
    yield


@pytest.fixture
def book():
    return json.loads("{}")


@pytest.mark.parametrize("case", CASES)
def test_one(case, book):
    assert helper(case)


def test_two():
    assert new_thing(os)


class TestThird:
    size = 1

    def make(self):
        return pkg.deep.make(self.size)

    def test_a(self):
        assert self.make()

    @pytest.mark.skip
    def test_b(self):
        assert new_thing()


class TestFourth(TestThird):
    pass
'''


def measured(**changes) -> dict:
    plain = {
        "alone": "p" * 20,
        "among": "p" * 12,
        "twice": "pp",
        "left": [],
        "breaks": [],
        "base": "ppp",
        "headFailures": [],
        "baseFailures": [],
    }
    return {**plain, **changes}


def failed(kind: str, where: str, phase: str = "call") -> list:
    return [{"type": kind, "where": where, "phase": phase}]


class TrimModuleTest(unittest.TestCase):
    def test_keeps_what_a_test_needs(self):
        text = trim_module(SOURCE, ["test_one"])
        for part in ("from __future__", "import json\n", "from pkg import old_thing as old\n", "CASES", "LIMIT"):
            self.assertIn(part, text)
        for part in ("def helper", "def book", "def clean", "pytestmark", "@pytest.mark.parametrize"):
            self.assertIn(part, text)
        for part in ("new_thing", "os", "test_two", "TestThird", "What the module"):
            self.assertNotIn(part, text)
        compile(text, "trimmed", "exec")

    def test_keeps_only_the_methods_that_are_named(self):
        text = trim_module(SOURCE, ["TestThird::test_a"])
        self.assertIn("def make", text)
        self.assertIn("import pkg.deep", text)
        self.assertNotIn("test_b", text)
        self.assertNotIn("skip", text)
        self.assertNotIn("new_thing", text)

    def test_keeps_an_inherited_test_in_its_base_class(self):
        text = trim_module(SOURCE, ["TestFourth::test_a"])
        self.assertIn("class TestThird", text)
        self.assertIn("def test_a", text)
        self.assertNotIn("test_b", text)

    def test_refuses_a_test_that_is_not_there(self):
        with self.assertRaises(KeyError):
            trim_module(SOURCE, ["test_three"])


class DecideLabelTest(unittest.TestCase):
    def check(self, expected, **changes):
        self.assertEqual(decide_label(measured(**changes))[0], expected, changes)

    def test_every_row_of_the_table(self):
        on_both = {"alone": "f" * 20, "among": "f" * 12, "twice": "ff", "base": "fff"}
        self.check("flaky", alone="ppf" * 7)
        self.check("order-dependent", among="ppfp")
        self.check("order-dependent", alone="f" * 20, among="fpf", twice="ff")
        self.check("leaves-state-behind", twice="pf")
        self.check("leaves-state-behind", left=["environment"])
        self.check("leaves-state-behind", breaks=["t.py::test_other"])
        self.check("guards-behaviour")
        self.check("captures-the-change", base="fff", baseFailures=failed("AssertionError", "test"))
        self.check("captures-the-change", base="fff", baseFailures=failed("ValueError", "changed"))
        self.check("new-code", base="fff", baseFailures=failed("TypeError", "test"))
        self.check("new-code", base="fff", baseFailures=failed("NotCollected", "elsewhere", "collect"))
        self.check("catch", alone="f" * 20, among="f", twice="ff", headFailures=failed("AssertionError", "test"))
        self.check("disputed", **on_both, headFailures=failed("AssertionError", "test"))
        self.check("disputed", **on_both, headFailures=failed("ValueError", "project"))
        self.check("invalid", **on_both, headFailures=failed("NameError", "test"))
        self.check("invalid", **on_both, headFailures=failed("Failed", "elsewhere"))

    def test_what_nobody_can_say_is_thrown_out(self):
        self.check(None, among="pf", left=["cwd"])
        self.check(None, alone="s" * 20)
        self.check(None, base="pfp")
        self.check(None, base="fff", baseFailures=failed("KeyError", "test"))


if __name__ == "__main__":
    unittest.main()
