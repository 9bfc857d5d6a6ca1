"""Puts scenarios on disk: the trees of base and head, and the modules of suggested tests.

    python scenarios.py ID FOLDER [TESTS]

Writes FOLDER/base and FOLDER/head and prints the rest as JSON. TESTS is a JSON list of `path::name`; without it, all.

A scenario of scenarios.json names a project, a direction (`reversed`: base is the newer version, so the tests written
for it find what the older one "breaks") and modules. A module is cut from the newer release (`sdist`) or is a file of
this folder (`own`); `path` is where the companion commit gets it.
"""

import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from releases import HERE, ensure_environment, load_projects, tree_of
from trim_module import trim_module


@dataclass(frozen=True)
class Module:
    """One file of suggested tests: where it goes, where it comes from, the text it is cut from, its tests' names."""

    path: str
    origin: str
    source: str
    tests: tuple

    def text(self, names=None) -> str:
        try:
            return trim_module(self.source, names or self.tests)
        except SyntaxError:
            return self.source


@dataclass(frozen=True)
class Scenario:
    """A base, a head and what is suggested between them."""

    id: str
    base: Path
    head: Path
    modules: tuple
    environment: str
    variables: dict


def load_scenarios() -> dict:
    """The content of scenarios.json by id."""
    return json.loads((HERE / "scenarios.json").read_text(encoding="utf-8"))


def build_scenario(name: str, entry: dict) -> Scenario:
    """The scenario with its texts; downloads what is not there yet."""
    project = load_projects()["projects"][entry["project"]]
    older, newer = tree_of(project, "base"), tree_of(project, "head")
    is_reversed = entry["direction"] == "reversed"
    modules = []
    for module in entry["modules"]:
        origin = newer / module["sdist"] if "sdist" in module else HERE / module["own"]
        source = origin.read_text(encoding="utf-8")
        modules.append(Module(module["path"], str(origin), source, tuple(module["tests"])))
    return Scenario(
        name,
        newer if is_reversed else older,
        older if is_reversed else newer,
        tuple(modules),
        project["environment"],
        project.get("variables", {}),
    )


def copy_tree(source: Path, target: Path) -> None:
    """A clean copy; links and caches stay behind."""
    shutil.copytree(
        source, target, ignore=shutil.ignore_patterns("__pycache__", ".git", "*.egg-info", ".pytest_cache")
    )


def main() -> None:
    name, folder = sys.argv[1], Path(sys.argv[2])
    scenario = build_scenario(name, load_scenarios()[name])
    only = set(json.loads(sys.argv[3])) if len(sys.argv) > 3 else None
    copy_tree(scenario.base, folder / "base")
    copy_tree(scenario.head, folder / "head")
    files, tests = {}, {}
    for module in scenario.modules:
        names = [test for test in module.tests if only is None or f"{module.path}::{test}" in only]
        if names:
            files[module.path], tests[module.path] = module.text(names), names
    python = str(ensure_environment(scenario.environment))
    print(json.dumps({"python": python, "variables": scenario.variables, "files": files, "tests": tests}))


if __name__ == "__main__":
    main()
