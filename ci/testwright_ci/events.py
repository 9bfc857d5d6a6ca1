"""The line-by-line record that a test process leaves, so that a killed process has still told what it saw.

The code under test can write to the record as well. So a reader takes events of known shapes only, and no more bytes
than an honest run needs.
"""

import json
import os

from .event_shapes import is_event

# 20,000 tests leave about 16 MB. A process that writes more than this is ended: see process.py.
RECORD_BYTES = 64_000_000


class EventWriter:
    """Appends one JSON object a line; silent in forked children, whose events would only repeat the parent's.

    What it calls is bound before any test runs: tests replace `json.dumps`, `os.write` or `os.getpid`, and a fixture that
    does so is still in force when its test's outcome is written.
    """

    def __init__(self, path: str) -> None:
        self._encode = json.JSONEncoder().encode
        self._write = os.write
        self._current = os.getpid
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._process = self._current()

    def write(self, name: str, **fields) -> None:
        if self._current() != self._process:
            return
        data = (self._encode({"event": name, **fields}) + "\n").encode("ascii")
        while data:
            data = data[self._write(self._descriptor, data) :]


def read_events(path: str) -> list:
    """The complete events of known shapes in the first `RECORD_BYTES`; a last line cut off by a kill is left out."""
    return EventReader(path).read_new()


class EventReader:
    """Reads the record as it grows, each event once."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._position = 0
        self._rest = b""

    def size(self) -> int:
        """The bytes of the record so far; 0 when there is none."""
        try:
            return os.lstat(self._path).st_size
        except OSError:
            return 0

    def read_new(self) -> list:
        """The complete events that were added since the last call."""
        try:
            # A link or a pipe in the record's place is not the record, and a pipe would block.
            descriptor = os.open(self._path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            return []
        with open(descriptor, "rb") as file:
            if not file.seekable():
                return []
            file.seek(self._position)
            added = file.read(max(0, RECORD_BYTES - self._position))
        self._position += len(added)
        *lines, self._rest = (self._rest + added).split(b"\n")
        return [event for event in map(_parse, lines) if event is not None]


def _parse(line: bytes):
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return event if is_event(event) else None
