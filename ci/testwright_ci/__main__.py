"""Command line: reads the companion commit, runs the job, writes the report.

Exit code 0 whenever a report was written: red tests are data. 1 when no report can be written.
"""

import argparse
import os
import shlex
import sys
import tempfile
import time
import traceback

from .annotation import inert, render_notice, render_totals_annotation
from .git_tree import GitError, GitTree
from .job import Job, run_job
from .report import build_report, write_output
from .runner import Runner
from .suites import suite_not_run
from .summary import render_summary
from .survivors import adopt_orphans, end_survivors, find_children
from .trailers import parse_trailers

# The rest is for reading coverage data and writing the report.
_SHARE_FOR_RUNS = 0.95


def main(arguments=None) -> int:
    """Runs the job that the arguments describe; returns the exit code."""
    options = _parse(arguments)
    began = time.monotonic()
    try:
        tree = GitTree(options.directory)
        trailers = parse_trailers(tree.message(tree.commit))
        if trailers is None:
            return _refuse(
                "The checked-out commit is no Testwright companion commit: its trailers are missing."
            )
        if not tree.has(f"{tree.commit}^"):
            return _refuse(
                "The companion commit's parent is not in this clone; check out with fetch-depth: 0."
            )
        head = tree.resolve(f"{tree.commit}^")
    except (GitError, OSError) as problem:
        return _refuse(f"git could not read the checkout: {problem}")
    output = os.path.abspath(options.output)
    adopt_orphans()
    others = find_children()
    with tempfile.TemporaryDirectory(prefix="testwright-", ignore_cleanup_errors=True) as work:
        runner = Runner(
            tree=tree,
            cwd=os.path.realpath(options.directory),
            work=os.path.realpath(work),
            arguments=shlex.split(options.pytest_arguments),
            deadline=began + options.time_limit_minutes * 60,
        )
        job = Job(
            runner=runner,
            trailers=trailers,
            commit=tree.commit,
            head=head,
            deadline=began + options.time_limit_minutes * 60 * _SHARE_FOR_RUNS,
            repeats=options.repeats,
            evidence_seconds=options.evidence_minutes * 60,
        )
        _run(job)
        # Before the report is written: nobody may be left who could write to it as well.
        end_survivors(others)
        report = build_report(job, (time.monotonic() - began) * 1000)
        write_output(job, report, output)
    print(render_notice(render_totals_annotation(report)), flush=True)
    _write_summary(render_summary(report))
    return 0


def _run(job: Job) -> None:
    """Runs the job; whatever breaks in the runner is told in the report, and the checkout is put back."""
    try:
        run_job(job)
    except Exception as problem:
        traceback.print_exc()  # Whatever it is, what was measured up to now is reported.
        job.skipped.append(f"The job ended early: {type(problem).__name__}: {problem}")
    finally:
        try:
            job.runner.tree.restore()
        except GitError as problem:
            job.skipped.append(f"The checkout could not be put back: {problem}")
    reason = "The job ended before this suite; see what was skipped."
    job.head_suite = job.head_suite or suite_not_run(job.head, "error", reason)
    job.base_suite = job.base_suite or suite_not_run(job.trailers.base, "error", reason)


def _parse(arguments):
    parser = argparse.ArgumentParser(prog="testwright-ci", description=__doc__.splitlines()[0])
    parser.add_argument("--output", required=True, help="folder for the report, outside the repository")
    parser.add_argument("--directory", default=".", help="where the project's own CI would start pytest")
    parser.add_argument("--time-limit-minutes", type=float, default=15.0)
    parser.add_argument("--pytest-arguments", default="", help="further arguments for every pytest run")
    parser.add_argument(
        "--repeats", type=_repeats, default=5, help="runs of each suggested test by itself, 0 to 100"
    )
    parser.add_argument(
        "--evidence-minutes",
        type=float,
        default=5.0,
        help="of the time limit, for repeated runs and the like",
    )
    return parser.parse_args(arguments)


def _repeats(text: str) -> int:
    count = int(text)
    if not 0 <= count <= 100:
        raise argparse.ArgumentTypeError(f"{count} is not between 0 and 100")
    return count


def _refuse(sentence: str) -> int:
    print(f"::error title=Testwright::{inert(sentence)}", flush=True)
    return 1


def _write_summary(text: str) -> None:
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    sys.exit(main())
