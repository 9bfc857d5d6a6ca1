"""Finds and ends what a test process started and left running, also processes that moved to a session of their own.

On Linux the job adopts them (https://man7.org/linux/man-pages/man2/PR_SET_CHILD_SUBREAPER.2const.html): whoever loses its
parent becomes a child of the job, so nothing can leave its family. Elsewhere only the process group is ended.
"""

import ctypes
import os
import signal
import sys
import time

_PR_SET_CHILD_SUBREAPER = 36
# A crowd that forks faster than it is ended is frozen first; ten seconds were enough for all that was tried.
_PATIENCE_SECONDS = 10.0


def adopt_orphans() -> None:
    """Makes this process the parent of every descendant that loses its own."""
    if not sys.platform.startswith("linux"):
        return
    try:
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    except (OSError, AttributeError):
        return  # Without it the process group is still ended.


def find_children() -> frozenset:
    """Process ids of the children of this process; empty where /proc is missing."""
    return frozenset(_children_by_parent().get(os.getpid(), ()))


def end_survivors(known: frozenset) -> None:
    """Kills all descendants of this process but the children in `known` and what descends from them."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        found = _descendants(known)
        if not found:
            return
        for which in (signal.SIGSTOP, signal.SIGKILL):
            for process in found:
                _send(process, which)
        for process in found:
            _reap(process)
        time.sleep(0.005)


def _descendants(known: frozenset) -> list:
    children = _children_by_parent()
    waiting = [child for child in children.get(os.getpid(), ()) if child not in known]
    found = []
    while waiting:
        process = waiting.pop()
        found.append(process)
        waiting += children.get(process, ())
    return found


def _children_by_parent() -> dict:
    children: dict = {}
    try:
        names = [name for name in os.listdir("/proc") if name.isdigit()]
    except OSError:
        return children
    for name in names:
        try:
            with open(f"/proc/{name}/stat", "rb") as file:
                # The second field, the command in parentheses, may hold anything: read on after its end.
                parent = int(file.read().rpartition(b")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        children.setdefault(parent, []).append(int(name))
    return children


def _send(process: int, which: int) -> None:
    try:
        os.kill(process, which)
    except (ProcessLookupError, PermissionError):
        pass


def _reap(process: int) -> None:
    try:
        os.waitpid(process, os.WNOHANG)
    except OSError:
        pass  # Not a child of ours, or not any more.
