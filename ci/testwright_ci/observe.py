"""Calls probed functions and says what they do; runs in the test process, inside a pytest test.

Only behaviour of the project's code is reported. Whatever stands in the way (a call that does not fit, settings,
imports, the database, the network, time) is `not-observed`, with the reason.
"""

import asyncio
import importlib
import inspect
import os
import signal
import sys
import time
import types
from contextlib import contextmanager

from .closed_values import NotClosed, Unrepresentable, evaluate, represent
from .effects import EffectRefused, effects_refused
from .limits import cap
from .paths import is_inside, is_test_file, relative_path
from .present_time import depends_on_now

PROBE_SECONDS = 5.0
CONTEXT = "testwright-probe:"
_DJANGO_SETUP = {"ImproperlyConfigured", "AppRegistryNotReady", "SynchronousOnlyOperation"}

_state: dict = {}


class _TooSlow(BaseException):
    """Raised by the alarm inside the probed call."""


class _NotObserved(Exception):
    """Something stood in the way; the text says what."""


def configure(settings: dict, events, measured) -> None:
    """Tells this module which probes to observe and where to report them."""
    _state.update(settings=settings, events=events, measured=measured)
    _state["probes"] = {probe["id"]: probe for probe in settings["probes"]}


def probe_ids() -> list:
    """The ids in the order of this process."""
    return list(_state["probes"])


def observe(probe_id: str) -> None:
    """Makes the call and writes one `probe` event."""
    probe = _state["probes"][probe_id]
    try:
        found = _observe(probe)
    except _NotObserved as obstacle:
        found = _result("not-observed", str(obstacle))
    except Unrepresentable as what:
        found = _result("unrepresentable", f"The result is {what}.")
    _state["events"].write("probe", id=probe_id, **found)


def _result(status: str, reason=None, value=None, exception=None) -> dict:
    return {
        "status": status,
        "reason": cap(reason, 4000) if reason else None,
        "value": value,
        "exception": exception,
    }


def _observe(probe: dict) -> dict:
    function = _find(probe)
    positional, named = _arguments(probe)
    _check_fit(function, positional, named)
    began = time.time()
    error = value = None
    _switch(CONTEXT + probe["id"])
    try:
        with effects_refused() as tried, _alarm():
            try:
                value = _call(function, positional, named)
            except (Exception, SystemExit) as raised:
                error = raised
    except _TooSlow:
        raise _NotObserved(f"The call took longer than {PROBE_SECONDS:.0f} seconds.") from None
    except BaseException as raised:
        raise _NotObserved(f"The call ended in {type(raised).__name__}.") from raised
    finally:
        _switch("")
    if tried:
        raise _NotObserved(f"The call needs what probes may not use: {', '.join(sorted(set(tried)))}.")
    if error is not None:
        return _exception(error)
    rendered = represent(value)
    repository = _state["settings"]["repository"]
    if repository in rendered["expression"]:
        raise Unrepresentable("a text with the path of this checkout")
    if depends_on_now(value, began):
        return _result("unstable", "The value lies at the present time, so it will differ tomorrow.")
    return _result("value", value=rendered)


def _call(function, positional: list, named: dict):
    value = function(*positional, **named)
    if inspect.iscoroutine(value):
        value = asyncio.run(value)
    return value


def _find(probe: dict):
    try:
        module = importlib.import_module(probe["module"])
    except BaseException as problem:
        raise _NotObserved(
            f"Importing {probe['module']} failed: {type(problem).__name__}: {problem}"
        ) from problem
    path = os.path.realpath(getattr(module, "__file__", None) or "")
    if not is_inside(path, _state["settings"]["repository"]):
        raise _NotObserved(f"{probe['module']} was imported from {path or 'nowhere'}, not from the checkout.")
    place = module
    for name in probe["qualname"].split("."):
        try:
            place = getattr(place, name)
        except Exception as problem:
            raise _NotObserved(f"{probe['module']} has no {probe['qualname']}.") from problem
    if not callable(place):
        raise _NotObserved(f"{probe['qualname']} cannot be called.")
    return place


def _arguments(probe: dict) -> tuple:
    try:
        positional = [evaluate(entry["expression"], entry["imports"]) for entry in probe["arguments"]]
        named = {
            name: evaluate(entry["expression"], entry["imports"]) for name, entry in probe["keywords"].items()
        }
    except NotClosed as problem:
        raise _NotObserved(f"An argument is outside the closed table: {problem}.") from problem
    return positional, named


def _check_fit(function, positional: list, named: dict) -> None:
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return
    try:
        signature.bind(*positional, **named)
    except TypeError as problem:
        raise _NotObserved(f"The call does not fit the signature: {problem}.") from problem


def _exception(error: BaseException) -> dict:
    repository = _state["settings"]["repository"]
    for link in _chain(error):
        obstacle = _obstacle(link)
        if obstacle:
            raise _NotObserved(f"{type(link).__name__}: {link} ({obstacle}).")
    if not any(_is_project(path, repository) for path in _paths(error)):
        raise _NotObserved(f"{type(error).__name__} came from outside the project's code: {error}")
    kind = type(error)
    if not _is_importable(kind):
        raise Unrepresentable(f"an exception {kind.__qualname__} that cannot be imported")
    try:
        message = str(error)
    except Exception as problem:
        raise Unrepresentable(f"an exception {kind.__qualname__} whose text cannot be had") from problem
    if repository in message or " at 0x" in message:
        raise Unrepresentable(
            f"an exception {kind.__qualname__} whose text holds an address or a path of this job"
        )
    return _result(
        "exception",
        exception={
            "module": cap(kind.__module__, 500),
            "name": cap(kind.__qualname__, 300),
            "message": cap(message, 4000),
        },
    )


def _obstacle(error: BaseException):
    """Why this exception is none of the project's behaviour, or None."""
    kind = type(error)
    module = kind.__module__ or ""
    if isinstance(error, EffectRefused):
        return "refused in probes"
    if isinstance(error, ImportError):
        return "an import failed"
    if isinstance(error, (RecursionError, MemoryError)):
        return "it depends on the machine"
    if module.split(".")[0] in ("_pytest", "pytest", "pytest_django", "testwright_ci"):
        return "from the test harness"
    if module.startswith("django.db") or (
        module.startswith("django.core") and kind.__name__ in _DJANGO_SETUP
    ):
        return "the database or the settings stood in the way"
    if isinstance(error, RuntimeError) and str(error).startswith("Database access not allowed"):
        return "the database is blocked"
    return None


def _chain(error: BaseException) -> list:
    found: list = []
    queue = [error]
    while queue and len(found) < 50:
        link = queue.pop()
        if link is not None and not any(link is known for known in found):
            found.append(link)
            queue += [link.__cause__, link.__context__]
    return found


def _paths(error: BaseException) -> list:
    paths = []
    entry = error.__traceback__
    while entry is not None:
        paths.append(os.path.realpath(entry.tb_frame.f_code.co_filename))
        entry = entry.tb_next
    return paths


def _is_project(path: str, repository: str) -> bool:
    return is_inside(path, repository) and not is_test_file(relative_path(path, repository))


def _is_importable(kind: type) -> bool:
    place = sys.modules.get(kind.__module__)
    for name in kind.__qualname__.split("."):
        place = getattr(place, name, None)
    return place is kind


def _switch(context: str) -> None:
    measured = _state["measured"]
    if measured is not None:
        measured.switch_context(context)


@contextmanager
def _alarm():
    def ring(_signal: int, _frame: types.FrameType) -> None:
        raise _TooSlow

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, PROBE_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
