"""Runs plain pytest again and again, each time in a process forked from one that has imported nothing but pytest.

    python run_plain_pytest.py JOBS.json OUT.jsonl

A job is `{id, args, order: null | {shuffle: SEED} | {twice: true} | {sequence: [nodeid, …]}, seconds, each: null |
[nodeid, …]}`. For every job one line is written: `{id, items: [{nodeid, outcome, failure}], left, files, exit}`. With
`each`, pytest collects once, and every test named there runs in a further process, forked when nothing has run yet; a
line is written for each of them, with its name as `test`. The hash seed is this process's own.
"""

import copy
import gc
import json
import os
import random
import signal
import sys
import time

import pytest
from _pytest.config import default_plugins

# What every run would import again; none of it is the project's. Forked processes share it.
_LIBRARIES = ["pytest_cov.plugin", "pytest_asyncio.plugin", "typeguard._pytest_plugin", "pytest_django.plugin"]
_LIBRARIES += ["django.test", "django.db.backends.sqlite3.base", "django.core.management.commands.migrate"]
for _name in [*_LIBRARIES, *(f"_pytest.{name}" for name in default_plugins), "unittest.mock"]:
    try:
        __import__(_name)
    except ImportError:
        continue

# This file's folder is the first entry of sys.path, and the tests must not see it.
from restore_tree import Tree
from snapshot import changed_between, take_snapshot

sys.path.pop(0)


_QUIET = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]


class Recorder:
    """Outcomes of items, where failures were raised, and what the process looked like before and after."""

    def __init__(self, root: str, order) -> None:
        self.root, self.order = root, order
        self.items, self.left = [], []
        self._current = None

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items):
        order = self.order or {}
        if "shuffle" in order:
            random.Random(order["shuffle"]).shuffle(items)
        if order.get("twice"):
            items.extend([_copy_item(item) for item in items])
        if "sequence" in order:
            items[:] = [
                item for name in order["sequence"] for item in items if item.nodeid.split("[")[0] == name
            ]

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item):
        before = take_snapshot(self.root)
        self._current = {"nodeid": item.nodeid, "outcome": "passed", "failure": None}
        self.items.append(self._current)
        result = yield
        self.left += changed_between(before, take_snapshot(self.root))
        return result

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, item, call):
        report = yield
        if report.skipped and self._current["outcome"] == "passed":
            self._current["outcome"] = "xfailed" if hasattr(report, "wasxfail") else "skipped"
        if report.failed and self._current["outcome"] != "failed":
            self._current["outcome"] = "failed"
            self._current["failure"] = self._describe(call, report.when)
        return report

    def _describe(self, call, phase: str) -> dict:
        if call.excinfo is None:
            return {"type": "Failed", "phase": phase, "message": "", "frames": []}
        frames = []
        trace = call.excinfo.tb
        while trace is not None:
            name = trace.tb_frame.f_code.co_filename
            # `<frozen os>` is no path, and would seem to lie in the working directory.
            path = "" if name.startswith("<") else os.path.realpath(name)
            frames.append(os.path.relpath(path, self.root) if path.startswith(self.root + os.sep) else "")
            trace = trace.tb_next
        return {
            "type": type(call.excinfo.value).__name__,
            "phase": phase,
            "message": str(call.excinfo.value)[:300],
            # The result goes through a pipe of 64 KiB; of an endless recursion the end is enough.
            "frames": frames[-40:],
        }


class ForkedTests:
    """Runs each named test, with all its parameters, in a process of its own instead of one after another."""

    def __init__(self, recorder: Recorder, names: list, tree: Tree) -> None:
        self.recorder, self.names, self.tree = recorder, names, tree
        self.results = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        for name in self.names:
            items = [item for item in session.items if item.nodeid.split("[")[0] == name]
            result = self._run(items) if items else {}
            result = {"items": [], "left": [], "exit": None, **result}
            self.results.append({"test": name, **result, "files": self.tree.restore()})
        return True

    def _run(self, items: list) -> dict:
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.setsid()
                for item, after in zip(items, [*items[1:], None]):
                    item.ihook.pytest_runtest_protocol(item=item, nextitem=after)
                text = json.dumps({"items": self.recorder.items, "left": self.recorder.left})
                os.write(writer, text.encode())
            finally:
                os._exit(0)
        os.close(writer)
        ended = _wait(child, 60)
        with os.fdopen(reader, encoding="utf-8") as file:
            text = file.read()
        return json.loads(text) if text else {"exit": ended}


class WatchedRows:
    """Compares the whole content of Django's test database after set-up and before it is destroyed."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder

    @pytest.fixture(scope="session", autouse=True)
    def watched_rows(self, django_db_setup, django_db_blocker):
        with django_db_blocker.unblock():
            before = _read_rows()
        yield
        with django_db_blocker.unblock():
            if _read_rows() != before:
                self.recorder.left.append("rows")


def _read_rows() -> dict:
    from django.db import connection

    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = {}
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows[table] = sorted(map(repr, cursor.fetchall()))
        return rows


def _copy_item(item):
    """A second item for the same test, with fixtures of its own."""
    again = copy.copy(item)
    again._initrequest()
    return again


def run_forked(job: dict, tree: Tree, folder: str) -> dict:
    """One job in a child process; its result, or how the child ended."""
    result_file = os.path.join(folder, f"{os.getpid()}-{job['id']}.json".replace("/", "_"))
    child = os.fork()
    if child == 0:
        code = 70
        try:
            os.setsid()
            sink = os.open(result_file + ".log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(sink, 1)
            os.dup2(sink, 2)
            recorder = Recorder(tree.root, job["order"])
            arguments = ["-p", "no:cacheprovider", "-q", "--color=no", *_QUIET, *job["args"]]
            plugins = [recorder, WatchedRows(recorder)] if job.get("rows") else [recorder]
            forked = ForkedTests(recorder, job["each"], tree) if job.get("each") else None
            exit_code = int(pytest.main(arguments, plugins=[*plugins, *([forked] if forked else [])]))
            with open(result_file, "w", encoding="utf-8") as file:
                json.dump(
                    {
                        "items": recorder.items,
                        "left": recorder.left,
                        "each": forked.results if forked else None,
                        "exit": exit_code,
                    },
                    file,
                )
            code = 0
        finally:
            os._exit(code)
    ended = _wait(child, job["seconds"])
    try:
        with open(result_file, encoding="utf-8") as file:
            return {"id": job["id"], **json.load(file)}
    except (OSError, ValueError):
        return {"id": job["id"], "items": [], "left": [], "each": None, "exit": ended}
    finally:
        for name in (result_file, result_file + ".log"):
            if os.path.exists(name):
                os.unlink(name)


def _wait(child: int, seconds: float):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return status
        time.sleep(0.005)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "timeout"


def main() -> None:
    jobs_file, out_file = sys.argv[1:]
    root = os.path.realpath(os.getcwd())
    with open(jobs_file, encoding="utf-8") as file:
        jobs = json.load(file)
    tree = Tree(root)
    # pytest collects garbage five times at its end; what is here already shall not be looked through every time.
    gc.collect()
    gc.freeze()
    with open(out_file, "w", encoding="utf-8") as out:
        for job in jobs:
            result = run_forked(job, tree, os.path.dirname(os.path.abspath(out_file)))
            os.chdir(root)
            files = tree.restore()
            each = result.pop("each")
            for line in [{**result, "files": files}] if each is None else each:
                out.write(json.dumps({"id": job["id"], **line}) + "\n")


if __name__ == "__main__":
    main()
