"""The folder that CI uploads. Tests know where it is, so nothing in it is trusted: it is emptied and filled anew."""

import os
import shutil
import stat

# JUnit files of large red suites have a few megabytes; the app does not read them.
_MOST_BYTES = 20_000_000


class OutputFolder:
    """A new, empty folder at `path`. What was there is removed, and links are removed rather than followed."""

    def __init__(self, path: str) -> None:
        self._path = path
        if os.path.islink(path) or os.path.isfile(path):
            os.unlink(path)
        elif os.path.isdir(path):
            shutil.rmtree(path)
        os.makedirs(path)

    def write(self, name: str, text: str) -> None:
        """Writes a new file."""
        with open(self._create(name), "w", encoding="utf-8", errors="replace") as file:
            file.write(text)

    def copy(self, name: str, source: str) -> None:
        """Copies a regular file that a test process wrote; one that is missing, too large or no file is left out."""
        try:
            descriptor = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            return
        with open(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode) or status.st_size > _MOST_BYTES:
                return
            with open(self._create(name), "wb") as target:
                target.write(file.read(_MOST_BYTES))

    def _create(self, name: str) -> int:
        return os.open(os.path.join(self._path, name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
