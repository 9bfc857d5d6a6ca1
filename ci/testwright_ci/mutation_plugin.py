"""The pytest plugin of a mutation process: collects once, then runs tests again and again, mutant after mutant.

What it finds is written as events at once, so that a mutant that never ends or kills the process costs only itself:

- `reached`: one test, run without a mutant: whether it passed, how long it took, which lines it executed.
- `mutant-begin` and `mutant-test`: what runs now; `mutant`: how one mutant fared against one group of tests.
- `unswitchable`: the mutant needs a fresh process. `dirty`: the tests fail without the mutant too, so the process ends.
- `through`: nothing is left to do, or no time.
"""

import faulthandler
import time

import pytest
from _pytest.assertion import util as assertions
from _pytest.runner import runtestprotocol

from .events import EventWriter
from .line_tracer import LineTracer
from .mutant_switch import CannotSwitch, MutantSwitch
from .pytest_plugin import EvidencePlugin
from .source_text import SourceText, decode_source
from .test_keys import build_key, is_own

# A mutant that makes a loop endless is found by time: so many times slower than without it, but at least this long.
_SLOWER = 10.0
_AT_LEAST_SECONDS = 2.0
_AT_MOST_SECONDS = 30.0
# What is left of the time for the own suite once the suggestions are done; the rest is for finding what its tests reach.
_SHARE_FOR_SUGGESTED = 0.6
_SHARE_FOR_OWN_REACH = 0.5
# Of the tests that failed on a mutant, about so many run again without it.
_CONTROLS = 10


class _Pause(pytest.Item):
    """Stands for the next test: everything but the session's fixtures is torn down before it."""

    def runtest(self) -> None:
        raise AssertionError("never run")


def _say_nothing(*_arguments, **_named) -> str:
    return ""


class MutationPlugin(EvidencePlugin):
    """`settings["mutation"]` is the order: see mutation_process.py, which writes it and reads the events."""

    # Failures are counted here, not described, and pytest's own way of reporting them is cut short.
    pytest_runtest_makereport = None

    def __init__(self, settings: dict, events: EventWriter) -> None:
        super().__init__(settings, events, None)
        self._order = settings["mutation"]
        self._tracer = LineTracer(set(self._order["files"]))
        self._switch = MutantSwitch(set(self._order["files"]), settings["repository"])
        self._sources: dict = {}
        self._items: dict = {}
        self._known: dict = dict(self._order["known"])
        self._failed = False
        self._is_first = True
        self._began = time.monotonic()

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config):
        super().pytest_configure(config)
        config.args = list(self._order["collect"])
        config.option.tbstyle = "line"

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item, nextitem):
        # Nobody reads why it failed, and to explain it takes longer than most tests.
        item.repr_failure = _say_nothing
        if hasattr(assertions, "_reprcompare"):
            assertions._reprcompare = None
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
        self._failed = self._failed or any(report.failed for report in reports)
        return True

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report):
        self._failed = self._failed or report.failed  # Subtests log reports of their own.

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        self._pause = _Pause.from_parent(session, name="testwright")
        self._session = session
        for item in session.items:
            self._items.setdefault(build_key(str(item.path), item.nodeid), item)
        if self._order["on_disk"]:
            self._run_on_disk()
        else:
            self._run_switching()
        return True

    def _run_switching(self) -> None:
        order = self._order
        suggested = [key for key in order["suggested"] if key in self._items]
        until = self._began + order["seconds"]
        self._find_reach(suggested, until)
        share = _SHARE_FOR_SUGGESTED if order["own"] else 1.0
        alive = self._run_group("suggested", suggested, self._began + order["seconds"] * share)
        if not alive:
            return
        if not order["own"]:
            self._events.write("through")
            return
        own = [key for key in self._items if is_own(key, order["own"])]
        now = time.monotonic()
        complete = self._find_reach(own, now + (until - now) * _SHARE_FOR_OWN_REACH)
        self._events.write("own-reach", complete=complete)
        if self._run_group("own", own, until):
            self._events.write("through")

    def _find_reach(self, keys: list, until: float) -> bool:
        """Runs each test once without a mutant; False when the time was over before all had run."""
        keys = [key for key in keys if key not in self._known]
        for index, key in enumerate(keys):
            if time.monotonic() > until:
                self._tear_down()
                return False
            self._events.write("mutant-test", key=key)
            following = keys[index + 1] if index + 1 < len(keys) else None
            began = time.monotonic()
            lines = self._order["covers"].get(key)
            if lines is None:
                with self._tracer.recording() as lines:
                    passed, _ = self._run_one(key, following, 60.0)
            else:
                # Coverage has told already, and without tracing the test takes the time that it takes.
                passed, _ = self._run_one(key, following, 60.0)
            entry = {"passed": passed, "seconds": time.monotonic() - began}
            entry["lines"] = {path: sorted(found) for path, found in lines.items()} if passed else {}
            self._known[key] = entry
            self._events.write("reached", key=key, **entry)
        return True

    def _run_group(self, group: str, keys: list, until: float) -> bool:
        """Runs the mutants that still need this group; False when the process is not to be used any further."""
        # Whether head's own suite notices matters most for what a suggestion notices.
        mutants = sorted(self._order["mutants"], key=lambda one: group == "own" and not one["suggested"])
        for mutant in mutants:
            if mutant[group] is not None or not mutant["switchable"]:
                continue
            if time.monotonic() > until:
                return True
            reaching = [
                key
                for key in keys
                if key not in mutant["skip"] and self._reaches(key, mutant["path"], mutant["lines"])
            ]
            if not self._run_mutant(group, mutant, reaching, until):
                return False
        return True

    def _reaches(self, key: str, path: str, lines: list) -> bool:
        known = self._known.get(key)
        if not known or not known["passed"]:
            return False
        first, last = lines
        return any(first <= line <= last for line in known["lines"].get(path, ()))

    def _run_mutant(self, group: str, mutant: dict, keys: list, until: float) -> bool:
        identity = mutant["id"]
        self._events.write("mutant-begin", id=identity, group=group)
        if not keys:
            self._events.write("mutant", id=identity, group=group, failed=[], ran=0, executed=False)
            return True
        source = self._source(mutant["path"])
        mutated = source.replaced(mutant["start"], mutant["end"], mutant["replacement"])
        try:
            differing = self._switch.put_in(mutant["path"], source.text, mutated)
        except CannotSwitch as reason:
            self._events.write("unswitchable", id=identity, reason=str(reason))
            return True
        failed, sound = self._run_all(keys, stop_at_first=group == "own", until=until)
        executed = bool(failed) or self._is_executed(keys, differing, mutant["lines"])
        self._switch.take_out()
        if failed is None:
            return True  # The time is over.
        if not failed and not executed:
            self._events.write(
                "unswitchable", id=identity, reason="its tests did not execute the exchanged code"
            )
            return sound
        was_clean = self._is_first
        self._is_first = False
        if failed and sound:
            spread = failed[:: max(1, len(failed) // _CONTROLS)]
            again, sound = self._run_all(spread, stop_at_first=True, until=until + 60)
            sound = sound and not again
        if failed and not sound and not was_clean:
            # Whether the mutant made them fail, or what an earlier one left behind, is unknown.
            self._events.write("dirty", id=identity)
            return False
        self._events.write(
            "mutant", id=identity, group=group, failed=failed, ran=len(keys), executed=executed
        )
        return sound

    def _is_executed(self, keys: list, differing: list, lines: list) -> bool:
        """Whether the mutant itself ran: what the process remembers from before may have kept its line from running."""
        for key in keys:
            with self._tracer.recording():
                self._run_one(key, None, self._limit(key))
            if self._tracer.ran(differing, *lines):
                return True
        return False

    def _run_on_disk(self) -> None:
        """The tree holds the mutated file already: its tests run once, without tracing."""
        for mutant in self._order["mutants"]:
            for group in ("suggested", "own"):
                keys = [
                    key for key in mutant["tests"][group] if key in self._items and key not in mutant["skip"]
                ]
                if mutant[group] is not None:
                    continue
                self._events.write("mutant-begin", id=mutant["id"], group=group)
                failed, _ = self._run_all(
                    keys, stop_at_first=group == "own", until=self._began + self._order["seconds"]
                )
                if failed is None:
                    return
                # A test that cannot even be collected notices the mutant too.
                failed += [
                    key
                    for key in mutant["tests"][group]
                    if key not in self._items and key not in mutant["skip"]
                ]
                ran = len(mutant["tests"][group])
                self._events.write(
                    "mutant", id=mutant["id"], group=group, failed=failed, ran=ran, executed=True
                )

    def _run_all(self, keys: list, *, stop_at_first: bool, until: float) -> tuple:
        """`(keys that failed, whether the process is sound)`; None instead of the keys when the time was over."""
        failed: list = []
        for index, key in enumerate(keys):
            if time.monotonic() > until:
                self._tear_down()
                return None, True
            self._events.write("mutant-test", key=key)
            passed, sound = self._run_one(
                key, keys[index + 1] if index + 1 < len(keys) else None, self._limit(key)
            )
            if not passed:
                failed.append(key)
            if not sound:
                return failed, False
            if failed and stop_at_first:
                break
        return failed, self._tear_down()

    def _run_one(self, key: str, following, limit: float) -> tuple:
        """`(whether the test passed, whether the process is sound)`; ends the process when the limit is over."""
        self._failed = False
        nextitem = self._pause if following is None else self._items[following]
        faulthandler.dump_traceback_later(limit, exit=True, file=self._log())
        try:
            item = self._items[key]
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=nextitem)
            return not self._failed, True
        except BaseException:
            return False, False
        finally:
            faulthandler.cancel_dump_traceback_later()

    def _log(self):
        if not hasattr(self, "_log_file"):
            self._log_file = open(self._settings["events"] + ".log", "w", encoding="utf-8")  # noqa: SIM115
        return self._log_file

    def _limit(self, key: str) -> float:
        known = self._known.get(key)
        slower = _SLOWER * known["seconds"] if known else _AT_MOST_SECONDS
        # Never below three times what the test took, however long that is.
        most = max(_AT_MOST_SECONDS, 3 * known["seconds"] if known else 0)
        return min(max(_AT_LEAST_SECONDS, slower), most)

    def _tear_down(self) -> bool:
        """Ends every fixture but those of the session; False when one of them failed."""
        try:
            self._session._setupstate.teardown_exact(self._pause)
        except BaseException:
            return False
        return True

    def _source(self, path: str) -> SourceText:
        if path not in self._sources:
            with open(path, "rb") as file:
                self._sources[path] = SourceText(decode_source(file.read()))
        return self._sources[path]
