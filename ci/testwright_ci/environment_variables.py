"""The environment variables, as tests may not leave them changed; runs in the test process."""

import os
import sys

# Set for each test or once by pytest, coverage and Django themselves.
_PASSING = ("PYTEST_", "COV_", "COVERAGE_", "DJANGO_LIVE_TEST_SERVER_ADDRESS")


class EnvironmentVariables:
    """Values by name, without those that a module sets while it is imported: whoever imports it first would set them."""

    kind = "environment"
    is_quick = True

    def __init__(self) -> None:
        self._set_by_imports: set = set()
        self._variables = os.environ
        sys.addaudithook(self._watch)

    def read(self) -> dict:
        return {
            name: value
            for name, value in self._variables.items()
            if not name.startswith(_PASSING) and name not in self._set_by_imports
        }

    def describe(self, name: str, allowed: list, value: str) -> str:
        if name not in self._variables:
            return f"{name} (unset)"
        return f"{name} (changed)" if name in self.read() else None

    def _watch(self, event: str, arguments: tuple) -> None:
        if event in ("os.putenv", "os.unsetenv") and _is_importing():
            self._set_by_imports.add(os.fsdecode(arguments[0]))


def _is_importing() -> bool:
    """Whether a module is being imported by the test; the frames below pytest's own are those that started us."""
    frame = sys._getframe(2)
    while frame is not None and not frame.f_globals.get("__name__", "").startswith("_pytest."):
        if frame.f_code.co_name == "<module>":
            return True
        frame = frame.f_back
    return False
