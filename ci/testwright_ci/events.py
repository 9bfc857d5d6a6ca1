"""The line-by-line record that a test process leaves, so that a killed process has still told what it saw."""

import json
import os


class EventWriter:
    """Appends one JSON object a line; silent in forked children, whose events would only repeat the parent's."""

    def __init__(self, path: str) -> None:
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._process = os.getpid()

    def write(self, name: str, **fields) -> None:
        if os.getpid() != self._process:
            return
        line = json.dumps({"event": name, **fields}) + "\n"
        data = line.encode("ascii")
        while data:
            data = data[os.write(self._descriptor, data) :]


def read_events(path: str) -> list:
    """Every complete event in the file; a last line cut off by a kill is left out."""
    try:
        with open(path, "rb") as file:
            lines = file.read().split(b"\n")[:-1]
    except FileNotFoundError:
        return []
    events = []
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, dict) and isinstance(event.get("event"), str):
            events.append(event)
    return events
