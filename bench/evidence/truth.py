"""Finds out by running what is true of every suggested test, with plain pytest and none of the code that is measured.

    python truth.py [--only SCENARIO …] [--out FILE]

Prints and writes, for each test, the matrix of outcomes and the label that decide_label.py reads off it. Needs a
system with fork. `build_corpus.py` makes corpus.json of it.
"""

import argparse
import json
import os
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from decide_label import decide_label
from releases import HERE, ensure_environment, load_projects
from scenarios import Scenario, build_scenario, copy_tree, load_scenarios

ALONE_RUNS, SHUFFLES, BASE_RUNS = 20, 12, 3
# So many of the runs alone start pytest anew for every test; in the others pytest collects once, and each test is then
# run in a process forked from there, where nothing has run yet. That takes a fifth of the time. It is not done with
# Django: pytest-django makes only those databases that the collected tests ask for.
_FROM_THE_START = 2
# A fixture of a module is made anew when tests of other modules come in between, so each module is shuffled alone, too.
_MODULE_SHUFFLES = 4
_TEST_FOLDERS = {"tests", "test"}


def measure_scenario(
    scenario: Scenario, alone_runs: int = ALONE_RUNS, shuffles: int = SHUFFLES, base_runs: int = BASE_RUNS
) -> dict:
    """`{path::name: {matrix, label, why}}` for every test of the scenario but those that only set a scene."""
    with tempfile.TemporaryDirectory(prefix="truth-") as folder:
        head, base = Path(folder) / "head", Path(folder) / "base"
        copy_tree(scenario.head, head)
        copy_tree(scenario.base, base)
        changed = _changed_files(base, head)
        only = {}
        for module in scenario.modules:
            _write(head / module.path, module.text())
            for number, name in enumerate(module.tests):
                if name.split("::")[-1].startswith("test_prepare"):
                    continue
                path = Path(module.path)
                single = str(path.with_name(f"{path.stem}_only{number}.py"))
                _write(base / single, module.text([name]))
                only[f"{module.path}::{name}"] = f"{single}::{name}"
        matrices = _measure(scenario, head, base, only, changed, (alone_runs, shuffles, base_runs), folder)
    return {
        test: dict(zip(("label", "why"), decide_label(matrix)), matrix=matrix)
        for test, matrix in matrices.items()
    }


def _measure(scenario, head, base, only, changed, counts, folder) -> dict:
    alone_runs, shuffles, base_runs = counts
    tests = list(only)
    paths = [module.path for module in scenario.modules]
    rows = scenario.environment == "django"
    runs = [
        (head, seed, [_job("alone", test, [test], rows=rows) for test in tests])
        if seed < _FROM_THE_START or rows
        else (head, seed, [_job("each", "", paths, rows=rows, each=tests)])
        for seed in range(alone_runs)
    ]
    # Without shuffles nothing but the class of a test is asked for.
    runs.append((head, 7, [] if shuffles == 0 else [_job("twice", test, [test], {"twice": True}) for test in tests]))
    orders = [None, *({"shuffle": seed} for seed in range(_MODULE_SHUFFLES))] if shuffles else []
    runs.append((head, 8, [_job("module", path, [path], order) for path in paths for order in orders]))
    runs += [(head, 100 + seed, [_job("shuffle", "", paths, {"shuffle": seed})]) for seed in range(shuffles)]
    runs += [(base, seed, [_job("base", test, [only[test]]) for test in tests]) for seed in range(base_runs)]
    done = _run_all(scenario, runs, folder)
    alone_done, rest = done[:alone_runs], done[alone_runs:]
    twice, modules, shuffled, on_base = rest[0], rest[1], rest[2 : 2 + shuffles], rest[2 + shuffles :]
    matrices = {}
    for number, test in enumerate(tests):
        own = [results[number] for results in alone_done]
        based = [results[number] for results in on_base]
        among = [result for results in [modules, *shuffled] for result in results]
        matrices[test] = {
            "alone": "".join(_letter(result, test) for result in own),
            "among": "".join(
                _letter(result, test) for result in among if _items(result, test)
            ),
            "twice": _twice(twice[number], test) if twice else "",
            "left": sorted(
                {name for result in own for name in result["left"]}
                | {f"file {name}" for result in own for name in result["files"]}
            ),
            "breaks": [],
            "base": "".join(_letter(result, only[test]) for result in based),
            "headFailures": describe_failures(own, test, changed),
            "baseFailures": describe_failures(based, only[test], changed),
        }
    _find_polluters(scenario, head, matrices, folder)
    return matrices


def _find_polluters(scenario, head, matrices, folder) -> None:
    """Which tests make others fail that pass alone: every pair of a victim and another test, run in that order."""
    victims = [test for test, matrix in matrices.items() if set(matrix["alone"]) == {"p"} and "f" in matrix["among"]]
    pairs = [(one, victim) for victim in victims for one in matrices if one != victim]
    jobs = [
        _job("pair", f"{number}", [*dict.fromkeys([one.split("::")[0], victim.split("::")[0]])], {"sequence": [one, victim]})
        for number, (one, victim) in enumerate(pairs)
    ]
    if not jobs:
        return
    half = len(jobs) // 2 + 1
    done = [result for part in _run_all(scenario, [(head, 3, jobs[:half]), (head, 3, jobs[half:])], folder) for result in part]
    for (one, victim), result in zip(pairs, done):
        if _items(result, victim) and _letter(result, victim) == "f" and _letter(result, one) == "p":
            matrices[one]["breaks"].append(victim)


def describe_failures(results: list, test: str, changed: set) -> list:
    """Type, phase and place of each failure that these runs showed, each once.

    `where`: `test` (the test's own frame raised; for failed assertions also pytest or unittest on its behalf), `changed`
    or `project` (the innermost frame in the repository is project code, which differs between base and head or not),
    `elsewhere`.
    """
    found = []
    for result in results:
        if not _items(result, test):
            found.append({"type": "NotCollected", "phase": "collect", "where": "elsewhere"})
        for item in _items(result, test):
            if item["failure"]:
                failure = item["failure"]
                where = _where(failure, changed)
                found.append({"type": failure["type"], "phase": failure["phase"], "where": where})
    return [one for index, one in enumerate(found) if one not in found[:index]]


def _where(failure: dict, changed: set) -> str:
    inside = [frame for frame in failure["frames"] if frame]
    if not inside:
        return "elsewhere"
    innermost = inside[-1]
    if _is_test_path(innermost):
        is_own = failure["frames"][-1] == innermost or failure["type"] in ("AssertionError", "Failed")
        return "test" if is_own else "elsewhere"
    return "changed" if innermost in changed else "project"


def _is_test_path(path: str) -> bool:
    *folders, name = path.split("/")
    return bool(_TEST_FOLDERS & set(folders)) or name.startswith("test_") or name == "conftest.py"


def _changed_files(base: Path, head: Path) -> set:
    def read(root: Path) -> dict:
        return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*.py")}

    before, after = read(base), read(head)
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def _job(kind: str, name: str, args: list, order=None, rows: bool = False, each=None) -> dict:
    return {
        "id": f"{kind}|{name}",
        "args": [*args, "--continue-on-collection-errors"],
        "order": order,
        "rows": rows,
        "each": each,
        "seconds": 60 if each is None else 600,
    }


def _run_all(scenario: Scenario, runs: list, folder: str) -> list:
    """Results of each run's jobs, in order. Every run has its own copy of the tree, so that two may work at once."""

    # Before the threads begin: two of them must not make the same environment.
    python = ensure_environment(scenario.environment)

    def one(run):
        tree, seed, jobs = run
        if not jobs:
            return []
        with tempfile.TemporaryDirectory(dir=folder) as own:
            copy = Path(own) / "tree"
            copy_tree(tree, copy)
            jobs_file, out = Path(own) / "jobs.json", Path(own) / "out.jsonl"
            jobs_file.write_text(json.dumps([_with_arguments(scenario, job) for job in jobs]))
            environment = {
                **{name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV", "PYTHON"))},
                **scenario.variables,
                "PYTHONHASHSEED": str(seed),
                "PYTHONPATH": os.pathsep.join([str(copy), *([str(copy / "src")] if (copy / "src").is_dir() else [])]),
            }
            command = [str(python), str(HERE / "run_plain_pytest.py")]
            subprocess.run([*command, str(jobs_file), str(out)], cwd=copy, env=environment, check=True)
            results = [json.loads(line) for line in out.read_text().splitlines()]
            if len(results) != sum(len(job["each"] or [0]) for job in jobs):
                raise RuntimeError(f"pytest did not run what was asked for: {jobs[0]['args']}")
            return results

    with ThreadPoolExecutor(3) as pool:
        return list(pool.map(one, runs))


def _with_arguments(scenario: Scenario, job: dict) -> dict:
    has_coverage = any(one.startswith("pytest-cov") for one in load_projects()["environments"][scenario.environment])
    return {**job, "args": [*job["args"], *(["--no-cov"] if has_coverage else [])]}


def _items(result: dict, test: str) -> list:
    return [item for item in result["items"] if item["nodeid"].split("[")[0] == test]


def _letter(result: dict, test: str) -> str:
    return _fold(_items(result, test))


def _fold(items: list) -> str:
    """One letter for all parameters of a test: any that failed, else any that was skipped."""
    outcomes = {item["outcome"] for item in items}
    if not items or "failed" in outcomes:
        return "f"
    return "s" if outcomes - {"passed"} else "p"


def _twice(result: dict, test: str) -> str:
    items = _items(result, test)
    half = len(items) // 2
    return _fold(items[:half]) + _fold(items[half:])


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--out", default=None)
    options = parser.parse_args()
    found = {}
    for name, entry in load_scenarios().items():
        if options.only and name not in options.only:
            continue
        found[name] = measure_scenario(build_scenario(name, entry))
        for test, row in found[name].items():
            print(f"{name:28} {row['label'] or '(thrown out)':22} {test}  {row['why']}", flush=True)
    if options.out:
        Path(options.out).write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
