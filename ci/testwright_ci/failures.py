"""Describes an exception of a test as the report's `failure`; runs in the test process."""

import os
import sys
import unittest.case

from .limits import cap, shorten_middle
from .paths import is_installed, is_test_file, relative_path

# Frames of these packages only carry a check out; whoever called them raised, as far as a reader is concerned.
_TOOLING = ("_pytest", "pytest", "pluggy", "unittest", "django.test", "pytest_django", "numpy.testing")


def describe_exception(error: BaseException, phase: str, text: str, settings: dict) -> dict:
    """The failure for an exception; `text` is pytest's own rendering of it."""
    # pytest wraps import errors of a test module in a CollectError; the cause is what the reader needs.
    if type(error).__name__ == "CollectError" and error.__cause__ is not None:
        error = error.__cause__
    frames = _frames(error)
    relevant = _without_tooling(frames, error)
    repository = settings["repository"]
    suggested = settings["collect"]
    if isinstance(error, SyntaxError) and error.filename and not frames_in(frames, error.filename):
        relevant = [*relevant, (os.path.abspath(error.filename), error.lineno or 1, "")]
        frames = relevant
    own = [(path, line) for path, line, _ in frames if _inside(path, repository)]
    return {
        "type": cap(type(error).__name__, 300),
        "message": cap(_message(error), 4000),
        "phase": phase,
        "raisedIn": _raised_in(relevant, repository, suggested),
        "path": cap(relative_path(own[-1][0], repository), 1024) if own else None,
        "line": max(1, own[-1][1]) if own else None,
        "traceback": shorten_middle(text, 8000),
    }


def describe_text(kind: str, text: str, phase: str) -> dict:
    """The failure for something that left no exception object, such as a strict xfail that passed."""
    return {
        "type": kind,
        "message": cap(text.strip().splitlines()[-1] if text.strip() else kind, 4000),
        "phase": phase,
        "raisedIn": "elsewhere",
        "path": None,
        "line": None,
        "traceback": shorten_middle(text, 8000),
    }


def in_one_line(error: BaseException, settings: dict) -> str:
    """Type, message and the repository's own line; the traceback is in the process's output."""
    failure = describe_exception(error, "setup", "", settings)
    where = f" ({failure['path']}, line {failure['line']})" if failure["path"] else ""
    return f"{failure['type']}: {failure['message']}{where}"


def describe_exit(stop: SystemExit, settings: dict) -> str:
    """What to say of code that ended the interpreter outside of a test."""
    return f"The interpreter was told to exit (sys.exit): {in_one_line(stop, settings)}"


def frames_in(frames: list, filename: str) -> bool:
    """Whether the innermost frame lies in the file."""
    return bool(frames) and frames[-1][0] == os.path.abspath(filename)


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:
        return "(the exception's own __str__ failed)"


def _frames(error: BaseException) -> list:
    frames = []
    entry = error.__traceback__
    while entry is not None:
        module = entry.tb_frame.f_globals.get("__name__", "")
        frames.append((os.path.abspath(entry.tb_frame.f_code.co_filename), entry.tb_lineno, str(module)))
        entry = entry.tb_next
    return frames


def _without_tooling(frames: list, error: BaseException) -> list:
    is_check = isinstance(error, (AssertionError, unittest.case.TestCase.failureException))
    failed = getattr(sys.modules.get("_pytest.outcomes"), "OutcomeException", None)
    if not is_check and not (failed and isinstance(error, failed)):
        return frames
    kept = list(frames)
    while kept and _is_tooling(kept[-1][2]):
        kept.pop()
    return kept


def _is_tooling(module: str) -> bool:
    return any(module == name or module.startswith(name + ".") for name in _TOOLING)


def _inside(path: str, repository: str) -> bool:
    return (
        path.startswith(repository + os.sep) and not is_installed(path, repository) and os.path.isfile(path)
    )


def _raised_in(frames: list, repository: str, suggested) -> str:
    if not frames:
        return "elsewhere"
    path = frames[-1][0]
    if suggested and path in map(os.path.abspath, suggested):
        return "test"
    if _inside(path, repository) and not is_test_file(relative_path(path, repository)):
        return "project"
    return "elsewhere"
