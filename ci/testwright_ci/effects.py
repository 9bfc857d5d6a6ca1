"""Refuses what a probe must not do: reach the network or a database, change files, start processes.

An audit hook (https://docs.python.org/3/library/audit_events.html) also sees effects whose refusal the probed code
swallows, so that a swallowed refusal is never taken for behaviour.
"""

import os
import sys
from contextlib import contextmanager

_NETWORK = {
    "socket.connect",
    "socket.bind",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.gethostbyaddr",
    "socket.sendto",
    "socket.sendmsg",
}
_FILES = {
    "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate",
    "os.chmod", "os.chown", "os.utime", "os.setxattr", "os.removexattr", "tempfile.mkstemp", "tempfile.mkdtemp",
}  # fmt: skip
_PROCESSES = {
    "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "os.kill",
    "os.killpg", "os.startfile", "pty.spawn",
}  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class EffectRefused(PermissionError):
    """Raised instead of the effect."""


class _Watch:
    def __init__(self) -> None:
        self.active = False
        self.installed = False
        self.seen: list = []

    def refuse(self, kind: str) -> None:
        self.seen.append(kind)
        raise EffectRefused(f"Testwright refuses this in a probe: {kind}.")

    def __call__(self, event: str, arguments: tuple) -> None:
        if not self.active:
            return
        if event == "open":
            if _opens_for_writing(arguments):
                self.refuse("files")
        elif event in _NETWORK:
            if not _is_local_socket(event, arguments):
                self.refuse("network")
        elif event in _FILES or event.startswith("shutil."):
            self.refuse("files")
        elif event in _PROCESSES:
            self.refuse("processes")
        elif event == "sqlite3.connect" and arguments[0] not in (":memory:", b":memory:"):
            self.refuse("database")


_watch = _Watch()


@contextmanager
def effects_refused():
    """Refuses effects in the block; yields the list of kinds that were tried.

    The kinds are files, network, processes and database.
    """
    if not _watch.installed:
        sys.addaudithook(_watch)
        _watch.installed = True
    _watch.seen = []
    django = getattr(sys.modules.get("django.db.backends.base.base"), "BaseDatabaseWrapper", None)
    replaced = [(os, "_exit", "processes"), (os, "abort", "processes")]
    replaced += [(django, "ensure_connection", "database")] if django else []
    originals = [(owner, name, getattr(owner, name)) for owner, name, _ in replaced]
    for owner, name, kind in replaced:
        setattr(owner, name, _refusal(kind))
    _watch.active = True
    try:
        yield _watch.seen
    finally:
        _watch.active = False
        for owner, name, original in originals:
            setattr(owner, name, original)


def _refusal(kind: str):
    def refuse(*_arguments, **_named):
        _watch.refuse(kind)

    return refuse


def _opens_for_writing(arguments: tuple) -> bool:
    path, mode, flags = arguments
    if path == os.devnull or isinstance(path, int):
        return False
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return isinstance(flags, int) and bool(flags & _WRITING)


def _is_local_socket(event: str, arguments: tuple) -> bool:
    family = getattr(arguments[0], "family", None)
    return event.startswith("socket.") and family is not None and int(family) == 1  # AF_UNIX
