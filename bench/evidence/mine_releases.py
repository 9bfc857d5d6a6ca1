"""Chooses tests of released projects: those that the newer release added or changed, and a few that it left alone.

    python mine_releases.py PROJECT …     prints label and test, as one quick run on both sides shows it

What it prints is a proposal for scenarios.json; truth.py decides.
"""

import ast
import json
import random
import sys
from pathlib import Path

from releases import load_projects, tree_of
from scenarios import Module, Scenario
from trim_module import list_tests
from truth import measure_scenario


def choose_candidates(older: Path, newer: Path, unchanged: int) -> dict:
    """`{test file: names}`: every new or changed test and so many others, chosen by a fixed seed."""
    changed: dict = {}
    others = []
    for path in sorted([*newer.rglob("test_*.py"), *newer.rglob("*_test.py")]):
        name = str(path.relative_to(newer))
        before = _tests_of(older / name)
        for test, text in _tests_of(path).items():
            if before.get(test) == text:
                others.append((name, test))
            else:
                changed.setdefault(name, []).append(test)
    for name, test in random.Random(7).sample(others, min(unchanged, len(others))):
        changed.setdefault(name, []).append(test)
    return changed


def _tests_of(path: Path) -> dict:
    if not path.exists():
        return {}
    found = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        names = list_tests(node)
        if isinstance(node, ast.ClassDef):
            methods = {item.name: ast.dump(item) for item in node.body if hasattr(item, "name")}
            found.update({name: methods[name.split("::")[1]] for name in names})
        else:
            found.update({name: ast.dump(node) for name in names})
    return found


def main() -> None:
    found = {}
    for name in sys.argv[1:]:
        project = load_projects()["projects"][name]
        older, newer = tree_of(project, "base"), tree_of(project, "head")
        modules = []
        for path, tests in choose_candidates(older, newer, 8).items():
            source = (newer / path).read_text(encoding="utf-8")
            place = Path(path)
            suggested = str(place.with_name(f"test_suggested_{place.stem}.py"))
            modules.append(Module(suggested, path, source, tuple(tests)))
        variables = project.get("variables", {})
        scenario = Scenario(name, older, newer, tuple(modules), project["environment"], variables)
        rows = measure_scenario(scenario, alone_runs=1, shuffles=0, base_runs=1)
        for test, row in rows.items():
            print(f"{name} {row['label']} {test} {row['why']}", flush=True)
            path, test_name = test.split("::", 1)
            origin = next(module.origin for module in modules if module.path == path)
            found.setdefault(name, []).append([origin, path, test_name, row["label"]])
    Path("mined.json").write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
