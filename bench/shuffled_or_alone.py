"""Which finds more unstable tests, and at what price: shuffled runs or runs alone? `python bench/shuffled_or_alone.py ROUNDS`.

The table of docs/decisions/2026-11-25-repeated-runs.md comes from it.
"""

import sys
import tempfile
import time
from pathlib import Path

CI = Path(__file__).resolve().parents[1] / "ci"
sys.path[:0] = [str(CI), str(CI / "tests")]

from repositories import Repository  # noqa: E402
from testwright_ci.git_tree import GitTree  # noqa: E402
from testwright_ci.repeats import RepeatedTest, RepeatPlan, run_alone, run_shuffled  # noqa: E402
from testwright_ci.runner import Runner  # noqa: E402
from testwright_ci.suggestions import run_file  # noqa: E402

SHOP = """
RATE = 1
CACHE = {}


class Service:
    calls = 0

    def call(self):
        type(self).calls += 1
        return self.calls
"""
MIXED = """
import os, random, time, pathlib, itertools
import pytest
import shop
SEEN = []
NUMBERS = iter([1, 2, 3])
def test_random_half():
    assert random.random() < 0.5
def test_random_fifth():
    assert random.random() < 0.8
def test_set_order():
    assert list({"a", "b", "c", "d"})[-1] != "b"
def test_sets_rate():
    shop.RATE = 2
def test_needs_rate():
    assert shop.RATE == 2
def test_cold_cache():
    assert shop.CACHE == {}
def test_fills_cache():
    shop.CACHE["x"] = 1
def test_once():
    SEEN.append(1)
    assert SEEN == [1]
def test_iterator():
    assert next(NUMBERS) == 1
def test_environment_unset():
    assert "FLAG_X" not in os.environ
def test_environment_sets():
    os.environ["FLAG_X"] = "1"
def test_time_digit():
    assert time.time_ns() // 1000 % 3
class TestService:
    def test_first(self):
        assert shop.Service().call() == 1
    def test_second(self):
        assert shop.Service().call() == 2
"""
STEADY = "".join(
    f"def test_steady_{number}():\n    assert {number} == {number}\n\n\n" for number in range(12)
)
UNSTABLE = {
    "test_random_half",
    "test_random_fifth",
    "test_set_order",
    "test_needs_rate",
    "test_cold_cache",
    "test_once",
    "test_iterator",
    "test_environment_unset",
    "test_time_digit",
    "TestService::test_first",
    "TestService::test_second",
}


def collect(runner: Runner, commit: str) -> list:
    """The tests that pass in their file on the first run."""
    tests = []
    for path in ("tests/test_mixed.py", "tests/test_steady.py"):
        run = run_file(runner, "first", commit, path, time.monotonic() + 100, "nothing")
        for nodeid, item in run.items.items():
            entry = run.outcomes[nodeid]
            if entry["outcome"] == "passed":
                tests.append(RepeatedTest(nodeid, path, item["name"], 1, entry["durationMs"] / 1000))
    return tests


def main(rounds: int) -> None:
    found = {"shuffled": 0, "alone": 0, "both": 0}
    seconds = {"shuffled": 0.0, "alone": 0.0}
    planted = alarms = 0
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            repository = Repository(Path(folder) / "repo")
            files = {"shop.py": SHOP, "tests/test_mixed.py": MIXED, "tests/test_steady.py": STEADY}
            repository.commit(f"round {number}", files)
            tree = GitTree(str(repository.root))
            runner = Runner(tree=tree, cwd=tree.root, work=str(Path(folder) / "work"), arguments=[])
            tests = collect(runner, tree.commit)
            for way, act in (("shuffled", run_shuffled), ("alone", run_alone)):
                began = time.monotonic()
                act(RepeatPlan(runner, tree.commit, 5, began + 3600, []), tests)
                seconds[way] += time.monotonic() - began
        unstable = [test for test in tests if test.name in UNSTABLE]
        planted += len(unstable)
        alarms += sum("f" in test.alone + test.shuffled for test in tests) - sum(
            "f" in test.alone + test.shuffled for test in unstable
        )
        for test in unstable:
            found["shuffled"] += "f" in test.shuffled
            found["alone"] += "f" in test.alone
            found["both"] += "f" in test.alone + test.shuffled
    print(f"planted and passing at first: {planted}; false alarms: {alarms}")
    for way, count in found.items():
        print(f"{way}: {count} found in {seconds.get(way, sum(seconds.values())):.0f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]))
