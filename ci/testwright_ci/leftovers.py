"""Tells what a test leaves changed outside itself; runs in the test process.

Everything is read before the test and after it, its module's teardown included. A state counts as unchanged when it is
what it was at first, or what a fixture of the project made of it: a fixture that is not defined in the suggested file is
the project's own way of setting up, and what it leaves is not the test's fault. (pytest-django's own `django_db_setup` is
one of them, so rows that migrations bring along are in the baseline.)
"""

from contextlib import contextmanager

from .database_rows import DatabaseRows
from .environment_variables import EnvironmentVariables
from .process_state import ProcessState
from .project_files import ProjectFiles
from .replaced_functions import ReplacedFunctions

ABSENT = "(absent)"
_MOST = 20
_PLAIN = (str, int, float, tuple)


class LeftoverWatch:
    """`begin`, the test, `end`; in between `setting_up` around each fixture of the project's own."""

    def __init__(self, settings: dict) -> None:
        self._parts = [
            ProjectFiles(settings["repository"]),
            EnvironmentVariables(),
            DatabaseRows(),
            ProcessState(),
            ReplacedFunctions(settings["repository"]),
        ]
        self._watched: list = []

    def begin(self) -> None:
        """Reads the state that the test is to leave as it finds it."""
        self._watched = [(part, part.read(), {}) for part in self._parts]

    @contextmanager
    def setting_up(self, scope: str):
        """What changes inside may be left so; `scope` is the fixture's."""
        # What a fixture makes for one test alone is undone with it; reading files and tables each time would be slow.
        own = [one for one in self._watched if scope != "function" or one[0].is_quick]
        before = [part.read() for part, _, _ in own]
        yield
        for (part, _, accepted), old in zip(own, before, strict=True):
            new = part.read()
            for name in _changed(old, new):
                accepted.setdefault(name, []).append(new.get(name, ABSENT))

    def end(self) -> list:
        """`[{kind, what}]` for what is neither as it was nor as a fixture of the project left it; at most 20."""
        found = []
        for part, first, accepted in self._watched:
            now = part.read()
            for name in _changed(first, now):
                value = now.get(name, ABSENT)
                allowed = [first.get(name, ABSENT), *accepted.get(name, [])]
                if any(_is_same(value, one) for one in allowed):
                    continue
                what = part.describe(name, allowed, value)
                if what:
                    found.append({"kind": part.kind, "what": what[:500]})
        self._watched = []
        return found[:_MOST]


def _changed(old: dict, new: dict) -> list:
    return sorted(name for name in {*old, *new} if not _is_same(old.get(name, ABSENT), new.get(name, ABSENT)))


def _is_same(one, other) -> bool:
    # Functions and modules are compared by identity: what a test puts in their place may define any `==`.
    if isinstance(one, _PLAIN) and isinstance(other, _PLAIN):
        return one == other
    return one is other
