"""What each event of a test process looks like; anything else in the record was not written by us."""

import math

from .limits import REPORT_FAILURE


def is_event(event) -> bool:
    """Whether a parsed line is an event that the job may read without looking twice."""
    if not isinstance(event, dict) or not isinstance(event.get("event"), str):
        return False
    shape = _SHAPES.get(event["event"])
    return shape is not None and all(fits(event.get(name)) for name, fits in shape.items())


def _is_text(value) -> bool:
    return isinstance(value, str)


def _is_text_or_none(value) -> bool:
    return value is None or isinstance(value, str)


def _is_flag(value) -> bool:
    return isinstance(value, bool)


def _is_whole(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53


def _is_duration(value) -> bool:
    return isinstance(value, (int, float)) and math.isfinite(value) and 0 <= value < 10_000_000


def _one_of(*values):
    return lambda value: isinstance(value, str) and value in values


def _list_of(fits):
    return lambda value: isinstance(value, list) and all(fits(entry) for entry in value)


def _is_pair(value) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(part, str) for part in value)


def _is_texts_by_name(value) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


def _has_texts(*names):
    return lambda value: isinstance(value, dict) and all(isinstance(value.get(name), str) for name in names)


_PHASES = ("collect", "setup", "call", "teardown")
_FAILURE = {
    "type": _is_text,
    "message": _is_text,
    "phase": _one_of(*_PHASES),
    "raisedIn": _one_of("test", "project", "elsewhere"),
    "path": _is_text_or_none,
    "line": lambda value: value is None or (_is_whole(value) and 1 <= value <= 10_000_000),
    "traceback": _is_text,
}


def _is_failure(value) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == _FAILURE.keys()
        and all(fits(value[name]) for name, fits in _FAILURE.items())
        and all(len(value[name] or "") <= limit for name, limit in REPORT_FAILURE.items())
        and value["path"] != ""
    )


def _are_lines(value) -> bool:
    """Line numbers by file."""
    return isinstance(value, dict) and all(_list_of(_is_whole)(lines) for lines in value.values())


def _is_failure_or_none(value) -> bool:
    return value is None or _is_failure(value)


def _is_exception_or_none(value) -> bool:
    return value is None or _has_texts("module", "name", "message")(value)


def _is_value_or_none(value) -> bool:
    if value is None:
        return True
    return _has_texts("expression")(value) and _list_of(_has_texts("module", "name"))(value.get("imports"))


_SHAPES = {
    "environment": {
        "python": _is_text,
        "platform": _is_text,
        "packages": _is_texts_by_name,
        "config_file": _is_text_or_none,
    },
    "broken": {"reason": _is_text},
    "collected": {"items": _list_of(_has_texts("nodeid", "path", "name"))},
    "collect-error": {"nodeid": _is_text, "failure": _is_failure},
    "start": {"nodeid": _is_text},
    "end": {"nodeid": _is_text},
    "phase": {
        "nodeid": _is_text,
        "phase": _one_of("setup", "call", "teardown"),
        "outcome": _one_of("passed", "failed", "skipped"),
        "xfail": _is_flag,
        "duration": _is_duration,
        "failure": _is_failure_or_none,
    },
    "leaves": {"nodeid": _is_text, "left": _list_of(_has_texts("kind", "what"))},
    "probe": {
        "id": _is_text,
        "status": _one_of("value", "exception", "unstable", "unrepresentable", "not-observed"),
        "reason": _is_text_or_none,
        "value": _is_value_or_none,
        "exception": _is_exception_or_none,
    },
    "reached": {"key": _is_text, "passed": _is_flag, "seconds": _is_duration, "lines": _are_lines},
    "own-reach": {"complete": _is_flag},
    "mutant-begin": {"id": _is_text, "group": _one_of("suggested", "own")},
    "mutant-test": {"key": _is_text},
    "mutant": {
        "id": _is_text,
        "group": _one_of("suggested", "own"),
        "failed": _list_of(_is_text),
        "ran": _is_whole,
        "executed": _is_flag,
    },
    "unswitchable": {"id": _is_text, "reason": _is_text},
    "dirty": {"id": _is_text},
    "through": {},
    "finish": {
        "exit": _is_whole,
        "modules": _list_of(_is_pair),
        "measurable": _list_of(_is_text),
    },
}
