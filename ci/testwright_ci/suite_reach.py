"""What coverage's data files tell beyond counts: what runs at import, and which of head's test files reach what."""

import os
import sqlite3
from urllib.parse import quote

from .paths import is_test_file


def measured_reach(data_file: str, paths: list):
    """`{project file: test files}` (absolute) from a suite's coverage contexts; None when the data cannot be read."""
    rows = _query(data_file, "select distinct file.path, context.context", "context.context != ''")
    if rows is None:
        return None
    wanted = set(paths)
    reach: dict = {}
    for path, context in rows:
        real = os.path.realpath(path)
        if real in wanted and os.path.isfile(context):
            reach.setdefault(real, set()).add(os.path.realpath(context))
    return reach


def lines_at_import(data_files: list, paths: list) -> dict:
    """`{project file: lines}` that ran outside every test, such as function bodies that module code calls."""
    wanted, found = set(paths), {}
    for data_file in data_files:
        rows = _query(data_file, "select file.path, fromno, tono", "context.context = ''") or []
        for path, *ends in rows:
            real = os.path.realpath(path)
            if real in wanted:
                found.setdefault(real, set()).update(line for line in ends if line > 0)
    return found


def _query(data_file: str, what: str, where: str):
    """Rows of a data file, whose tables are documented (coverage.readthedocs.io/dbschema.html); None when unreadable.

    Settings with `parallel = true`, and child processes, leave several files whose names begin with the one asked for.
    """
    folder, name = os.path.split(data_file)
    parts = [part for part in sorted(os.listdir(folder)) if part == name or part.startswith(name + ".")]
    tables = "arc join file on file.id = arc.file_id join context on context.id = arc.context_id"
    rows = []
    try:
        for part in parts:
            connection = sqlite3.connect(f"file:{quote(os.path.join(folder, part))}?mode=ro", uri=True)
            try:
                rows += connection.execute(f"{what} from {tables} where {where}").fetchall()
            finally:
                connection.close()
    except sqlite3.Error:
        return None
    return rows if parts else None


def likely_test_files(files: list, mutated: list, read) -> list:
    """All test files among `files`, those first that name a mutated module; for rounds that do not run the suite.

    `read` gives a file's bytes or None. Tests may reach a module without naming it, so none is left out.
    """
    names = {_module_name(path).encode("utf-8") for path in mutated}
    tests = [path for path in files if is_test_file(path) and _holds_tests(path)]
    return sorted(tests, key=lambda path: (not any(name in (read(path) or b"") for name in names), path))


def _module_name(path: str) -> str:
    stem = os.path.basename(path).removesuffix(".py")
    return os.path.basename(os.path.dirname(path)) if stem == "__init__" else stem


def _holds_tests(path: str) -> bool:
    name = path.rsplit("/", 1)[-1]
    return name.startswith("test_") or name.endswith("_test.py") or name == "tests.py"
