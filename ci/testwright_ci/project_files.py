"""The files of the checkout, as tests may not leave them changed; runs in the test process."""

import logging
import os

_CACHES = {
    ".git",
    ".hg",
    ".hypothesis",
    ".mypy_cache",
    ".nox",
    ".pytest_cache",
    ".ruff_cache",
    ".tox",
    "__pycache__",
    "dist-packages",
    "htmlcov",
    "node_modules",
    "site-packages",
}
# Logs grow by what is logged, whoever tests; SQLite's side files come and go with a connection.
_PASSING = (".pyc", ".pyo", ".log", "-journal", "-wal", "-shm")
# A scan of so many takes about 0.2 seconds; what larger checkouts are left with shows in `git status` alone.
_MOST_FILES = 50_000


class ProjectFiles:
    """A file's modification time, size and inode by its path in the repository; caches and environments left out."""

    kind = "file"
    is_quick = False

    def __init__(self, repository: str) -> None:
        self._repository = repository
        self._scan = os.scandir
        self._exists = os.path.lexists

    def read(self) -> dict:
        found: dict = {}
        waiting = [self._repository]
        while waiting:
            folder = waiting.pop()
            try:
                with self._scan(folder) as entries:
                    waiting += [entry.path for entry in entries if self._take(entry, found)]
            except OSError:
                continue
            if len(found) > _MOST_FILES:
                return {}
        return found

    def describe(self, name: str, allowed: list, value) -> str:
        path = os.path.join(self._repository, name)
        if isinstance(value, str):
            return f"{name} (deleted)"
        if isinstance(allowed[0], str):
            return f"{name} (created)" if not self._is_log(path) else None
        return f"{name} (changed)" if not self._is_log(path) and not _is_database(path) else None

    def _take(self, entry, found: dict) -> bool:
        """Notes a file; True for a folder to look into."""
        if entry.name in _CACHES or entry.name.endswith(_PASSING) or entry.name.startswith(".coverage"):
            return False
        if entry.is_dir(follow_symlinks=False):
            return not self._exists(os.path.join(entry.path, "pyvenv.cfg"))
        status = entry.stat(follow_symlinks=False)
        name = entry.path[len(self._repository) + 1 :].replace(os.sep, "/")
        found[name] = (status.st_mtime_ns, status.st_size, status.st_ino)
        return False

    def _is_log(self, path: str) -> bool:
        handlers = [reference() for reference in list(logging._handlerList)]
        return any(getattr(handler, "baseFilename", None) == path for handler in handlers)


def _is_database(path: str) -> bool:
    """Whether the file is an SQLite database: rows are looked at by themselves."""
    try:
        with open(path, "rb") as file:
            return file.read(15) == b"SQLite format 3"
    except OSError:
        return False
