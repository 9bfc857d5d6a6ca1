"""Starts pytest on the checked-out tree and reads back what the run recorded."""

import json
import os
import tempfile
import time
from dataclasses import dataclass, field
from functools import cached_property

from .git_tree import GitTree
from .paths import is_inside, is_test_file
from .process import Ended, run_child

_JUNIT = "junit.xml"
# Reading Django's own coverage data takes about a minute.
_ANALYSIS_SECONDS = 300.0
_ANALYSIS_LEAST_SECONDS = 10.0


@dataclass(frozen=True)
class RunRecord:
    """One test process: how it ended, and its events."""

    ended: Ended
    events: list
    data_file: str

    def named(self, name: str) -> list:
        return [event for event in self.events if event["event"] == name]

    @cached_property
    def environment(self):
        found = self.named("environment")
        return found[0] if found else None

    @cached_property
    def finish(self):
        found = self.named("finish")
        return found[-1] if found else None

    @cached_property
    def broken(self):
        """Why the runner itself could not do its work, or None."""
        found = self.named("broken")
        return found[-1]["reason"] if found else None

    @cached_property
    def items(self) -> list:
        found = self.named("collected")
        return found[-1]["items"] if found else []

    @cached_property
    def collect_errors(self) -> list:
        return self.named("collect-error")

    def log_tail(self, characters: int = 2000) -> str:
        """The end of what the process printed."""
        return self.ended.log.strip()[-characters:]

    def has_data(self) -> bool:
        """Whether coverage data of the process is there: tests can delete it."""
        home, name = os.path.split(self.data_file)
        try:
            return any(entry == name or entry.startswith(name + ".") for entry in os.listdir(home))
        except OSError:
            return False


@dataclass(frozen=True)
class Runner:
    """Where and how this job runs tests. `work`, for files of the runs, lies outside the repository.

    `deadline`, on the monotonic clock, is when the job has to end. `junit` takes the JUnit files by name.
    """

    tree: GitTree
    cwd: str
    work: str
    arguments: list
    deadline: float = float("inf")
    junit: dict = field(default_factory=dict)

    def run(
        self,
        label: str,
        commit: str,
        *,
        mode_name: str,
        seconds: float,
        collect=None,
        measure: str = "coverage",
        network: str = "open",
        only=None,
        names=None,
        skip=(),
        item_seconds: float = 0,
        variables=None,
        probes=None,
        repeats: int = 0,
        order=None,
        seed: int = 1,
        mutation=None,
    ) -> RunRecord:
        """One fresh process over the checked-out `commit`; `measure` is `coverage` or `nothing`.

        `collect`: the files to collect, else the project's own choice. Of these, `only` keeps node ids and `names` tests by
        file and qualified name (see `added_tests.py`). `seconds` and `item_seconds` are limits. `repeats` runs each test
        so often and watches what it leaves; `order` shuffles (see `run_order.py`); `seed` is for plugins that seed.
        """
        folder = self._new_folder(label)
        data_folder = os.path.join(folder, "data")
        os.makedirs(data_folder)
        data_file = os.path.join(data_folder, "coverage")
        events = os.path.join(folder, "events.jsonl")
        files = [os.path.join(self.tree.root, path) for path in self.tree.files(commit)]
        settings = {
            "mode": "run",
            "mode_name": mode_name,
            "repository": self.tree.root,
            "arguments": self._arguments(
                folder, mode_name, mutation["collect"] if mutation else collect or []
            ),
            "collect": list(collect) if collect else None,
            "only": list(only) if only is not None else None,
            "names": names,
            "skip": list(skip),
            "repeats": repeats,
            "order": order,
            "seed": seed,
            "cwd": self.cwd,
            "data_file": data_file if measure == "coverage" else None,
            "events": events,
            "network": network,
            "import_roots": import_roots(files, self.cwd),
            "project_files": [path for path in files if path.endswith(".py")],
            "probes": probes,
            "mutation": mutation,
        }
        own_variables = {
            "PYTHONDONTWRITEBYTECODE": "1",
            "COVERAGE_FILE": data_file,
            **(variables or {}),
        }
        ended = run_child(
            settings,
            folder=folder,
            cwd=self.cwd,
            seconds=seconds,
            item_seconds=item_seconds,
            variables=own_variables,
        )
        if not repeats and not order and mutation is None:
            self.junit[f"{label}.junit.xml"] = os.path.join(folder, _JUNIT)
        return RunRecord(ended, ended.events, data_file)

    def _new_folder(self, label: str) -> str:
        # Its name cannot be guessed, so that no test can lay out anything in a later run's place.
        os.makedirs(self.work, exist_ok=True)
        return tempfile.mkdtemp(prefix=f"{label}-", dir=self.work)

    def _arguments(self, folder: str, mode_name: str, collect: list) -> list:
        junit = os.path.join(folder, _JUNIT)
        own = ["-o", f"cache_dir={os.path.join(folder, 'cache')}", "--color=no", f"--junitxml={junit}"]
        if mode_name == "mutation":
            # pytest's own watch would end ours, and thousands of runs are no result for people.
            return [*self.arguments, *own[:3], "-q", "-o", "faulthandler_timeout=0", *collect]
        if mode_name == "probe":
            # The probing module is not on the command line: pytest would look for its settings around that file.
            return [*self.arguments, *own, "-o", "python_functions=test_probe"]
        return [*self.arguments, *own, *collect]

    def analyse(self, sources: list, *, extra=(), contexts=()) -> dict:
        """Counts per file of the checked-out tree; see analysis.py. `sources` are `{data_file, contexts}`."""
        folder = self._new_folder("analysis")
        output = os.path.join(folder, "counts.json")
        settings = {
            "mode": "analyse",
            "repository": self.tree.root,
            "sources": list(sources),
            "extra": sorted(extra),
            "contexts": list(contexts),
            "output": output,
        }
        ended = run_child(settings, folder=folder, cwd=self.cwd, seconds=self._analysis_seconds())
        try:
            with open(output, encoding="utf-8") as file:
                return json.load(file)
        except (OSError, ValueError):
            return {
                "files": {},
                "covers": {},
                "error": f"the analysis of coverage data ended with code {ended.code}",
            }

    def _analysis_seconds(self) -> float:
        return max(_ANALYSIS_LEAST_SECONDS, min(_ANALYSIS_SECONDS, self.deadline - time.monotonic()))


def import_roots(files: list, cwd: str) -> list:
    """`[folder, dotted name]` for each src-like folder under `cwd`, with one package in it to look for."""
    roots = []
    for name in ("src", "lib"):
        root = os.path.join(cwd, name)
        inside = sorted(
            (
                path[len(root) + 1 :]
                for path in files
                if path.startswith(root + os.sep) and path.endswith(".py")
            ),
            key=lambda path: (path.count(os.sep), path),
        )
        packages = [path for path in inside if os.path.basename(path) == "__init__.py" and os.sep in path]
        modules = [path for path in inside if not is_test_file(path.replace(os.sep, "/"))]
        if packages:
            roots.append([root, os.path.dirname(packages[0]).replace(os.sep, ".")])
        elif modules and "__init__.py" not in inside:
            roots.append([root, modules[0][:-3].replace(os.sep, ".")])
    return roots


def wrong_tree_module(modules: list, files: list, runner: Runner):
    """`(module, path)` of a project module that was imported from outside the tree, or None.

    `modules` are `[name, file]` pairs of everything imported, `files` the commit's paths with slashes.
    """
    known = set(files)
    prefix = os.path.relpath(runner.cwd, runner.tree.root).replace(os.sep, "/")
    base = "" if prefix == "." else prefix + "/"
    for name, path in modules:
        real = os.path.realpath(path)
        if is_inside(real, runner.tree.root) or name.split(".")[0] in (
            "testwright_ci",
            "__main__",
            "__mp_main__",
        ):
            continue
        stem = name.replace(".", "/")
        for root in ("", "src/", "lib/"):
            for tail in (".py", "/__init__.py"):
                candidate = f"{base}{root}{stem}{tail}"
                if candidate in known and not is_test_file(candidate) and candidate != "setup.py":
                    return name, path
    return None
