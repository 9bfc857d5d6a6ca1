"""Runs each test again and again in one process; runs in the test process, as a plugin of its own."""

import copy
import os

import pytest

from .events import EventWriter
from .leftovers import LeftoverWatch


class RepeatLoop:
    """Stands in for pytest's own loop. Each run goes through the whole protocol, so every plugin sees an ordinary test."""

    def __init__(self, settings: dict, events: EventWriter) -> None:
        self._settings = settings
        self._events = events
        self._suggested = {os.path.realpath(path) for path in settings["collect"] or ()}
        self._watch = LeftoverWatch(settings)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        if session.testsfailed and not session.config.option.continue_on_collection_errors:
            return None  # pytest's own loop says so.
        for item in session.items:
            following = _next_in_another_module(item)
            for number in range(self._settings["repeats"]):
                # pytest-randomly resets `random` to its seed before each test: with one seed, chance would be hidden.
                session.config.option.randomly_seed = self._settings["seed"] + number
                if number == 0:
                    self._watch.begin()
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                if number == 0:
                    self._events.write("leaves", nodeid=item.nodeid, left=self._watch.end())
        return True

    @pytest.hookimpl(hookwrapper=True)
    def pytest_fixture_setup(self, fixturedef):
        code = getattr(fixturedef.func, "__code__", None)
        path = os.path.realpath(code.co_filename) if code else ""
        module = getattr(fixturedef.func, "__module__", None) or ""
        if path in self._suggested or module.startswith("_pytest."):
            yield
        else:
            with self._watch.setting_up(fixturedef.scope):
                yield


def _next_in_another_module(item):
    """A stand-in for the next test, so that the teardown reaches up to the module and leaves the session's fixtures.

    A run is then what it is when somebody runs this test alone, and the database is not built anew for each.
    """
    chain = item.listchain()
    own = [
        number
        for number, node in enumerate(chain)
        if isinstance(node, pytest.File) and not isinstance(node, pytest.Package)
    ]
    parent = chain[own[-1]].parent if own else item.parent
    for node in chain[own[-1] if own else -1 :]:
        copied = copy.copy(node)
        copied.parent = parent
        parent = copied
    return parent
