"""Runs the suggested test files of a companion commit, each in its own process, on head and on base."""

import os
import time
from dataclasses import dataclass, field

from .limits import cap, cap_name
from .missing_names import MISSING_ON_BASE, tolerate_missing_names
from .outcomes import fold_outcomes, unfinished
from .paths import relative_path
from .runner import Runner, RunRecord, wrong_tree_module

ITEM_SECONDS = 60.0


@dataclass
class FileRun:
    """What became of one file on one tree. `items` and `outcomes` are keyed by node id; `data` are data files.

    `ended_early` are node ids of tests that hung or ended their process.
    """

    path: str
    status: str = "collected"
    failure: dict = None
    items: dict = field(default_factory=dict)
    outcomes: dict = field(default_factory=dict)
    data: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    ended_early: list = field(default_factory=list)
    environment: dict = None


def is_suggested_test(path: str) -> bool:
    """Whether an added file is one to collect: Python, and neither a package marker nor a conftest.py."""
    return path.endswith(".py") and os.path.basename(path) not in ("__init__.py", "conftest.py")


def run_file(
    runner: Runner, label: str, commit: str, path: str, deadline: float, measure: str, only=None, names=None
) -> FileRun:
    """Collects and runs one file of the checked-out tree; a test that hangs or kills the process costs only itself.

    `deadline` is on the monotonic clock; `only` limits the run to these node ids, `names` to tests so named.
    """
    result = FileRun(path)
    full = os.path.join(runner.tree.root, path)
    culprits: list = []
    for attempt in range(20):
        seconds = deadline - time.monotonic()
        if seconds < 1:
            _leave_rest(result, "timeout", "The time limit of the job was reached before this test ran.")
            break
        record = runner.run(
            f"{label}-{attempt}" if attempt else label,
            commit,
            mode_name="suggestion",
            seconds=seconds,
            collect=[full],
            names=None if names is None else {full: list(names)},
            measure=measure,
            network="no-public",
            only=only,
            skip=culprits,
            item_seconds=ITEM_SECONDS,
        )
        if not _take_over(runner, commit, result, record, first=attempt == 0):
            break
        hung = unfinished(record.events)
        if record.finish is not None and not record.ended.stopped:
            break
        for nodeid in hung:
            result.outcomes[nodeid] = describe_early_end(record, ITEM_SECONDS)
        # Coverage died with the process, so all others run again without the culprit.
        culprits += hung
        result.ended_early += hung
        if not hung or len(culprits) >= len(result.items):
            break
    if result.status == "collected":
        _leave_rest(result, "error", "The test process ended before this test ran.")
    else:
        result.items = {}
    return result


def _take_over(runner: Runner, commit: str, result: FileRun, record: RunRecord, *, first: bool) -> bool:
    """Adds one process's findings to the result; False when the file cannot be run any further."""
    result.environment = result.environment or record.environment
    if record.finish is not None:
        wrong = wrong_tree_module(record.finish["modules"], runner.tree.files(commit), runner)
        if wrong:
            result.notes.append(
                f"{result.path}: the module {wrong[0]} was imported from {wrong[1]}, not from the checkout."
            )
        if record.has_data():
            result.data.append(record.data_file)
    if first:
        result.items = {item["nodeid"]: item for item in record.items}
    result.outcomes.update(fold_outcomes(record.events))
    if record.collect_errors:
        result.status, result.failure = "uncollectable", record.collect_errors[0]["failure"]
        return False
    if result.items:
        return True
    if record.ended.stopped:
        result.status = "too-slow"
    elif record.finish is not None and record.finish["exit"] == 5:
        result.status = "empty"
    else:
        result.status = "uncollectable"
        result.failure = _process_failure("collect", _why_not_collected(record))
    return False


def _why_not_collected(record: RunRecord) -> str:
    if record.broken:
        return record.broken
    if record.finish is None:
        return f"The process ended with code {record.ended.code} while it collected the file.\n{record.log_tail(3000)}"
    return record.log_tail(4000)


def describe_early_end(record: RunRecord, item_seconds: float) -> dict:
    """The outcome of the test in which its process was stopped or died."""
    if record.ended.stopped in ("item", "limit"):
        limit = f"{item_seconds:.0f} seconds" if record.ended.stopped == "item" else "the job's time limit"
        outcome, failure = "timeout", _process_failure("call", f"Stopped after {limit}.", "Timeout")
    else:
        if record.ended.stopped == "record":
            what = "The test process filled Testwright's record of it and was stopped in this test."
        else:
            what = f"The test process ended with code {record.ended.code} in this test."
        outcome, failure = "error", _process_failure("call", f"{what}\n{record.log_tail(3000)}")
    return {"outcome": outcome, "durationMs": record.ended.seconds * 1000, "failure": failure}


def _leave_rest(result: FileRun, outcome: str, reason: str) -> None:
    for nodeid in result.items:
        failure = _process_failure("setup", reason, "Timeout" if outcome == "timeout" else "ProcessEnded")
        result.outcomes.setdefault(nodeid, {"outcome": outcome, "durationMs": 0.0, "failure": failure})
    if not result.items and result.status == "collected":
        result.status = "too-slow"


def _process_failure(phase: str, text: str, kind: str = "ProcessEnded") -> dict:
    return {
        "type": kind,
        "message": cap(text.strip().split("\n")[0] or kind, 4000),
        "phase": phase,
        "raisedIn": "elsewhere",
        "path": None,
        "line": None,
        "traceback": cap(text, 8000),
    }


def copy_to_base(runner: Runner, companion: str, paths: list) -> None:
    """Writes the companion's files into the checked-out base; `GitTree.check_out` takes them out again.

    Tests import what the change adds; names that base lacks must not keep the other tests from running.
    """
    for path in paths:
        content = runner.tree.read(companion, path)
        full = os.path.join(runner.tree.root, path)
        if content is None or os.path.realpath(os.path.dirname(full)) != os.path.dirname(full):
            continue  # A folder that is a link leads out of the tree.
        os.makedirs(os.path.dirname(full), exist_ok=True)
        if os.path.islink(full):
            os.unlink(full)
        with open(full, "wb") as file:
            file.write(tolerate_missing_names(content) if is_suggested_test(path) else content)


def render_file(run: FileRun) -> dict:
    """The report's entry in `files`."""
    return {"path": run.path, "status": run.status, "failure": run.failure}


def render_outcome(entry: dict) -> dict:
    """The report's `TestOutcome`."""
    return {
        "outcome": entry["outcome"],
        "durationMs": round(entry["durationMs"], 3),
        "failure": entry["failure"],
    }


def base_outcome(run: FileRun, nodeid: str) -> dict:
    """How the test that head knows by this node id fared on base."""
    if nodeid in run.outcomes:
        outcome = render_outcome(run.outcomes[nodeid])
        if outcome["failure"] and outcome["failure"]["type"] == MISSING_ON_BASE:
            return {**outcome, "outcome": "not-collected"}
        return outcome
    outcome = "timeout" if run.status == "too-slow" else "not-collected"
    return {"outcome": outcome, "durationMs": 0, "failure": run.failure}


def render_test(
    runner: Runner, run: FileRun, nodeid: str, *, base, covers: dict, adds, repeated=None
) -> dict:
    """The report's entry in `tests`; `repeated` is its `RepeatedTest`, if any."""
    item = run.items[nodeid]
    return {
        "nodeid": cap_name(nodeid, 2000),
        "path": cap(relative_path(item["path"], runner.tree.root), 1024),
        "name": cap_name(item["name"], 1000),
        "head": render_outcome(run.outcomes[nodeid]),
        "base": base,
        "covers": covers,
        "adds": adds,
        "stability": repeated.render() if repeated else None,
        "leaves": repeated.leaves if repeated else [],
    }
