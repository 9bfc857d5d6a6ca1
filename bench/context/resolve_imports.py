"""Where Python's own path finder looks up every import statement of a project, without importing anything of it.

Usage: resolve_imports.py PROJECT ROOT... ; prints a JSON list of {path, line, module, level, name, place, submodule}:
`place` is the file (or, for a namespace package, the folder with a slash) of the module, null for other people's;
`submodule` the same for a name that is a module of that package and that its __init__.py does not bind.
"""

import ast
import json
import sys
from functools import cache
from importlib.machinery import PathFinder
from pathlib import Path

project = Path(sys.argv[1]).resolve()
roots = [project / root for root in sys.argv[2:]]


def relative(location: str) -> str:
    return Path(location).resolve().relative_to(project).as_posix()


def place_of(spec) -> str | None:
    if spec is None:
        return None
    if spec.origin is not None and spec.origin.endswith(".py"):
        return relative(spec.origin)
    if spec.submodule_search_locations:
        return relative(list(spec.submodule_search_locations)[0]) + "/"
    return None


@cache
def find_one(name: str, search: tuple[str, ...]):
    return PathFinder.find_spec(name, list(search))


def find(steps: list[str], search: list[str]):
    """The spec of a dotted module below these folders, step by step as the import system does it.

    By the last name alone: for a dotted one, a namespace package wants to see its parent among the loaded modules.
    """
    spec = None
    for step in steps:
        spec = find_one(step, tuple(search))
        if spec is None:
            return None
        search = list(spec.submodule_search_locations or [])
    return spec


@cache
def bound_names(path: Path) -> set[str]:
    """What a module's own lines bind, as far as the syntax says."""
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, OSError):
        return set()
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.ImportFrom) and not (node.level == 1 and node.module is None):
            names.update(alias.asname or alias.name for alias in node.names)
    return names


def package_root(path: Path) -> Path:
    folder = path.parent
    while (folder / "__init__.py").exists() and folder != project:
        folder = folder.parent
    return folder


results = []
for path in sorted(project.rglob("*.py")):
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):
        continue
    search = [str(folder) for folder in [package_root(path), *roots]]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                spec = find(alias.name.split("."), search)
                results.append([relative(path), node.lineno, alias.name, 0, None, place_of(spec), None])
        elif isinstance(node, ast.ImportFrom):
            steps = node.module.split(".") if node.module else []
            if node.level > 0:
                folder = path.parent
                for _ in range(node.level - 1):
                    folder = folder.parent
                below = [str(folder)]
                if steps:
                    spec = find(steps, below)
                    place, inside = place_of(spec), list(spec.submodule_search_locations or []) if spec else []
                else:
                    init = folder / "__init__.py"
                    place, inside = relative(init) if init.exists() else relative(folder) + "/", below
            else:
                spec = find(steps, search)
                place, inside = place_of(spec), list(spec.submodule_search_locations or []) if spec else []
            bound = bound_names(project / place) if place and place.endswith(".py") else set()
            for alias in node.names:
                submodule = None
                if place and alias.name != "*" and inside and alias.name not in bound:
                    submodule = place_of(find_one(alias.name, tuple(inside)))
                results.append([relative(path), node.lineno, node.module or "", node.level, alias.name, place, submodule])
keys = ["path", "line", "module", "level", "name", "place", "submodule"]
json.dump([dict(zip(keys, one)) for one in results], sys.stdout)
