"""Functions, classes and modules that a test replaced and did not put back; runs in the test process."""

import os
import sys
import types

from .paths import is_inside

_CALLABLES = (types.FunctionType, types.BuiltinFunctionType, type)
_METHODS = (types.FunctionType, staticmethod, classmethod, property)


class ReplacedFunctions:
    """What bears which name: in modules of the repository, and in the modules that those use by name, such as `time`.

    Data is left out: a module that fills a cache or makes its client at first use is no leftover.
    """

    kind = "process"
    is_quick = False

    def __init__(self, repository: str) -> None:
        self._repository = repository

    def read(self) -> dict:
        found: dict = {}
        own = []
        for name, module in list(sys.modules.items()):
            if _file(module) and is_inside(_file(module), self._repository):
                found[f"sys.modules[{name!r}]"] = module
                own.append(module)
        used = {
            id(value): value for module in own for value in _values(module) if type(value) is types.ModuleType
        }
        for module in {**used, **{id(module): module for module in own}}.values():
            self._read_module(module, found, with_classes=any(module is one for one in own))
        return found

    def describe(self, name: str, allowed: list, value) -> str:
        # What was not there before is an import or a definition; what is not there any more may be out of sight only.
        is_gone = isinstance(value, str) and not name.startswith("sys.modules")
        return f"{name} (replaced)" if not isinstance(allowed[0], str) and not is_gone else None

    def _read_module(self, module, found: dict, *, with_classes: bool) -> None:
        place = getattr(module, "__name__", "?")
        if not isinstance(place, str) or place.startswith("testwright_ci"):
            return
        for name, value in list(vars(module).items()):
            if isinstance(value, _CALLABLES):
                found[f"{place}.{name}"] = value
            if with_classes and isinstance(value, type) and getattr(value, "__module__", None) == place:
                for attribute, member in list(vars(value).items()):
                    if isinstance(member, _METHODS):
                        found[f"{place}.{name}.{attribute}"] = member


def _file(module) -> str:
    path = getattr(module, "__file__", None) if isinstance(module, types.ModuleType) else None
    return os.path.abspath(path) if isinstance(path, str) else ""


def _values(module) -> list:
    return list(vars(module).values())
