"""Cuts texts to the report's limits, which count UTF-16 code units as JavaScript does."""

import hashlib

# What the report takes of a failure's texts.
REPORT_FAILURE = {"type": 300, "message": 4000, "path": 1024, "traceback": 8000}


def cap(text: str, units: int) -> str:
    """The text, or its beginning and an ellipsis within `units` UTF-16 code units."""
    if _length(text) <= units:
        return text
    return _take(text, units - 1) + "…"


def shorten_middle(text: str, units: int) -> str:
    """The text without its middle: a traceback's last lines name the cause, its first the way there."""
    if _length(text) <= units:
        return text
    mark = "\n… (shortened) …\n"
    head = _take(text, units // 4)
    tail = _take(text[::-1], units - units // 4 - len(mark))[::-1]
    return head + mark + tail


def cap_name(text: str, units: int) -> str:
    """Like `cap`, but two different long names stay different."""
    if _length(text) <= units:
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return _take(text, units - 13) + "…" + digest


def _length(text: str) -> int:
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)


def _take(text: str, units: int) -> str:
    if len(text) <= units and _length(text) <= units:
        return text
    taken = text[:units]
    while _length(taken) > units:
        taken = taken[:-1]
    return taken
