"""Starts one test or analysis process, watches its time, and ends its whole group when the time is over."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

from .events import read_events

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


@dataclass(frozen=True)
class Ended:
    """`stopped`: None, `limit` (the whole time was over) or `item` (one test took too long)."""

    code: int
    stopped: str
    seconds: float
    log: str


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
    log_path = os.path.join(folder, "log.txt")
    environment = _environment(variables or {})
    began = time.monotonic()
    stopped = None
    with open(log_path, "wb") as log:
        child = subprocess.Popen(
            [sys.executable, _CHILD, settings_path],
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        watch = _ItemWatch(settings.get("events"), item_seconds)
        try:
            while child.poll() is None:
                now = time.monotonic()
                if now - began > seconds:
                    stopped = "limit"
                elif watch.exceeded(now):
                    stopped = "item"
                if stopped:
                    break
                time.sleep(_POLL_SECONDS)
        finally:
            _end_group(child)
    return Ended(child.returncode, stopped, time.monotonic() - began, log_path)


class _ItemWatch:
    """Tells when the test that runs now has run longer than its limit."""

    def __init__(self, events, limit: float) -> None:
        self._events = events
        self._limit = limit
        self._size = -1
        self._since = None

    def exceeded(self, now: float) -> bool:
        if not self._limit or not self._events or not os.path.exists(self._events):
            return False
        size = os.path.getsize(self._events)
        if size != self._size:
            self._size = size
            running = False
            for event in read_events(self._events):
                if event["event"] in ("start", "end"):
                    running = event["event"] == "start"
            self._since = now if running else None
        return self._since is not None and now - self._since > self._limit


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
