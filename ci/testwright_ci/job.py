"""One job, read top to bottom: head's suite, the suggestions on head, base's suite, the suggestions on base, and then
further evidence on those that say something: repeated runs and mutants.

That order is also the order of importance when time runs short.
"""

import os
import time
from dataclasses import dataclass, field

from .added_tests import find_added_tests
from .annotation import inert
from .comparable_sets import complete_measurements
from .coverage_counts import beyond, own_files, project_covers
from .dependencies import changed_dependencies, installed_packages
from .mutation import measure_mutants
from .probes import observe_probes
from .repeated_suggestions import repeat_suggestions
from .runner import Runner
from .suggestions import (
    base_outcome,
    copy_to_base,
    is_suggested_test,
    render_test,
    run_file,
)
from .suites import SuiteResult, run_suite, suite_not_run
from .trailers import Trailers

# Shares of the whole time, so that a slow suite leaves the suggestions a chance.
_HEAD_SHARE = 0.6
_BASE_SHARE = 0.8


@dataclass
class Job:
    """What the job knows and has found so far.

    `deadline` and `evidence_deadline` are on the monotonic clock. `covers` is by file and node id, `on_base` by file,
    `repeated` by node id.
    """

    runner: Runner
    trailers: Trailers
    commit: str
    head: str
    deadline: float
    repeats: int = 5
    evidence_seconds: float = 300.0
    evidence_deadline: float = 0.0
    skipped: list = field(default_factory=list)
    head_suite: SuiteResult = None
    base_suite: SuiteResult = None
    companion_files: dict = None
    file_runs: list = field(default_factory=list)
    covers: dict = field(default_factory=dict)
    on_base: dict = field(default_factory=dict)
    repeated: dict = field(default_factory=dict)
    tests: list = field(default_factory=list)
    mutation: dict = None
    probes: list = field(default_factory=list)
    environment: dict = None

    def remaining(self) -> float:
        return self.deadline - time.monotonic()

    def say(self, text: str) -> None:
        """One line in the job's log."""
        print(f"Testwright: {inert(text)}", flush=True)


def run_job(job: Job) -> None:
    """Fills the job; the working tree is the caller's to restore."""
    tree = job.runner.tree
    if tree.changed_at_start:
        names = ", ".join(tree.changed_at_start[:5])
        job.skipped.append(
            f"Tracked files that the install step had changed were reset to their commits: {names}."
        )
    _run_head_suite(job)
    if job.trailers.kind == "tests":
        added = tree.added(job.head, job.commit)
        comparable = _reason_not_comparable(job)
        try:
            _run_suggestions_on_head(job, [path for path in added if is_suggested_test(path)])
            _run_base_suite(job, comparable)
            _run_suggestions_on_base(job, added, comparable)
            job.evidence_deadline = min(job.deadline, time.monotonic() + job.evidence_seconds)
            repeat_suggestions(job)
            job.say("mutants of the changed lines")
            job.mutation = measure_mutants(job, job.covers, job.evidence_deadline)
        finally:
            _list_tests(job)
    else:
        reason = _reason_not_comparable(job)
        job.probes, sentences = observe_probes(job.runner, job.commit, job.deadline)
        job.skipped += sentences
        _run_base_suite(job, reason)
    complete_measurements(job)


def _run_head_suite(job: Job) -> None:
    if not job.trailers.suites:
        job.head_suite = suite_not_run(job.head, "not-asked")
        return
    job.say("head's own suite")
    job.head_suite = run_suite(job.runner, "head", job.head, job.remaining() * _HEAD_SHARE)
    _show_output(job, job.head_suite, "head")
    note_disturbance(job, "Head's own suite")


def _run_base_suite(job: Job, not_comparable) -> None:
    base = job.trailers.base
    if not job.trailers.suites:
        job.base_suite = suite_not_run(base, "not-asked")
    elif not_comparable:
        job.base_suite = suite_not_run(base, not_comparable[0], not_comparable[1])
    else:
        job.say("base's own suite")
        job.base_suite = run_suite(job.runner, "base", base, job.remaining() * _BASE_SHARE)
        _show_output(job, job.base_suite, "base")
        note_disturbance(job, "Base's own suite")


def _reason_not_comparable(job: Job):
    """`(status, reason)` when base cannot be run in this environment, else None."""
    tree, base = job.runner.tree, job.trailers.base
    if not tree.has(base):
        return (
            "error",
            f"The clone does not hold base {base[:12]}; check out with fetch-depth: 0 in testwright.yml.",
        )
    folder = os.path.relpath(job.runner.cwd, tree.root).replace(os.sep, "/")
    prefix = "" if folder == "." else folder + "/"
    unmet = changed_dependencies(tree, base, job.head, prefix, installed_packages())
    if unmet:
        return (
            "not-comparable",
            f"The environment, installed for head, does not hold what base asks for: {', '.join(unmet[:5])}.",
        )
    return None


def _run_suggestions_on_head(job: Job, paths: list) -> None:
    """Runs each file on the companion's tree, and finds what each passing test covers."""
    tree, runner = job.runner.tree, job.runner
    if len(paths) > 200:
        job.skipped.append(f"{len(paths) - 200} suggested files beyond the first 200 were not run.")
        paths = paths[:200]
    tree.check_out(job.commit)
    sources = []
    for number, path in enumerate(paths, 1):
        job.say(f"suggested file {number} of {len(paths)} on head: {path}")
        names = find_added_tests(tree.read(job.head, path), tree.read(job.commit, path) or b"")
        if names == []:
            continue  # A module of the project's own that was touched without a test being added.
        run = run_file(
            runner, f"suggestion-{number}", job.commit, path, job.deadline, "coverage", names=names
        )
        note_disturbance(job, path)
        job.environment = job.environment or run.environment
        job.file_runs.append(run)
        job.skipped.extend(run.notes)
        passed = [nodeid for nodeid, entry in run.outcomes.items() if entry["outcome"] == "passed"]
        own_sources = [{"data_file": data, "contexts": passed} for data in run.data]
        if passed and own_sources:
            sources += own_sources
            found = runner.analyse(own_sources, contexts=passed)
            if found["error"]:
                job.skipped.append(f"{path}: what its tests execute could not be read: {found['error']}")
            job.covers[path] = {
                nodeid: project_covers(entry, tree.root) for nodeid, entry in found["covers"].items()
            }
    if job.head_suite.files is not None:
        whole = [{"data_file": job.head_suite.record.data_file, "contexts": None}, *sources]
        counts = runner.analyse(whole)
        if counts["error"]:
            job.skipped.append(f"Coverage with the suggestions could not be read: {counts['error']}")
        else:
            job.companion_files = own_files(counts["files"], tree.root)


def _run_suggestions_on_base(job: Job, added: list, not_comparable) -> None:
    tree, runner = job.runner.tree, job.runner
    to_run = [run for run in job.file_runs if run.items]
    if not_comparable:
        if to_run:
            job.skipped.append(f"The suggestions were not run on base. {not_comparable[1]}")
        to_run = []
    for number, run in enumerate(to_run, 1):
        if job.remaining() < 5:
            job.skipped.append(f"{run.path} was not run on base: the time limit was reached.")
            continue
        job.say(f"suggested file {number} of {len(to_run)} on base: {run.path}")
        tree.check_out(job.trailers.base)
        copy_to_base(runner, job.commit, added)
        job.on_base[run.path] = run_file(
            runner,
            f"base-suggestion-{number}",
            job.trailers.base,
            run.path,
            job.deadline,
            "nothing",
            only=run.items,
        )


def _list_tests(job: Job) -> None:
    """The report's `tests`, from whatever was measured up to now."""
    files = job.head_suite.files
    for run in job.file_runs:
        base_run = job.on_base.get(run.path)
        for nodeid in run.items:
            own = job.covers.get(run.path, {}).get(nodeid, {})
            job.tests.append(
                render_test(
                    job.runner,
                    run,
                    nodeid,
                    base=base_outcome(base_run, nodeid) if base_run else None,
                    covers=own,
                    adds=beyond(own, files) if files is not None else None,
                    repeated=job.repeated.get(nodeid),
                )
            )
    if len(job.tests) > 2000:
        job.skipped.append(f"{len(job.tests) - 2000} tests beyond the first 2000 are not listed.")
        job.tests = job.tests[:2000]


def note_disturbance(job: Job, who: str) -> None:
    """Reports and undoes changes that a run left in the tree."""
    changed = job.runner.tree.disturbed()
    if changed:
        job.skipped.append(
            f"{who} changed files of the checkout, which were reset: {', '.join(changed[:5])}."
        )
        job.runner.tree.reset()


def _show_output(job: Job, result: SuiteResult, name: str) -> None:
    """Shows people the end of a suite's output when it did not pass."""
    if result.record is not None and result.status != "passed":
        job.say(f"{name}'s own suite: {result.status}. The end of its output:")
        for line in result.record.log_tail(6000).splitlines():
            print("  | " + inert(line), flush=True)
