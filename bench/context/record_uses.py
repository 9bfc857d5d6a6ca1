"""A pytest plugin: what each test executes of a project, and which of the project's definitions its own text names.

Writes USES_FILE as JSON lines: {test: {path, qualname}, executes: [path::qualname], uses: [path::qualname]}. Names are followed
through the objects that the test's module, its class and its imports really hold, so this says nothing of our own index. Counted are
functions and classes, fixtures among them; named values (`client = Client()`) are not.
"""

import ast
import inspect
import json
import os
import sys
import textwrap
import threading
from pathlib import Path

ROOT = Path(os.environ["USES_ROOT"]).resolve()
FILE = os.environ["USES_FILE"]
MOST = 4000


def place(path: str) -> str | None:
    try:
        return Path(path).resolve().relative_to(ROOT).as_posix()
    except ValueError:
        return None


def identify(value) -> str | None:
    """`path::qualname` of a function or class that the project defines."""
    value = inspect.unwrap(value) if callable(value) else value
    if isinstance(value, (staticmethod, classmethod, property)):
        value = getattr(value, "__func__", None) or getattr(value, "fget", None)
    if not (inspect.isclass(value) or inspect.isfunction(value) or inspect.ismethod(value)):
        return None
    try:
        path = place(inspect.getsourcefile(value) or "")
    except TypeError:
        return None
    name = getattr(value, "__qualname__", "")
    return f"{path}::{name}" if path and "<locals>" not in name else None


def names_in(function) -> list[list[str]]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    found = []
    for node in ast.walk(tree):
        steps = []
        while isinstance(node, ast.Attribute):
            steps.append(node.attr)
            node = node.value
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            found.append([node.id, *reversed(steps)])
    return found


def imported_in(function) -> dict:
    """What import statements inside the function bind; the test has run, so their modules are loaded."""
    bound = {}
    package = function.__globals__.get("__package__") or ""
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
        if not isinstance(node, ast.ImportFrom):
            continue
        above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
        module = sys.modules.get(".".join([*above, *([node.module] if node.module else [])]))
        for alias in node.names:
            if hasattr(module, alias.name):
                bound[alias.asname or alias.name] = getattr(module, alias.name)
    return bound


def uses_of(function, owner, fixtures) -> list[str]:
    """`owner` is the test's class: what `self.name` finds in it or its bases is used as well, and so are `fixtures`."""
    found = {identify(fixture) for fixture in fixtures}
    local = imported_in(function)
    # A local variable hides the module's name.
    hidden = {*function.__code__.co_varnames, *function.__code__.co_cellvars}
    for name, *steps in names_in(function):
        if name in local:
            value = local[name]
        elif name in ("self", "cls") and owner is not None and steps:
            value = owner
        else:
            value = None if name in hidden else function.__globals__.get(name)
        last = None
        for step in [None, *steps]:
            if step is not None:
                try:
                    value = inspect.getattr_static(value, step) if inspect.isclass(value) else vars(value)[step]
                except (AttributeError, KeyError, TypeError):
                    break
            identity = identify(value) if value is not owner else None
            last = identity or last
        found.add(last)
    return sorted(one for one in found if one)


def pytest_runtest_call(item):
    function = getattr(item, "function", None)
    if function is None:
        return
    executed = {}

    def profile(frame, event, _):
        if event == "call" and len(executed) < MOST:
            executed[frame.f_code] = None

    item._testwright_executed = executed
    # Test clients run the code that they call in threads of their own.
    threading.setprofile(profile)
    sys.setprofile(profile)


def pytest_runtest_teardown(item):
    sys.setprofile(None)
    threading.setprofile(None)
    executed = getattr(item, "_testwright_executed", None)
    if executed is None:
        return
    function = inspect.unwrap(item.function)
    path = place(inspect.getsourcefile(function) or "")
    try:
        info = getattr(item, "_fixtureinfo", None)
        named = [info.name2fixturedefs[name][-1].func for name in info.argnames if info.name2fixturedefs.get(name)] if info else []
        uses = uses_of(function, item.cls, named)
    except (OSError, SyntaxError, TypeError):
        return
    names = set()
    for code in executed:
        where = place(code.co_filename)
        if where and "<" not in code.co_qualname:
            names.add(f"{where}::{code.co_qualname}")
    with open(FILE, "a") as out:
        test = {"path": path, "qualname": function.__qualname__}
        out.write(json.dumps({"test": test, "executes": sorted(names), "uses": uses}) + "\n")
