"""Runs suggested tests again on head, alone and in other orders, to tell those that do not always fare the same.

Shuffled runs come first: a few processes look at all tests at once, while running alone takes a process for each function.
docs/decisions/2026-11-25-repeated-runs.md has the figures.
"""

import hashlib
import os
import time
from dataclasses import dataclass, field

from .outcomes import fold_outcomes, fold_runs, unfinished
from .runner import Runner, RunRecord
from .suggestions import describe_early_end

# The reversed order, then shuffled ones.
ORDERS = 3
_ITEM_SECONDS = 60.0
_LEAST_ITEM_SECONDS = 10.0
# An interpreter, pytest and the project's conftest.py take about this long.
_LEAST_SECONDS = 2.0


@dataclass
class RepeatedTest:
    """One node id to repeat, and what was seen of it. `seconds` is what it took at first; lower ranks come first."""

    nodeid: str
    path: str
    name: str
    rank: int
    seconds: float
    alone: str = ""
    shuffled: str = ""
    failures: dict = field(default_factory=dict)
    leaves: list = field(default_factory=list)

    def add(self, way: str, entry: dict) -> None:
        """Adds one run's outcome to `alone` or `shuffled`."""
        passed = entry["outcome"] == "passed"
        setattr(self, way, getattr(self, way) + ("p" if passed else "f"))
        if not passed:
            self.failures.setdefault(way, entry["failure"])

    def render(self):
        """The report's `stability`; None when it was not repeated."""
        if not self.alone and not self.shuffled:
            return None
        return {
            way: {"outcomes": getattr(self, way), "failure": self.failures.get(way)}
            for way in ("alone", "shuffled")
        }


@dataclass(frozen=True)
class RepeatPlan:
    """How to repeat: `times` alone, until `deadline` on the monotonic clock. `sit_out` are node ids that hang or kill."""

    runner: Runner
    commit: str
    times: int
    deadline: float
    sit_out: list

    def remaining(self) -> float:
        return self.deadline - time.monotonic()


def run_shuffled(plan: RepeatPlan, tests: list) -> list:
    """Adds to each test how it fared in each order among all tests of their files; returns what was skipped."""
    if not tests:
        return []
    files = list(dict.fromkeys(test.path for test in tests))
    by_nodeid = {test.nodeid: test for test in tests}
    slowest = max(test.seconds for test in tests)
    for number in range(ORDERS):
        order = "reversed" if number == 0 else f"{plan.commit}-{number}"
        if plan.remaining() < _LEAST_SECONDS:
            return [_out_of_time(f"{ORDERS - number} of {ORDERS} shuffled runs of the suggested tests")]
        _run_one_order(plan, files, by_nodeid, order, slowest)
    return []


def _run_one_order(plan: RepeatPlan, files: list, by_nodeid: dict, order: str, slowest: float) -> None:
    culprits = list(plan.sit_out)
    record = None
    for _ in range(5):
        record = _run(plan, files, order, _item_seconds(slowest), skip=culprits, order=order)
        ended_in = unfinished(record.events)
        if record.ended.stopped == "limit" or record.finish is not None or not ended_in:
            break
        for nodeid in ended_in:
            if nodeid in by_nodeid:
                by_nodeid[nodeid].add("shuffled", describe_early_end(record, _item_seconds(slowest)))
        culprits += ended_in
    for nodeid, entry in fold_outcomes(record.events).items():
        if nodeid in by_nodeid and nodeid not in culprits and nodeid not in unfinished(record.events):
            by_nodeid[nodeid].add("shuffled", entry)


def run_alone(plan: RepeatPlan, tests: list) -> list:
    """Repeats each function's tests in a process of their own; returns sentences on what was skipped."""
    functions: dict = {}
    for test in sorted(tests, key=lambda test: test.rank):
        functions.setdefault((test.path, test.name), []).append(test)
    left_out = []
    for (path, name), own in functions.items():
        if plan.remaining() < _LEAST_SECONDS or not _repeat_function(plan, path, own):
            left_out.append(f"{path}::{name}")
    if not left_out:
        return []
    names = ", ".join(left_out[:5]) + (", …" if len(left_out) > 5 else "")
    return [_out_of_time(f"Repeating {len(left_out)} of {len(functions)} test functions alone ({names})")]


def _repeat_function(plan: RepeatPlan, path: str, tests: list) -> bool:
    """False when time ran out before each test had all its runs."""
    waiting = {test.nodeid: test for test in tests}
    while waiting:
        if plan.remaining() < _LEAST_SECONDS:
            return False
        seconds = _item_seconds(max(test.seconds for test in waiting.values()))
        record = _run(plan, [path], next(iter(waiting)), seconds, only=list(waiting), repeats=plan.times)
        for nodeid, entries in fold_runs(record.events).items():
            if nodeid in waiting:
                for entry in entries:
                    waiting[nodeid].add("alone", entry)
        _take_leaves(plan, record, waiting)
        stopped = record.ended.stopped == "limit"
        ended_in = [nodeid for nodeid in unfinished(record.events) if nodeid in waiting]
        done = [nodeid for nodeid, test in waiting.items() if len(test.alone) >= plan.times]
        if stopped:
            return len(done) == len(waiting)
        for nodeid in ended_in:
            waiting[nodeid].add("alone", describe_early_end(record, seconds))
        for nodeid in {*done, *ended_in}:
            del waiting[nodeid]
        if not done and not ended_in:
            break  # It was not even collected: another try would end alike.
    return True


def _take_leaves(plan: RepeatPlan, record: RunRecord, waiting: dict) -> None:
    tree = plan.runner.tree
    disturbed = set(tree.disturbed())
    tracked = set(tree.files(plan.commit)) if disturbed or record.named("leaves") else set()
    for event in record.named("leaves"):
        if event["nodeid"] in waiting:
            waiting[event["nodeid"]].leaves = [
                {"kind": one["kind"], "what": one["what"][:500]}
                for one in event["left"][:20]
                if one["kind"] in ("file", "environment", "database", "process")
                and not _was_put_back(one, tracked, disturbed)
            ]
    if disturbed:
        tree.reset()


def _was_put_back(left: dict, tracked: set, disturbed: set) -> bool:
    """Whether a file was written to and holds what it held: only its time has changed."""
    path, mark, _ = left["what"].rpartition(" (changed)")
    return left["kind"] == "file" and bool(mark) and path in tracked and path not in disturbed


def _run(plan: RepeatPlan, paths: list, what: str, item_seconds: float, **more) -> RunRecord:
    """One process over the commit's tree, with a hash seed of its own that is the same when the job is run again."""
    runner = plan.runner
    if runner.tree.disturbed():
        runner.tree.reset()
    seed = _seed(plan.commit, what)
    return runner.run(
        "repeat",
        plan.commit,
        mode_name="suggestion",
        seconds=plan.remaining(),
        collect=[os.path.join(runner.tree.root, path) for path in paths],
        measure="nothing",
        network="no-public",
        item_seconds=item_seconds,
        variables={"PYTHONHASHSEED": str(seed)},
        seed=seed,
        **more,
    )


def _item_seconds(first: float) -> float:
    return min(_ITEM_SECONDS, max(_LEAST_ITEM_SECONDS, 10 * first))


def _seed(commit: str, what: str) -> int:
    return (
        1
        + int.from_bytes(hashlib.sha256(f"{commit} {what}".encode("utf-8", "replace")).digest()[:4], "big")
        // 4
    )


def _out_of_time(what: str) -> str:
    return f"{what}: not done, because the time for evidence (evidence-minutes) was over."
