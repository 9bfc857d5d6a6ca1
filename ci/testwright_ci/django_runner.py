"""Tells whether a suite failed because its tests want Django's own runner (`manage.py test`), which is not run here."""

from .runner import Runner, RunRecord

_PYTEST_DJANGO = "pytest-django"
_NOT_SET_UP = ("ImproperlyConfigured", "AppRegistryNotReady")
_NO_TABLES = ("OperationalError", "ProgrammingError")


def needs_django_runner(runner: Runner, record: RunRecord, commit: str, outcomes: dict) -> bool:
    """Whether pytest-django is what is missing: nothing was collected, or Django was not set up for most of the tests.

    A project whose plain tests run without it is left alone, and so is one that fails for reasons of its own.
    """
    packages = {name.lower() for name in (record.environment or {}).get("packages", {})}
    if _PYTEST_DJANGO in packages or not _has_manage(runner, commit):
        return False
    if record.collect_errors:
        return any(_wants_setup(event["failure"]) for event in record.collect_errors)
    wanting = sum(1 for entry in outcomes.values() if entry["failure"] and _wants_setup(entry["failure"]))
    return 2 * wanting >= len(outcomes)


def explain_django_runner() -> str:
    """The remedy, in a sentence that follows another."""
    return (
        " This is a Django project without pytest-django, and Testwright runs tests with pytest: add pytest-django to the"
        " install step of testwright.yml and set DJANGO_SETTINGS_MODULE in the project's pytest settings. Tests written"
        " for `manage.py test` run there unchanged; files named tests.py need `python_files = tests.py test_*.py`."
    )


def _has_manage(runner: Runner, commit: str) -> bool:
    """Whether there is a manage.py at the top, where tests are started, or one folder below."""
    return any(
        path.rsplit("/", 1)[-1] == "manage.py" and path.count("/") <= 2 for path in runner.tree.files(commit)
    )


def _wants_setup(failure: dict) -> bool:
    text = failure["message"]
    if (
        failure["type"] in _NOT_SET_UP
        or "DJANGO_SETTINGS_MODULE" in text
        or "settings are not configured" in text
    ):
        return True
    missing = ("no such table" in text) or ("relation" in text and "does not exist" in text)
    return failure["type"] in _NO_TABLES and missing
