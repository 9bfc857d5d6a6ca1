"""Our pytest plugin: one coverage context a test, outcomes as events, and settings that would distort evidence undone."""

import os
import platform
from importlib import metadata

import pytest

from .events import EventWriter
from .failures import describe_exception, describe_exit, describe_text, in_one_line
from .run_order import reorder

# A suite's failures are named up to twenty; the text of every one of them could fill the record.
_TRACEBACKS_OF_A_SUITE = 100
# What prepares a whole session, such as a database whose migrations run, is no doing of the test that happens to come first.
_SHARED_SCOPES = ("session", "package")
_SHARED_CONTEXT = "fixtures of the session"


def build_plugin(settings: dict, events: EventWriter, measured) -> "EvidencePlugin":
    """The plugin for one run; `measured` is the started coverage object or None."""
    return EvidencePlugin(settings, events, measured)


class EvidencePlugin:
    """Registered with `pytest.main`, so it works whatever plugins and settings the project has."""

    def __init__(self, settings: dict, events: EventWriter, measured) -> None:
        self._settings = settings
        self._events = events
        self._measured = measured
        # Switching contexts writes to the data file. A suite has thousands of tests: a context for each file will do.
        self._by_file = settings["mode_name"] == "suite"
        self._context = ""
        self._failures: dict = {}
        self._failed = 0

    # A wrapper, because pytest-cov starts measuring in its own implementation, which is called first.
    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_load_initial_conftests(self, early_config, args):
        known = early_config.known_args_namespace
        args.extend(["--maxfail=0"])
        if hasattr(known, "no_cov"):
            known.no_cov = True
            args.append("--no-cov")
        if hasattr(known, "numprocesses"):
            args.extend(["-n", "0", "--dist", "no"])
        if hasattr(known, "create_db"):
            args.append("--create-db")
        if hasattr(known, "randomly_reorganize"):
            args.extend(["--randomly-dont-reorganize", f"--randomly-seed={self._settings['seed']}"])
        if self._settings["order"]:
            args.append("--continue-on-collection-errors")
        yield

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config):
        option = config.option
        for name in ("reuse_db", "stepwise", "lf", "failedfirst", "newfirst", "usepdb", "distload"):
            if hasattr(option, name):
                setattr(option, name, False)
        if self._settings["collect"]:
            config.args = list(self._settings["collect"])
        if self._settings["mode_name"] == "probe":
            option.keyword = ""
            option.markexpr = ""
        # A failed test that is run again until it passes would look stable.
        for name in ("reruns", "force_flaky"):
            if getattr(option, name, None):
                setattr(option, name, 0)
        self._events.write(
            "environment",
            python=platform.python_version(),
            platform=platform.platform(),
            packages=_packages(),
            config_file=str(getattr(config, "inipath", None) or "") or None,
            rootdir=str(getattr(config, "rootpath", "")),
        )

    @pytest.hookimpl(tryfirst=True)
    def pytest_internalerror(self, excinfo):
        error = excinfo.value
        reason = (
            describe_exit(error, self._settings)
            if isinstance(error, SystemExit)
            else f"pytest ended with an exception: {in_one_line(error, self._settings)}"
        )
        self._events.write("broken", reason=reason)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_make_collect_report(self, collector):
        result = yield
        report = result.get_result()
        if report.failed:
            call = getattr(report, "call", None)
            excinfo = getattr(call, "excinfo", None)
            text = str(report.longrepr)
            failure = (
                describe_exception(excinfo.value, "collect", text, self._settings)
                if excinfo is not None
                else describe_text("CollectError", text, "collect")
            )
            self._events.write(
                "collect-error", nodeid=collector.nodeid or str(collector.name), failure=failure
            )

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config, items):
        kept = self._choose(items)
        if len(kept) < len(items):
            config.hook.pytest_deselected(items=[item for item in items if item not in kept])
            items[:] = kept
        if self._settings["order"]:
            items[:] = reorder(items, self._settings["order"], config)
        self._events.write("collected", items=[_describe_item(item) for item in items])

    def _choose(self, items: list) -> list:
        only, names = self._settings["only"], self._settings["names"] or {}
        wanted = None if only is None else set(only)
        skip = set(self._settings["skip"])
        kept = [
            item for item in items if item.nodeid not in skip and (wanted is None or item.nodeid in wanted)
        ]
        if not names:
            return kept
        described = [(item, _describe_item(item)) for item in kept]
        return [item for item, one in described if one["name"] in names.get(one["path"], [one["name"]])]

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item):
        self._events.write("start", nodeid=item.nodeid)
        self._switch_context(str(item.path) if self._by_file else item.nodeid)
        try:
            yield
        finally:
            if not self._by_file:
                self._switch_context("")
            self._events.write("end", nodeid=item.nodeid)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_fixture_setup(self, fixturedef):
        context = self._context
        if not self._by_file and fixturedef.scope in _SHARED_SCOPES:
            self._switch_context(_SHARED_CONTEXT)
        yield
        self._switch_context(context)

    def _switch_context(self, context: str) -> None:
        if self._measured is not None and context != self._context:
            self._measured.switch_context(context)
            self._context = context

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item, call):
        result = yield
        report = result.get_result()
        if report.failed and call.excinfo is not None:
            text = getattr(report, "longreprtext", "") or str(report.longrepr)
            # In a suite no file is the one in question: each test is judged by its own.
            settings = self._settings
            if not settings["collect"]:
                settings = {**settings, "collect": [str(item.path)]}
            self._failures[item.nodeid] = describe_exception(call.excinfo.value, report.when, text, settings)

    # What was logged counts, not what was made: plugins that repeat failed tests log the repeated attempt
    # under another outcome, and subtests log reports of their own.
    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report):
        made = self._failures.pop(report.nodeid, None)
        if report.outcome not in ("passed", "failed", "skipped"):
            return
        failure = None
        if report.failed:
            failure = made or describe_text("Failed", str(report.longrepr), report.when)
            self._failed += 1
            if self._settings["mode_name"] == "suite" and self._failed > _TRACEBACKS_OF_A_SUITE:
                failure = {**failure, "traceback": ""}
        self._events.write(
            "phase",
            nodeid=report.nodeid,
            phase=report.when,
            outcome=report.outcome,
            xfail=hasattr(report, "wasxfail"),
            duration=float(getattr(report, "duration", 0.0) or 0.0),
            failure=failure,
        )


def _describe_item(item) -> dict:
    names = []
    node = item
    while node is not None and not isinstance(node, pytest.File):
        names.append(getattr(node, "originalname", None) or node.name)
        node = node.parent
    path = getattr(node, "path", None) or getattr(item, "path", "")
    return {
        "nodeid": item.nodeid,
        "path": os.path.abspath(str(path)),
        "name": "::".join(name for name in reversed(names) if name and name != "()"),
    }


def _packages() -> dict:
    found = {}
    for distribution in metadata.distributions():
        name = distribution.metadata["Name"]
        if name:
            found[str(name)] = str(distribution.version)
    return dict(sorted(found.items(), key=lambda pair: pair[0].lower())[:2000])
