"""Starts one test or analysis process, watches its time and its record, and ends all that it started."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

from .events import RECORD_BYTES, EventReader
from .output_log import OutputLog
from .survivors import end_survivors, find_children

_CHILD = os.path.join(os.path.dirname(os.path.abspath(__file__)), "child.py")
# What the job could be steered with; code under test has no use for it.
_WITHHELD = (
    "GITHUB_ENV",
    "GITHUB_OUTPUT",
    "GITHUB_PATH",
    "GITHUB_STATE",
    "GITHUB_STEP_SUMMARY",
    "GITHUB_TOKEN",
)
_POLL_SECONDS = 0.05
# A thread or an exit handler that a suite leaves must not hold up a process that has told everything.
_GRACE_SECONDS = 5.0


@dataclass(frozen=True)
class Ended:
    """`stopped`: None, `limit` (the whole time was over), `item` (one test took too long) or `record` (it was flooded).

    `log` is what the process printed, without the middle of very much.
    """

    code: int
    stopped: str
    seconds: float
    log: str
    events: list


def run_child(
    settings: dict, *, folder: str, cwd: str, seconds: float, item_seconds: float = 0, variables=None
) -> Ended:
    """Runs `child.py` with the settings; `folder` takes its files and must lie outside the repository.

    `item_seconds` ends the process when one test runs longer; 0 means no such limit.
    """
    os.makedirs(folder, exist_ok=True)
    settings_path = os.path.join(folder, "settings.json")
    with open(settings_path, "w", encoding="utf-8") as file:
        json.dump(settings, file)
    others = find_children()
    began = time.monotonic()
    stopped = None
    log = OutputLog()
    try:
        child = subprocess.Popen(
            [sys.executable, _CHILD, settings_path],
            cwd=cwd,
            env=_environment(variables or {}),
            stdin=subprocess.DEVNULL,
            stdout=log.writer,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    finally:
        log.close_writer()
    watch = _Watch(settings.get("events"), seconds, item_seconds)
    try:
        while child.poll() is None:
            verdict = watch.look(time.monotonic() - began)
            if verdict:
                stopped = None if verdict == "finished" else verdict
                break
            time.sleep(_POLL_SECONDS)
    finally:
        _end_group(child)
        end_survivors(others)
        text = log.finish()
    return Ended(child.returncode, stopped, time.monotonic() - began, text, watch.all_events())


class _Watch:
    """Tells when a process has to be ended, from its time and its record."""

    def __init__(self, events, seconds: float, item_seconds: float) -> None:
        self._reader = EventReader(events) if events else None
        self._seconds = seconds
        self._item_seconds = item_seconds
        self._events: list = []
        self._item_since = None
        self._finished_since = None

    def look(self, now: float):
        """`limit`, `item`, `record` (see Ended), `finished` when it has told all and lingers, or None; `now`: seconds."""
        if self._reader is None:
            return "limit" if now > self._seconds else None
        for event in self._read_new():
            if event["event"] in ("start", "end"):
                self._item_since = now if event["event"] == "start" else None
            elif event["event"] == "finish":
                self._finished_since = now
        if self._finished_since is not None:
            return "finished" if now - self._finished_since > _GRACE_SECONDS else None
        if now > self._seconds:
            return "limit"
        if self._reader.size() >= RECORD_BYTES:
            return "record"
        if (
            self._item_seconds
            and self._item_since is not None
            and now - self._item_since > self._item_seconds
        ):
            return "item"
        return None

    def all_events(self) -> list:
        """All events of the process, which has ended."""
        if self._reader is not None:
            self._read_new()
        return self._events

    def _read_new(self) -> list:
        added = self._reader.read_new()
        self._events += added
        return added


def _end_group(child) -> None:
    try:
        os.killpg(child.pid, signal.SIGKILL)  # Also what a finished process left running.
    except (ProcessLookupError, PermissionError):
        pass
    child.wait()


def _environment(variables: dict) -> dict:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in _WITHHELD and not name.startswith(("ACTIONS_", "INPUT_", "TESTWRIGHT_"))
    }
    return {**kept, **variables}
