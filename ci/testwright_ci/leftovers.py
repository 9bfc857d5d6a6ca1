"""Tells what a test leaves changed outside itself; runs in the test process.

Everything is read before the test and after it, its module's teardown included. A state counts as unchanged when it is
what it was at first, or what a fixture of the project made of it: a fixture that is not defined in the suggested file is
the project's own way of setting up, and what it leaves is not the test's fault. (pytest-django's own `django_db_setup` is
one of them, so rows that migrations bring along are in the baseline.)
"""

from .database_rows import DatabaseRows
from .environment_variables import EnvironmentVariables
from .process_state import ProcessState
from .project_files import ProjectFiles
from .replaced_functions import ReplacedFunctions

ABSENT = "(absent)"
_MOST = 20


class LeftoverWatch:
    """`begin`, the test, `end`; in between `accept` for each fixture of the project's own."""

    def __init__(self, settings: dict) -> None:
        self._parts = [
            ProjectFiles(settings["repository"]),
            EnvironmentVariables(),
            DatabaseRows(),
            ProcessState(),
            ReplacedFunctions(settings["repository"]),
        ]
        self._accepted: list = []

    def begin(self) -> None:
        """Reads the state that the test is to leave as it finds it."""
        self._accepted = [(part, [part.read()]) for part in self._parts]

    def accept(self, scope: str) -> None:
        """Adds the present state to what may be left; `scope` is that of the fixture that was just set up."""
        for part, states in self._accepted:
            # What a fixture makes for one test alone is undone with it; reading files and tables each time would be slow.
            if scope != "function" or part.is_quick:
                states.append(part.read())

    def end(self) -> list:
        """`[{kind, what}]` for what is neither as it was nor as a fixture of the project left it; at most 20."""
        found = []
        for part, states in self._accepted:
            now = part.read()
            for name in sorted({*states[0], *now}):
                value = now.get(name, ABSENT)
                allowed = [state.get(name, ABSENT) for state in states]
                if any(value is one or value == one for one in allowed):
                    continue
                what = part.describe(name, allowed, value)
                if what:
                    found.append({"kind": part.kind, "what": what[:500]})
        self._accepted = []
        return found[:_MOST]
