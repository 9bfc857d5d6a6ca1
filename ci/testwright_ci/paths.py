"""Which files of a repository are tests, and which are not its own source at all."""

import os
import re

_TEST_FILE = re.compile(r"^(test_.*|.*_test|tests|conftest)\.py$")
_TEST_FOLDERS = {"tests", "test"}
_INSTALLED = {"site-packages", "dist-packages", "node_modules"}


def relative_path(path: str, repository: str) -> str:
    """The path relative to the repository, with slashes."""
    return os.path.relpath(path, repository).replace(os.sep, "/")


def is_test_file(path: str) -> bool:
    """Whether a repository path (with slashes) names a test file, a conftest.py, or lies in a folder of tests."""
    *folders, name = path.split("/")
    return bool(_TEST_FILE.match(name)) or any(folder in _TEST_FOLDERS for folder in folders)


def is_installed(path: str, repository: str) -> bool:
    """Whether a path inside the repository belongs to an environment installed there, such as `.venv`."""
    return any(part in _INSTALLED for part in relative_path(path, repository).split("/"))


def is_inside(path: str, repository: str) -> bool:
    """Whether an absolute path is the repository's own: inside its folder and not in an installed environment."""
    return path.startswith(repository.rstrip(os.sep) + os.sep) and not is_installed(path, repository)
