"""Runs a commit's own suite and says honestly what became of it."""

from dataclasses import dataclass, replace

from .coverage_counts import own_files, render_coverage
from .django_runner import explain_django_runner, needs_django_runner
from .git_tree import GitError
from .limits import cap, cap_name, shorten_middle
from .outcomes import fold_outcomes, unfinished
from .runner import Runner, RunRecord, wrong_tree_module


@dataclass(frozen=True)
class SuiteResult:
    """`files` are counts by repository path, None when coverage was not measured; `record` None when nothing ran."""

    status: str
    reason: str
    commit: str
    counts: dict
    failures: list
    duration_ms: float
    files: dict
    record: RunRecord

    def with_files(self, files: dict) -> "SuiteResult":
        return replace(self, files=files)

    def render(self) -> dict:
        """The report's `suite`."""
        return {
            "status": self.status,
            "reason": cap(self.reason, 4000) if self.reason else None,
            "commit": self.commit,
            "counts": self.counts,
            "failures": self.failures,
            "durationMs": round(self.duration_ms, 1),
            "coverage": render_coverage(self.files) if self.files is not None else None,
        }


def suite_not_run(commit: str, status: str, reason=None) -> SuiteResult:
    """A suite that was not started, with the status that says why."""
    return SuiteResult(status, reason, commit, None, [], 0.0, None, None)


def run_suite(runner: Runner, label: str, commit: str, seconds: float) -> SuiteResult:
    """Checks the commit out and runs its suite; every ending is a status with its reason."""
    if seconds < 1:
        return suite_not_run(commit, "too-slow", "No time was left for this suite.")
    runner.tree.check_out(commit)
    record = runner.run(label, commit, mode_name="suite", seconds=seconds)
    outcomes = fold_outcomes(record.events)
    try:
        status, reason = _judge(runner, record, commit, seconds)
        if status in ("uncollectable", "empty", "red") and needs_django_runner(
            runner, record, commit, outcomes
        ):
            status, reason = "runner-not-supported", reason + explain_django_runner()
    except GitError as problem:
        status, reason = (
            "error",
            f"The checkout could not be read any more after this suite had run: {problem}",
        )
    files = None
    if status in ("passed", "red", "empty"):
        counts = runner.analyse([{"data_file": record.data_file, "contexts": None}])
        if counts["error"]:
            status, reason = "error", f"Coverage data could not be read: {counts['error']}"
        else:
            files = own_files(counts["files"], runner.tree.root)
    ran = bool(outcomes) or status in ("passed", "empty")
    return SuiteResult(
        status,
        reason,
        commit,
        _count(outcomes) if ran else None,
        _failures(record, outcomes),
        record.ended.seconds * 1000,
        files,
        record,
    )


def _judge(runner: Runner, record: RunRecord, commit: str, seconds: float) -> tuple:
    if record.broken:
        return "error", record.broken + _settings_hint(record.broken)
    if record.ended.stopped == "record":
        return "error", "The suite filled the record that Testwright keeps of it and was stopped."
    if record.ended.stopped:
        return "too-slow", f"The suite did not end within its limit of {seconds:.0f} seconds and was stopped."
    if record.finish is None:
        where = unfinished(record.events)
        during = f" during {where[0]}" if where else ""
        return (
            "error",
            f"The test process ended with code {record.ended.code}{during}. {record.log_tail(1500)}",
        )
    wrong = wrong_tree_module(record.finish["modules"], runner.tree.files(commit), runner)
    if wrong:
        return (
            "wrong-tree-imported",
            f"The module {wrong[0]} was imported from {wrong[1]}, not from the checkout; install the project with"
            " `pip install -e .` in testwright.yml.",
        )
    code = record.finish["exit"]
    if record.collect_errors:
        first = record.collect_errors[0]
        problem = f"{first['failure']['type']}: {first['failure']['message']}"
        others = len(record.collect_errors) - 1
        more = f" ({others} more)" if others else ""
        return (
            "uncollectable",
            f"Collecting {first['nodeid']} failed{more}: {problem}{_settings_hint(problem)}",
        )
    if code == 5:
        return "empty", "pytest collected no test."
    if code in (0, 1):
        outcomes = fold_outcomes(record.events)
        if not outcomes:
            return (
                "error",
                f"pytest ended without having run any of {len(record.items)} tests. {record.log_tail(1500)}",
            )
        if not record.has_data():
            return (
                "error",
                "The coverage data was gone when the suite had ended; does a test delete temporary files?",
            )
        bad = sum(1 for entry in outcomes.values() if entry["outcome"] in ("failed", "error"))
        if bad:
            return "red", f"{bad} of {len(outcomes)} tests failed."
        if code == 0:
            return "passed", None
        return "error", f"pytest reported failure though no test failed. {record.log_tail(1500)}"
    if code == 4:
        return "uncollectable", f"pytest could not start: {_told_by_pytest(record)}"
    return "error", f"pytest ended with exit code {code}. {record.log_tail(3000)}"


def _told_by_pytest(record: RunRecord) -> str:
    """The exception of a conftest.py or the complaint about the command line; all of the output when it has neither."""
    text = record.log_tail(3000)
    lines = text.splitlines()
    told = [line[2:].strip() for line in lines if line.startswith("E  ")] or [
        line for line in lines if line.startswith("ERROR: ")
    ]
    return told[-1] if told else text


def _settings_hint(problem: str) -> str:
    if "DJANGO_SETTINGS_MODULE" not in problem and "settings are not configured" not in problem:
        return ""
    return (
        " Name the settings module of the tests: DJANGO_SETTINGS_MODULE in the project's pytest settings,"
        " or under `env:` in testwright.yml."
    )


def _count(outcomes: dict) -> dict:
    counts = {"passed": 0, "failed": 0, "errors": 0, "skipped": 0}
    names = {"failed": "failed", "error": "errors", "skipped": "skipped", "xfailed": "skipped"}
    for entry in outcomes.values():
        counts[names.get(entry["outcome"], "passed")] += 1
    return counts


def _failures(record: RunRecord, outcomes: dict) -> list:
    found = [(event["nodeid"], event["failure"]) for event in record.collect_errors]
    found += [(nodeid, entry["failure"]) for nodeid, entry in outcomes.items() if entry["failure"]]
    return [
        {
            "nodeid": cap_name(nodeid, 2000),
            "message": shorten_middle(f"{failure['type']}: {failure['message']}", 4000),
            "failure": failure,
        }
        for nodeid, failure in found[:20]
    ]
