"""Puts the report together as src/core/evidence/ci-report.ts reads it, and writes the output folder."""

import json
import platform

from . import REPORT_SCHEMA_VERSION
from .coverage_counts import render_coverage
from .job import Job
from .lcov import render_lcov
from .limits import cap
from .output_folder import OutputFolder
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


def write_output(job: Job, report: dict, output: str) -> None:
    """Writes testwright-report.json, the LCOV and the JUnit files into the folder `output`, which is made anew."""
    folder = OutputFolder(output)
    folder.write("testwright-report.json", json.dumps(report, indent=1) + "\n")
    measured = {"base": job.base_suite.files, "head": job.head_suite.files, "companion": job.companion_files}
    for name, files in measured.items():
        if files is not None:
            folder.write(f"{name}.lcov", render_lcov(files))
    for name, path in job.runner.junit.items():
        folder.copy(name, path)


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
