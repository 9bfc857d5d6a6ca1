"""Puts the report together as src/core/evidence/ci-report.ts reads it, and writes the output folder."""

import json
import os
import platform

from . import REPORT_SCHEMA_VERSION
from .coverage_counts import render_coverage
from .job import Job
from .lcov import render_lcov
from .limits import cap
from .paths import relative_path
from .suggestions import render_file


def build_report(job: Job, duration_ms: float) -> dict:
    """The whole report; every text is cut to its limit."""
    return {
        "schema": REPORT_SCHEMA_VERSION,
        "kind": job.trailers.kind,
        "run": job.trailers.run,
        "round": job.trailers.round,
        "commit": job.commit,
        "head": job.head,
        "base": job.trailers.base,
        "environment": _environment(job),
        "suites": {"base": job.base_suite.render(), "head": job.head_suite.render()},
        "companion": _companion(job),
        "files": [render_file(run) for run in job.file_runs],
        "tests": job.tests,
        "mutation": job.mutation,
        "probes": job.probes,
        "skipped": [cap(sentence, 2000) for sentence in job.skipped[:200]],
        "durationMs": round(duration_ms, 1),
    }


def write_output(job: Job, report: dict) -> None:
    """Writes testwright-report.json and the LCOV files; JUnit files are there already."""
    output = job.runner.output
    with open(os.path.join(output, "testwright-report.json"), "w", encoding="utf-8") as file:
        json.dump(report, file, indent=1)
        file.write("\n")
    measured = {"base": job.base_suite.files, "head": job.head_suite.files, "companion": job.companion_files}
    for name, files in measured.items():
        if files is not None:
            with open(os.path.join(output, f"{name}.lcov"), "w", encoding="utf-8", errors="replace") as file:
                file.write(render_lcov(files))


def _companion(job: Job):
    return render_coverage(job.companion_files) if job.companion_files is not None else None


def _environment(job: Job) -> dict:
    seen = job.environment or {}
    for suite in (job.head_suite, job.base_suite):
        if not seen and suite.record is not None:
            seen = suite.record.environment or {}
    config = seen.get("config_file")
    if config:
        config = relative_path(config, job.runner.tree.root)
    return {
        "python": cap(seen.get("python") or platform.python_version(), 200),
        "platform": cap(seen.get("platform") or platform.platform(), 300),
        "packages": {
            cap(name, 200): cap(str(version), 200) for name, version in (seen.get("packages") or {}).items()
        },
        "runner": {
            "arguments": [cap(argument, 1000) for argument in job.runner.arguments[:100]],
            "configFile": cap(config, 1024) if config else None,
        },
    }
