"""Suggested tests are run again on head, alone and in other orders, and only those that a companion adds."""

from types import SimpleNamespace

import pytest

from repositories import Repository, run_job
from testwright_ci import repeats
from testwright_ci.added_tests import find_added_tests
from testwright_ci.run_order import reorder

CONFTEST = """
import asyncio

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    if asyncio.iscoroutinefunction(pyfuncitem.obj):
        asyncio.run(pyfuncitem.obj())
        return True


@pytest.fixture(scope="module")
def stack():
    return [1]
"""
SEEDING = """
import random


def pytest_addoption(parser):
    parser.addoption("--randomly-seed", dest="randomly_seed", type=int, default=0)
    parser.addoption("--randomly-dont-reorganize", dest="randomly_reorganize", action="store_false")


def pytest_runtest_setup(item):
    # As pytest-randomly does: with one seed for all runs, each would see the same numbers.
    random.seed(item.config.option.randomly_seed)
"""
SUGGESTED = """
import asyncio
import os
import random
import time
import unittest
from pathlib import Path

import pytest
from shop import price

SEEN = []
RUNS = Path({runs!r})


@pytest.mark.parametrize("n", [1, 2, 3], ids=["a/b::c[1]", "é, ü", "x]-[y"])
def test_odd_ids(n):
    assert price.price(n) == n


async def test_async():
    await asyncio.sleep(0)


class TestUnit(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.numbers = iter([1])

    def setUp(self):
        self.own = []

    def test_consumes_what_its_class_set_up(self):
        self.own.append(1)
        self.assertEqual((next(self.numbers), self.own), (1, [1]))


class TestAsync(unittest.IsolatedAsyncioTestCase):
    async def test_awaits(self):
        await asyncio.sleep(0)


def test_consumes_a_fixture_of_its_module(stack):
    assert stack.pop() == 1


def test_every_fourth_time():
    RUNS.write_text(RUNS.read_text() + "x" if RUNS.exists() else "x")
    assert len(RUNS.read_text()) % 4


def test_chance():
    assert random.random() == 0.13436424411240122


def test_once():
    SEEN.append(1)
    assert SEEN == [1]


def test_sets_rate():
    price.RATE = 2


def test_needs_rate():
    assert price.RATE == 2


def test_hangs_the_second_time():
    if os.environ.get("HUNG"):
        time.sleep(60)
    os.environ["HUNG"] = "1"


def test_dies_the_second_time():
    if os.environ.get("DEAD"):
        os._exit(3)
    os.environ["DEAD"] = "1"


def test_catch():
    assert price.price(20) == 40


def test_wrong():
    assert price.price(1) == 2
"""
PRICE = "RATE = 1\n\n\ndef price(n):\n    if n > 10:\n        return n * {0}\n    return n\n"
MODULE = """
from shop import price


class TestOld:
    def test_old(self):
        assert price.price(1) == 1
{0}

def test_spoils_the_rate():
    price.RATE = 9


def test_is_red():
    assert False
"""
METHOD = "\n    def test_added(self):\n        assert price.RATE == 1\n"
FUNCTION = "\n\ndef test_also_added():\n    assert price.price(20) == 60\n"


@pytest.fixture(scope="module")
def job(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stability")
    repository = Repository(folder / "repo")
    files = {
        "shop/__init__.py": "",
        "conftest.py": CONFTEST,
        "seeding.py": SEEDING,
        "pytest.ini": "[pytest]\naddopts = -p seeding -n 2\n",
        "tests/test_price.py": MODULE.format(""),
    }
    base = repository.commit("base", {**files, "shop/price.py": PRICE.format(2)})
    repository.commit("head", {"shop/price.py": PRICE.format(3)})
    companion = {
        "tests/test_suggested.py": SUGGESTED.replace("{runs!r}", repr(str(folder / "runs.txt"))),
        "tests/test_price.py": MODULE.format(METHOD) + FUNCTION,
    }
    repository.companion(base, companion, suites="none")
    patch = pytest.MonkeyPatch()
    patch.setattr(repeats, "_LEAST_ITEM_SECONDS", 1.0)
    try:
        report, printed = run_job(repository, folder / "out", "--repeats", "5")
    finally:
        patch.undo()
    return {"report": report, "printed": printed, "repository": repository, "base": base, "folder": folder}


@pytest.fixture(scope="module")
def tests(job):
    return {test["nodeid"].split("::", 1)[1]: test for test in job["report"]["tests"]}


@pytest.mark.parametrize(
    "name, head, alone, shuffled",
    [
        ("test_odd_ids[a/b::c[1]]", "passed", "ppppp", "ppp"),
        ("test_odd_ids[x]-[y]", "passed", "ppppp", "ppp"),
        ("test_async", "passed", "ppppp", "ppp"),
        ("TestUnit::test_consumes_what_its_class_set_up", "passed", "ppppp", "ppp"),
        ("TestAsync::test_awaits", "passed", "ppppp", "ppp"),
        ("test_consumes_a_fixture_of_its_module", "passed", "ppppp", "ppp"),
        # Run 1 is head, 2 is base, 3 to 5 are shuffled.
        ("test_every_fourth_time", "passed", "ppfpp", "pfp"),
        ("test_chance", "passed", "fffff", "fff"),
        ("test_once", "passed", "pffff", "ppp"),
        ("test_sets_rate", "passed", "ppppp", "ppp"),
        ("test_hangs_the_second_time", "passed", "pf", "ppp"),
        ("test_dies_the_second_time", "passed", "pf", "ppp"),
        ("test_catch", "failed", "fffff", "fff"),
        ("test_also_added", "passed", "ppppp", "ppp"),
    ],
)
def test_each_run_has_its_letter(tests, name, head, alone, shuffled):
    test = tests[name]
    stability = test["stability"]
    found = (test["head"]["outcome"], stability["alone"]["outcomes"], stability["shuffled"]["outcomes"])
    assert found == (head, alone, shuffled)
    for way in ("alone", "shuffled"):
        assert (stability[way]["failure"] is not None) == ("f" in stability[way]["outcomes"])


def test_what_needs_another_test_fails_alone_and_in_reversed_order(tests):
    stability = tests["test_needs_rate"]["stability"]
    assert stability["alone"]["outcomes"] == "fffff"
    assert stability["shuffled"]["outcomes"][0] == "f"
    assert stability["alone"]["failure"]["message"].startswith("assert 1 == 2")


def test_a_hang_and_a_death_are_named_as_the_failure(tests):
    failures = [
        tests[f"test_{name}_the_second_time"]["stability"]["alone"]["failure"] for name in ("hangs", "dies")
    ]
    assert [failure["type"] for failure in failures] == ["Timeout", "ProcessEnded"]
    assert "code 3" in failures[1]["message"]


def test_what_fails_on_both_sides_is_not_repeated(tests):
    assert tests["test_wrong"]["stability"] is None


def test_only_what_the_companion_adds_to_a_module_is_a_suggested_test(job):
    merged = [test["name"] for test in job["report"]["tests"] if test["path"] == "tests/test_price.py"]
    assert merged == ["TestOld::test_added", "test_also_added"]
    assert {test["base"]["outcome"] for test in job["report"]["tests"] if test["name"] in merged} == {
        "passed",
        "failed",
    }


def test_the_own_tests_of_a_module_take_part_in_other_orders(tests):
    stability = tests["TestOld::test_added"]["stability"]
    assert stability["alone"]["outcomes"] == "ppppp"
    assert stability["shuffled"]["outcomes"][0] == "f"


def test_a_confirmation_runs_shuffled_only(job):
    repository = job["repository"]
    repository.git("reset", "-q", "--hard", "HEAD^")
    added = "SEEN = []\n\n\ndef test_a():\n    assert not SEEN\n\n\ndef test_b():\n    SEEN.append(1)\n"
    repository.companion(job["base"], {"tests/test_set.py": added}, suites="none", evidence="confirm")
    report, _ = run_job(repository, job["folder"] / "again", "--repeats", "5")
    found = [test["stability"] for test in report["tests"]]
    assert [one["alone"]["outcomes"] for one in found] == ["", ""]
    assert [one["shuffled"]["outcomes"] for one in found] == [found[0]["shuffled"]["outcomes"], "ppp"]
    assert found[0]["shuffled"]["outcomes"][0] == "f"


def test_an_order_keeps_modules_and_classes_together_and_is_the_same_for_the_same_seed():
    def item(nodeid, cls=None):
        return SimpleNamespace(nodeid=nodeid, cls=cls)

    config = SimpleNamespace(pluginmanager=SimpleNamespace(get_plugin=lambda name: None))
    items = [
        *(item(f"a.py::T::test_{n}", cls=dict) for n in range(4)),
        *(item(f"a.py::test_{n}") for n in range(4)),
        *(item(f"b.py::test_{n}") for n in range(4)),
    ]
    assert reorder(items, "reversed", config) == items[::-1]
    orders = [[one.nodeid for one in reorder(items, seed, config)] for seed in ("x-1", "x-2", "x-1")]
    assert orders[0] == orders[2] != orders[1]
    for order in orders:
        assert sorted(order) == sorted(one.nodeid for one in items)
        for group in ("a.py::T", "a.py", "b.py"):
            places = [place for place, nodeid in enumerate(order) if nodeid.startswith(group + "::")]
            assert places == list(range(places[0], places[0] + len(places)))


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (["--repeats", "0"], "were not repeated: the action's input `repeats` is 0"),
        (["--repeats", "5", "--evidence-minutes", "0.01"], "3 of 3 shuffled runs"),
        (
            ["--repeats", "5", "--evidence-minutes", "0.01"],
            "1 of 1 test functions alone (tests/test_a.py::test_a)",
        ),
    ],
)
def test_what_was_not_repeated_is_said(tmp_path, arguments, sentence):
    repository = Repository(tmp_path / "repo")
    base = repository.commit("base", {"shop.py": ""})
    repository.companion(base, {"tests/test_a.py": "def test_a():\n    pass\n"}, suites="none")
    report, _ = run_job(repository, tmp_path / "out", *arguments)
    assert report["tests"][0]["stability"] is None
    assert any(sentence in one for one in report["skipped"]), report["skipped"]


@pytest.mark.parametrize(
    "before, after, added",
    [
        (None, b"def test_a(): pass", None),
        (b"def test_a(): pass", b"def test_a(): pass\ndef test_b(): pass", ["test_b"]),
        (
            b"",
            b"class T:\n  async def test_a(self): pass\n  class U:\n    def test_b(self): pass",
            ["T::test_a", "T::U::test_b"],
        ),
        (b"class T:\n  def test_a(self): pass", b"class U:\n  def test_a(self): pass", ["U::test_a"]),
        (b"def test_a(): pass", b"# A comment.\ndef test_a():\n    pass", []),
        (b"def test_a(): pass\ndef test_b(): pass", b"def test_a(): return 1\ndef test_b(): pass", ["test_a"]),
        (b"class T:\n  def test_a(self): pass", b"class T:\n  @mark\n  def test_a(self): pass", ["T::test_a"]),
        (b"def test_a(: pass", b"def test_a(): pass", ["test_a"]),
        (b"", b"def test_a(: pass", []),
    ],
)
def test_the_added_tests_of_a_module(before, after, added):
    assert find_added_tests(before, after) == added
