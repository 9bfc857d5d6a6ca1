"""Chooses which suggested tests are repeated, and has them repeated within the time for evidence."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from .repeats import RepeatedTest, RepeatPlan, run_alone, run_shuffled
from .suggestions import FileRun, base_outcome

if TYPE_CHECKING:
    from .job import Job

# Of the time for evidence, so that the steps after the repeated runs have a chance as well.
_SHARE = 0.6
_FAILED = ("failed", "error", "timeout")


def repeat_suggestions(job: Job) -> None:
    """Repeats what passes on head, and what fails there and passes on base; a confirmation needs no runs alone."""
    tests = [test for run in job.file_runs for test in _choose(job, run)]
    if not tests:
        return
    if job.repeats == 0:
        job.skipped.append("The suggested tests were not repeated: the action's input `repeats` is 0.")
        return
    now = time.monotonic()
    plan = RepeatPlan(
        job.runner,
        job.commit,
        job.repeats,
        deadline=now + (job.evidence_deadline - now) * _SHARE,
        sit_out=[nodeid for run in job.file_runs for nodeid in run.ended_early],
    )
    job.repeated = {test.nodeid: test for test in tests}
    job.runner.tree.check_out(job.commit)
    job.say(f"{len(tests)} suggested tests in other orders")
    job.skipped += run_shuffled(plan, tests)
    if not job.trailers.confirms:
        job.say(f"{len(tests)} suggested tests alone, {job.repeats} times each")
        job.skipped += run_alone(plan, tests)


def _choose(job: Job, run: FileRun) -> list:
    chosen = []
    for nodeid, item in run.items.items():
        entry = run.outcomes[nodeid]
        base_run = job.on_base.get(run.path)
        base = base_outcome(base_run, nodeid)["outcome"] if base_run else None
        is_catch = entry["outcome"] in _FAILED and base == "passed"
        if entry["outcome"] == "passed" or is_catch:
            rank = 0 if is_catch else 1 if base in _FAILED else 2
            chosen.append(RepeatedTest(nodeid, run.path, item["name"], rank, entry["durationMs"] / 1000))
    return chosen
