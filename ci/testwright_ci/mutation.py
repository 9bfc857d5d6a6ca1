"""Mutants of the changed lines that suggested tests execute, and which tests notice them."""

import ast
import os
import time
from collections import Counter

from .coverage_counts import is_product_file
from .limits import cap, cap_name
from .mutants import find_mutants
from .mutation_process import MutantTask, MutationProcesses, absolute
from .source_text import SourceText, decode_source
from .suite_reach import likely_test_files, lines_at_import, measured_reach
from .test_keys import build_key, is_own

MAX_MUTANTS = 500


def measure_mutants(job, covers: dict, deadline: float):
    """The report's `mutation` for a round, or None when there is nothing to mutate; `deadline` is monotonic.

    `covers` is what each suggested test that passed on head executes: by file, node id and project path. Sentences about
    what was left out go to `job.skipped`.
    """
    began = time.monotonic()
    tree = job.runner.tree
    tests = _passing_tests(job, covers)
    if job.trailers.confirms or not tests:
        return None
    tree.check_out(job.commit)
    tasks, left_out = _build_tasks(job, covers)
    if not tasks:
        return None
    beyond = len(tasks) - MAX_MUTANTS
    if beyond > 0:
        job.skipped.append(f"{beyond} mutants beyond the {MAX_MUTANTS} most telling ones were not made.")
    tasks = tasks[:MAX_MUTANTS]
    own = _own_tests(job, tasks)
    processes = MutationProcesses(
        runner=job.runner,
        commit=job.commit,
        tasks=list(tasks),
        suggested=list(tests),
        covers=_covers_by_key(job, covers, {task.path for task in tasks}),
        own=own or {},
        collect=_without_repeats([key.split("::", 1)[0] for key in tests], own or {}),
        deadline=deadline,
    )
    processes.run_switching()
    _doubt_survivors_at_import(job, tasks)
    _run_on_disk(processes, tasks)
    if own == {}:
        # None of head's own tests reaches these files, so none can notice.
        for task in tasks:
            task.own = [] if task.suggested is not None else None
    is_known = own == {} or processes.own_complete
    rendered = [_render(task, tests, is_known) for task in tasks]
    _tell(job, processes, rendered, own)
    return {
        "mutants": rendered,
        "equivalent": dict(sorted(left_out.items())),
        "durationMs": round((time.monotonic() - began) * 1000, 1),
    }


def _passing_tests(job, covers: dict) -> dict:
    """`{key: node id}` of the suggested tests that passed on head, each once."""
    found = {}
    for run in job.file_runs:
        for nodeid in covers.get(run.path, {}):
            if nodeid in run.items:
                found[build_key(run.items[nodeid]["path"], nodeid)] = nodeid
    return found


def _covers_by_key(job, covers: dict, paths: set) -> dict:
    """`{key: {absolute path: lines}}` of the mutated files."""
    found: dict = {}
    for run in job.file_runs:
        for nodeid, entry in covers.get(run.path, {}).items():
            if nodeid in run.items:
                lines = {absolute(job.runner, path): covered["lines"] for path, covered in entry.items()}
                key = build_key(run.items[nodeid]["path"], nodeid)
                found[key] = {path: executed for path, executed in lines.items() if path in paths}
    return found


def _build_tasks(job, covers: dict) -> tuple:
    """Tasks in the order in which they are worth running, and the counts by rule."""
    tree, left_out = job.runner.tree, Counter()
    executed: dict = {}
    for by_test in covers.values():
        for entry in by_test.values():
            for path, found in entry.items():
                executed.setdefault(path, set()).update(found["lines"])
    known = job.head_suite.files
    ranked = []
    for path in sorted(executed):
        if not is_product_file(path) or os.path.islink(os.path.join(tree.root, path)):
            continue
        changed = tree.changed_lines(job.trailers.base, job.head, path)
        content = tree.read(job.head, path)
        # A suggestion never changes project files; where the companion differs, lines would not mean the same.
        if not changed or content is None or content != tree.read(job.commit, path):
            continue
        try:
            source = SourceText(decode_source(content))
        except (SyntaxError, ValueError, RecursionError):
            continue
        mutants, rules = find_mutants(path, source, _executed_lines(source, changed, executed[path]))
        left_out.update(rules)
        covered = set(known[path]["executed"]) if known and path in known else set()
        for mutant in mutants:
            if mutant.in_function and mutant.line not in executed[path]:
                continue
            task = MutantTask(mutant, absolute(job.runner, path), source, switchable=mutant.in_function)
            ranked.append(((not mutant.in_function, mutant.rank, mutant.line in covered), task))
    # One mutant of every line comes before the second of any, and lines that only suggestions reach before the others.
    ranked.sort(key=lambda entry: entry[0])
    return [task for _, task in ranked], left_out


def _executed_lines(source: SourceText, changed: set, executed: set) -> set:
    """Changed lines that tests execute, and those that run when the module is imported, which belongs to no test."""
    called = {
        line
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for line in range(node.body[0].lineno, node.end_lineno + 1)
    }
    return {line for line in changed if line not in called or source.logical_lines(line)[0] in executed}


def _own_tests(job, tasks: list):
    """`{test file: names of head's own tests in it}`, names None where the whole file is head's.

    None when head's suite could not run.
    """
    tree, suite = job.runner.tree, job.head_suite
    files = set(tree.files(job.head))
    paths = sorted({task.path for task in tasks})
    if suite.status in ("passed", "red", "empty"):
        reach = measured_reach(suite.record.data_file, paths)
        if reach is None:
            return None
        chosen = sorted({path for found in reach.values() for path in found})
        chosen = [os.path.relpath(path, tree.root).replace(os.sep, "/") for path in chosen]
        chosen = [path for path in chosen if path in files]
    elif suite.status == "not-asked":
        mutated = [os.path.relpath(path, tree.root).replace(os.sep, "/") for path in paths]
        chosen = likely_test_files(sorted(files), mutated, lambda path: tree.read(job.head, path))
    else:
        return None
    suggested = {run.path for run in job.file_runs}
    own = {}
    for path in chosen:
        names = None
        if path in suggested:
            # A test that a suggestion rewrites is the suggestion's here, and no longer head's.
            items = [item for run in job.file_runs if run.path == path for item in run.items.values()]
            rewritten = {item["name"] for item in items}
            names = [name for name in _names_of_tests(tree.read(job.head, path)) if name not in rewritten]
        own[absolute(job.runner, path)] = names
    return own


def _doubt_survivors_at_import(job, tasks: list) -> None:
    """What a function did while its module was imported lasts; only a fresh process shows what the mutant does there."""
    data_files = [path for run in job.file_runs for path in run.data]
    at_import = lines_at_import(data_files, sorted({task.path for task in tasks}))
    for task in tasks:
        if task.switchable and task.suggested == [] and task.mutant.line in at_import.get(task.path, ()):
            task.switchable, task.suggested = False, None
            task.own = task.own or None


def _run_on_disk(processes: MutationProcesses, tasks: list) -> None:
    """Mutants that no running process can take, one fresh process each, as far as the time goes."""
    for task in tasks:
        if not task.switchable and time.monotonic() < processes.deadline:
            processes.run_on_disk(task, _tests_of_module(processes, task))


def _tests_of_module(processes: MutationProcesses, task: MutantTask) -> dict:
    """Tests by group: those that reach the line or, for what runs at import, those that execute anything of the file."""
    first, last = task.mutant.lines if task.mutant.in_function else (1, float("inf"))

    def reaches(lines) -> bool:
        return any(first <= line <= last for line in lines.get(task.path, ()))

    red = {key for key, entry in processes.known.items() if not entry["passed"]}
    return {
        "suggested": [key for key, lines in processes.covers.items() if key not in red and reaches(lines)],
        "own": [
            key
            for key, entry in processes.known.items()
            if key not in red and is_own(key, processes.own) and reaches(entry["lines"])
        ],
    }


def _render(task: MutantTask, tests: dict, is_own_reach_known: bool) -> dict:
    killed = [tests[key] for key in task.suggested or () if key in tests]
    status = "killed" if killed else "survived" if task.suggested is not None else "not-run"
    own = "not-run"
    if task.own:
        own = "killed"
    elif task.own is not None and is_own_reach_known:
        own = "survived"
    return {
        **task.mutant.render(),
        "status": status,
        "killedBy": [cap_name(nodeid, 2000) for nodeid in killed[:500]],
        "ownSuite": own,
    }


def _tell(job, processes: MutationProcesses, rendered: list, own) -> None:
    left = sum(mutant["status"] == "not-run" for mutant in rendered)
    if left:
        job.skipped.append(f"{left} of {len(rendered)} mutants were not run: the time for evidence was over.")
    unknown = sum(mutant["ownSuite"] == "not-run" for mutant in rendered) - left
    if own is None:
        job.skipped.append("Mutants were not run against head's own suite, which did not run by itself.")
    elif unknown > 0:
        job.skipped.append(
            f"{unknown} of {len(rendered)} mutants were not run against all of head's own tests that reach them:"
            " the time for evidence was over."
        )
    lost = [
        key for key in processes.suggested if key in processes.known and not processes.known[key]["passed"]
    ]
    if lost:
        names = ", ".join(cap(key.split("::", 1)[1], 200) for key in lost[:5])
        job.skipped.append(
            f"{len(lost)} suggested tests took no part in the mutants: together with others they do not pass: {names}."
        )


def _names_of_tests(content: bytes) -> list:
    """`test_x` and `TestY::test_x` of a test file as head has it."""
    try:
        tree = ast.parse(decode_source(content))
    except (SyntaxError, ValueError):
        return []
    return _functions(tree.body, "")


def _functions(body: list, prefix: str) -> list:
    found = []
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.append(prefix + node.name)
        elif isinstance(node, ast.ClassDef):
            found += _functions(node.body, f"{prefix}{node.name}::")
    return found


def _without_repeats(*lists) -> list:
    return list(dict.fromkeys(path for paths in lists for path in paths))
