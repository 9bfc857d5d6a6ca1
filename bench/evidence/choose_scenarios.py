"""Writes scenarios.json: the suggested tests of every project, and which project and direction they are tried on.

    python choose_scenarios.py [MINED.json …]

`MINED.json` is what mine_releases.py printed of a released project; without it, the project's own tests stay as they
are in scenarios.json. Own tests of a release are taken in turn over its test files, so that no file stands for all.
"""

import ast
import json
import sys
from pathlib import Path

from releases import HERE, load_projects
from trim_module import list_tests

# At most so many of a released project's own tests. What captures the change is a catch the other way round; what
# needs new code, too, if the newer release is taken for the older one: a name that is gone.
_EACH = {
    "forward": {"captures-the-change": 7, "new-code": 10, "guards-behaviour": 4},
    "reversed": {"captures-the-change": 8, "new-code": 1},
}
_STABLE = ("captures", "new_code", "guards", "catch", "disputed", "invalid")


def main() -> None:
    target = HERE / "scenarios.json"
    before = json.loads(target.read_text()) if target.exists() else {}
    mined = {}
    for name in sys.argv[1:]:
        mined.update(json.loads(Path(name).read_text()))
    scenarios = {}
    for project, entry in load_projects()["projects"].items():
        own = [] if "package" in entry else [HERE / entry["folder"] / "suggested"]
        folders = [*own, HERE / "written" / project]
        tests_folder = entry.get("tests", "tests")
        stable = _own_modules(folders, tests_folder, lambda name: name.startswith(_STABLE))
        unstable = _own_modules(folders, tests_folder, lambda name: not name.startswith(_STABLE))
        for direction in ("forward", "reversed"):
            name = f"{project}:{direction}"
            kept = [one for one in before.get(name, {}).get("modules", []) if "sdist" in one]
            sdist = _choose(mined[project], direction) if project in mined else kept
            modules = [*sdist, *(stable if direction == "forward" else [])]
            if modules:
                scenarios[name] = {"project": project, "direction": direction, "modules": modules}
        if unstable:
            scenarios[f"{project}:unstable"] = {"project": project, "direction": "forward", "modules": unstable}
    target.write_text(json.dumps(scenarios, indent=1) + "\n")
    print(f"{len(scenarios)} scenarios, {sum(len(one['modules']) for one in scenarios.values())} modules")


def _own_modules(folders: list, tests_folder: str, belongs) -> list:
    modules = []
    for folder in folders:
        for path in sorted(folder.glob("*.py")):
            if belongs(path.stem):
                name = f"{folder.parent.name}_{path.stem}" if folder.name == "suggested" else path.stem
                modules.append(
                    {
                        "path": f"{tests_folder}/test_suggested_{name}.py",
                        "own": str(path.relative_to(HERE)),
                        "tests": _tests_of(path.read_text(encoding="utf-8")),
                    }
                )
    return modules


def _tests_of(source: str) -> list:
    try:
        return [name for node in ast.parse(source).body for name in list_tests(node)]
    except SyntaxError:
        # A module that does not parse is suggested as it stands.
        return [line[4:].split("(")[0] for line in source.split("\n") if line.startswith("def test")]


def _choose(mined: list, direction: str) -> list:
    """Modules with the tests chosen from what the quick run showed."""
    chosen: dict = {}
    for label, most in _EACH[direction].items():
        by_file: dict = {}
        for origin, path, name, found in mined:
            if found == label:
                by_file.setdefault((path, origin), []).append(name)
        taken = 0
        while taken < most and any(by_file.values()):
            for file in sorted(by_file):
                if by_file[file] and taken < most:
                    chosen.setdefault(file, []).append(by_file[file].pop(0))
                    taken += 1
    return [{"path": path, "sdist": origin, "tests": tests} for (path, origin), tests in sorted(chosen.items())]


if __name__ == "__main__":
    main()
