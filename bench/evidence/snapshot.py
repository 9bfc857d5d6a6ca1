"""What of a process a test may leave changed: environment, working directory, import path, and more."""

import decimal
import locale
import logging
import os
import sys
import types

_OWN_VARIABLES = {"PYTEST_CURRENT_TEST", "PYTEST_VERSION"}


def take_snapshot(root: str) -> dict:
    """A picture to compare with a later one. Only what may not change; caches and counters are left out."""
    return {
        "environment": {name: value for name, value in os.environ.items() if name not in _OWN_VARIABLES},
        "cwd": _cwd(),
        # As a set: pytest itself adds the root once more when it sets up a package.
        "sys.path": set(sys.path),
        "locale": locale.setlocale(locale.LC_ALL),
        "log level": logging.getLogger().level,
        "recursion limit": sys.getrecursionlimit(),
        "decimal": (decimal.getcontext().prec, decimal.getcontext().rounding),
        "modules": {name: id(module) for name, module in list(sys.modules.items())},
        "functions": _functions(root),
    }


def changed_between(before: dict, after: dict) -> list:
    """Names of the parts that differ. What did not exist before (a module imported later) is no change."""
    simple = ("environment", "cwd", "sys.path", "locale", "log level", "recursion limit", "decimal")
    found = [name for name in simple if before[name] != after[name]]
    for part in ("modules", "functions"):
        if any(after[part].get(name) != value for name, value in before[part].items()):
            found.append(part)
    return found


def _cwd() -> str:
    try:
        return os.getcwd()
    except OSError:
        return "(gone)"


def _functions(root: str) -> dict:
    """Identity of functions and classes in modules of the project that are no tests, and of the classes' functions."""
    found = {}
    for name, module in list(sys.modules.items()):
        path = getattr(module, "__file__", None) or ""
        if not path.startswith(root + os.sep) or os.path.basename(path).startswith(("test_", "conftest")):
            continue
        for key, value in list(vars(module).items()):
            if isinstance(value, (types.FunctionType, type)):
                found[f"{name}.{key}"] = id(value)
            if isinstance(value, type) and value.__module__ == name:
                for inner, member in list(vars(value).items()):
                    if isinstance(member, (types.FunctionType, staticmethod, classmethod, property)):
                        found[f"{name}.{key}.{inner}"] = id(member)
    return found
