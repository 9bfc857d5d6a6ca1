"""Turns coverage data into counts per file; its own process, so tests cannot have changed the interpreter it runs in.

Counts come from coverage's own JSON report in the checked-out tree with the project's own settings, so they equal
what `coverage run --branch -m pytest && coverage json` prints there.
"""

import json
import os
import sqlite3
import tempfile
import traceback

import coverage
from coverage.exceptions import CoverageException


def analyse(settings: dict) -> int:
    """Reads `settings`, writes `{files, covers, error}` as JSON to `settings["output"]`; always returns 0."""
    try:
        result = _analyse(settings)
    except Exception:
        result = {"files": {}, "covers": {}, "error": traceback.format_exc()[-3000:]}
    with open(settings["output"], "w", encoding="utf-8") as file:
        json.dump(result, file)
    return 0


def _analyse(settings: dict) -> dict:
    with tempfile.TemporaryDirectory(prefix="testwright-") as folder:
        merged = os.path.join(folder, "merged")
        data = coverage.CoverageData(basename=merged)
        contexts = _merge(data, [_single(source, folder, i) for i, source in enumerate(settings["sources"])])
        measured = {os.path.abspath(path) for path in data.measured_files()}
        extra = [path for path in settings["extra"] if path not in measured and os.path.isfile(path)]
        data.write()
        if hasattr(data, "close"):  # Since coverage 7.3; before, the data closes itself after writing.
            data.close()
        reader = _open(merged)
        if extra:
            reader.get_data().add_arcs(
                {}
            )  # Marks the data as holding branches, even when nothing was measured.
            reader.get_data().touch_files(extra)
        files = _report(reader, os.path.join(folder, "report.json"))
        for path in extra:
            if path in files:
                files[path]["measured"] = False
        covers = _covers(reader, files, contexts, settings["contexts"])
        return {"files": files, "covers": covers, "error": None}


def _open(data_file: str):
    reader = coverage.Coverage(data_file=data_file, branch=True, messages=False)
    reader.set_option("run:parallel", False)
    reader.set_option("json:show_contexts", False)
    reader.load()
    return reader


def _single(source: dict, folder: str, index: int) -> dict:
    """The source with parallel data files (multiprocessing, subprocesses) combined as `coverage combine` would."""
    data_file = source["data_file"]
    home, name = os.path.split(data_file)
    parts = (
        [entry for entry in os.listdir(home) if entry.startswith(name + ".")] if os.path.isdir(home) else []
    )
    if not parts:
        return source
    paths = [os.path.join(home, part) for part in parts]
    combined = os.path.join(folder, f"combined-{index}")
    if os.path.exists(data_file):
        paths.append(data_file)
    joiner = coverage.Coverage(data_file=combined, messages=False)
    joiner.set_option("run:parallel", False)
    joiner.combine([path for path in paths if _holds_branches(path)], keep=True)
    joiner.save()
    return {**source, "data_file": combined}


def _holds_branches(data_file: str) -> bool:
    """False for processes that only saw the project's settings, which do not ask for branches: no common form."""
    data = coverage.CoverageData(basename=data_file)
    data.read()
    return data.has_arcs()


def _merge(data, sources: list) -> dict:
    """Adds the arcs of all sources to `data`; returns `{context: {file: arcs}}` of the named contexts."""
    contexts: dict = {}
    tracers: dict = {}
    arcs: dict = {}
    touched = set()
    for source in sources:
        if not os.path.exists(source["data_file"]):
            continue
        wanted = None if source["contexts"] is None else {"", *source["contexts"]}
        files, found_tracers, rows = _read(source["data_file"])
        touched.update(files)
        tracers.update(found_tracers)
        for path, context, start, end in rows:
            if wanted is not None and context not in wanted:
                continue
            arcs.setdefault(path, set()).add((start, end))
            if context:
                contexts.setdefault(context, {}).setdefault(path, set()).add((start, end))
    if arcs or touched:
        data.add_arcs(arcs)
        data.touch_files(touched)
        if tracers:
            data.add_file_tracers(tracers)
    return contexts


def _read(data_file: str) -> tuple:
    """Files, file tracers and arcs of a data file; its tables are documented: coverage.readthedocs.io/dbschema.html."""
    connection = sqlite3.connect(data_file)
    try:
        files = [path for (path,) in connection.execute("select path from file")]
        tracers = dict(
            connection.execute("select path, tracer from tracer join file on file.id = tracer.file_id")
        )
        rows = connection.execute(
            "select file.path, context.context, fromno, tono from arc"
            " join file on file.id = arc.file_id join context on context.id = arc.context_id"
        ).fetchall()
    finally:
        connection.close()
    return files, {path: tracer for path, tracer in tracers.items() if tracer}, rows


def _report(reader, output: str) -> dict:
    try:
        reader.json_report(outfile=output, ignore_errors=True)
    except CoverageException as error:
        if type(error).__name__ == "NoDataError" or "No data to report" in str(error):
            return {}
        raise
    with open(output, encoding="utf-8") as file:
        report = json.load(file)
    return {os.path.abspath(name): _counts(entry) for name, entry in report["files"].items()}


def _counts(entry: dict) -> dict:
    summary = entry["summary"]
    missing = [line for line in entry["missing_lines"] if line > 0]
    return {
        "measured": True,
        "executed": [line for line in entry["executed_lines"] if line > 0],
        "missing": missing,
        "statements": summary["num_statements"],
        "covered": summary["covered_lines"],
        "branches": summary.get("num_branches", 0),
        "covered_branches": summary.get("covered_branches", 0),
        "partial_branches": summary.get("num_partial_branches", 0),
        "executed_branches": [list(arc) for arc in entry.get("executed_branches", [])],
        "missing_branches": [list(arc) for arc in entry.get("missing_branches", [])],
    }


def _covers(reader, files: dict, contexts: dict, wanted: list) -> dict:
    """Per wanted context and file, the statements and branches executed in that context."""
    reporters: dict = {}
    covers: dict = {}
    for context in wanted:
        found = covers.setdefault(context, {})
        for path, arcs in contexts.get(context, {}).items():
            path = os.path.abspath(path)
            counts = files.get(path)
            if counts is None:
                continue
            reporter = reporters.get(path) or reporters.setdefault(path, reader._get_file_reporter(path))
            raw = {line for arc in arcs for line in arc if line > 0}
            lines = set(reporter.translate_lines(raw)) & set(counts["executed"])
            taken = set(reporter.translate_arcs(arcs))
            branches = [arc for arc in counts["executed_branches"] if tuple(arc) in taken]
            if lines:
                found[path] = {"lines": sorted(lines), "branches": sorted(branches)}
    return covers
