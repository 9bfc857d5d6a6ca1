"""Which test files of head's own suite may reach a project file."""

import os
import sqlite3

from .paths import is_test_file


def measured_reach(data_file: str, paths: list):
    """`{project file: test files}` (absolute) from a suite's coverage contexts; None when the data cannot be read."""
    try:
        connection = sqlite3.connect(f"file:{data_file}?mode=ro", uri=True)
        try:
            rows = connection.execute(
                "select distinct file.path, context.context from arc"
                " join file on file.id = arc.file_id join context on context.id = arc.context_id"
                " where context.context != ''"
            ).fetchall()
        finally:
            connection.close()
    except sqlite3.Error:
        return None
    wanted = set(paths)
    reach: dict = {}
    for path, context in rows:
        real = os.path.realpath(path)
        if real in wanted and os.path.isfile(context):
            reach.setdefault(real, set()).add(os.path.realpath(context))
    return reach


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
