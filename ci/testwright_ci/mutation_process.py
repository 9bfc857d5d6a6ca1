"""Runs mutants in as few processes as possible: a process goes on until a mutant ends it or leaves it unsound."""

import os
import time
from dataclasses import dataclass, field

from .mutants import Mutant
from .runner import Runner
from .source_text import SourceText, source_encoding

# After so many tests that a mutant made endless or fatal, the others are not tried any more.
_DEATHS = 2
_ABOUT_A_MUTANT = ("mutant-begin", "mutant", "unswitchable", "dirty")


@dataclass
class MutantTask:
    """A mutant and what became of it: `suggested` and `own` are the keys of the tests that failed, None until known.

    `switchable`: whether it can be put into a running process. `own_ran`: how many of head's own tests ran against it.
    """

    mutant: Mutant
    path: str
    source: SourceText
    switchable: bool
    suggested: list = None
    own: list = None
    own_ran: int = 0
    skip: list = field(default_factory=list)
    fatal: list = field(default_factory=list)

    def settle(self, group: str, failed: list, ran: int) -> None:
        setattr(self, group, sorted({*failed, *(self.fatal if group == "suggested" else [])}))
        if group == "own":
            self.own_ran = ran

    def render(self, **changes) -> dict:
        mutant = self.mutant
        return {
            "id": mutant.id,
            "path": self.path,
            "lines": list(mutant.lines),
            "start": mutant.start,
            "end": mutant.end,
            "replacement": mutant.replacement,
            "suggested": self.suggested,
            "own": self.own,
            "switchable": self.switchable,
            "skip": self.skip,
            **changes,
        }


@dataclass
class MutationProcesses:
    """`suggested` are keys of tests (test_keys.py), `covers` the lines they execute by key and file. `own` maps test files
    to names or None. Paths are absolute.

    `known` is what each test reaches without a mutant; `own_complete` whether that is known of every own test.
    """

    runner: Runner
    commit: str
    tasks: list
    suggested: list
    covers: dict
    own: dict
    collect: list
    deadline: float
    known: dict = field(default_factory=dict)
    own_complete: bool = False

    def run_switching(self) -> None:
        """Runs every task that is still open and can be switched, until the deadline."""
        idle = 0
        while idle < 2 and self._open_tasks() and self.deadline - time.monotonic() > 1:
            before = self._progress()
            record = self._start(
                "mutation", self.collect, [task.render() for task in self._open_tasks()], None
            )
            self._take_over(record)
            if record.ended.stopped or record.named("through"):
                return
            idle = idle + 1 if self._progress() == before else 0

    def run_on_disk(self, task: MutantTask, tests: dict) -> None:
        """Runs one mutant in fresh processes with its file changed; `tests` are keys by group."""
        for _ in range(_DEATHS):
            if self.deadline - time.monotonic() < 1 or (task.suggested is not None and task.own is not None):
                return
            self._write(task)
            keys = [*tests["suggested"], *tests["own"]]
            collect = [path for path in self.collect if any(key.startswith(path + "::") for key in keys)]
            record = self._start("mutant-on-disk", collect, [task.render(tests=tests)], task.mutant.id)
            self._take_over(record)
            if not record.items and not record.ended.stopped:
                # The mutated module cannot even be imported: every test notices.
                for group in ("suggested", "own"):
                    if getattr(task, group) is None:
                        task.settle(group, tests[group], len(tests[group]))
            if record.finish is not None or record.ended.stopped:
                return

    def _write(self, task: MutantTask) -> None:
        mutant = task.mutant
        with open(task.path, "rb") as file:
            encoding = source_encoding(file.read())
        with open(task.path, "w", encoding=encoding, newline="\n") as file:
            file.write(task.source.replaced(mutant.start, mutant.end, mutant.replacement))

    def _start(self, label: str, collect: list, mutants: list, on_disk):
        seconds = max(0.5, self.deadline - time.monotonic())
        order = {
            "mutants": mutants,
            "files": sorted({task.path for task in self.tasks}),
            "suggested": [key for key in self.suggested if self._reaches_any(key)],
            "covers": self.covers,
            "own": self.own,
            "collect": collect,
            "known": self.known,
            "seconds": seconds,
            "on_disk": on_disk,
        }
        try:
            return self.runner.run(
                label,
                self.commit,
                mode_name="mutation",
                seconds=seconds + 2,
                measure="nothing",
                network="no-public",
                mutation=order,
            )
        finally:
            # Also what a mutant wrote into the checkout.
            if self.runner.tree.disturbed():
                self.runner.tree.reset()

    def _reaches_any(self, key: str) -> bool:
        """Whether a suggested test executes the line of any mutant; the others need not run at all."""
        covers = self.covers.get(key, {})
        return any(task.mutant.line in covers.get(task.path, ()) for task in self.tasks if task.switchable)

    def _open_tasks(self) -> list:
        return [
            task
            for task in self.tasks
            if task.switchable and (task.suggested is None or (task.own is None and self.own))
        ]

    def _progress(self) -> tuple:
        tasks = self.tasks
        return (
            len(self.known),
            sum(len(task.skip) + (task.suggested is not None) + (task.own is not None) for task in tasks),
            sum(not task.switchable for task in tasks),
            tuple(id(task) for task in tasks),
        )

    def _take_over(self, record) -> None:
        by_id = {task.mutant.id: task for task in self.tasks}
        task, group, test = None, None, None
        for event in record.events:
            name = event["event"]
            if event.get("id", "") not in by_id and name in _ABOUT_A_MUTANT:
                continue  # Not written by us.
            if name == "reached":
                self.known[event["key"]] = {key: event[key] for key in ("passed", "seconds", "lines")}
                test = None
            elif name == "mutant-begin":
                task, group, test = by_id[event["id"]], event["group"], None
            elif name == "mutant-test":
                test = event["key"]
            elif name == "mutant":
                by_id[event["id"]].settle(event["group"], event["failed"], event["ran"])
                task = None
            elif name == "unswitchable":
                by_id[event["id"]].switchable = False
                task = None
            elif name == "own-reach":
                self.own_complete, test = event["complete"], None
            elif name == "dirty":
                self._first(by_id[event["id"]])
                task = None
        if record.finish is None and not record.ended.stopped and test is not None:
            self._blame(task, group, test)

    def _blame(self, task, group, test: str) -> None:
        """The process died in this test: by the mutant that was in, or, without one, by itself."""
        if task is None:
            self.known[test] = {"passed": False, "seconds": 0.0, "lines": {}}
        elif group == "own":
            task.settle("own", [test], 1)
        else:
            task.skip.append(test)
            task.fatal.append(test)
            self._first(task)
            if len(task.fatal) >= _DEATHS:
                task.settle("suggested", [], 0)

    def _first(self, task: MutantTask) -> None:
        self.tasks.remove(task)
        self.tasks.insert(0, task)


def absolute(runner: Runner, path: str) -> str:
    """The real path of a repository path."""
    return os.path.realpath(os.path.join(runner.tree.root, path))
