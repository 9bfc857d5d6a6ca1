"""Puts a mutant into the running process and takes it out again: the code objects of live functions are exchanged.

Importing the mutated module in a fresh process is the plain way; it costs a start of Python, of pytest and of the
project for every mutant, which is most of the time of mutation testing.
"""

import functools
import gc
import os
import warnings
from types import FunctionType

from .code_objects import behaves_alike, same_outside_nested, walk_together


class CannotSwitch(Exception):
    """The mutant needs a fresh process; the text says why."""


class MutantSwitch:
    """Knows the live functions of these files (real paths) and the caches of all functions in `repository`."""

    def __init__(self, files: set, repository: str) -> None:
        self._files = files
        self._repository = repository.rstrip(os.sep) + os.sep
        self._functions: dict = {}
        self._caches: list = []
        self._pairs: list = []
        self._originals: dict = {}
        self._exchanged: list = []

    def look_around(self) -> None:
        """Finds functions and caches anew; modules may have been imported since."""
        self._functions, self._caches = {}, []
        real: dict = {}
        for thing in gc.get_objects():
            kind = type(thing)
            if kind is FunctionType:
                name = thing.__code__.co_filename
                if name not in real:
                    real[name] = os.path.realpath(name)
                if real[name] in self._files:
                    self._functions.setdefault(real[name], []).append(thing)
            elif kind is functools._lru_cache_wrapper:
                code = getattr(getattr(thing, "__wrapped__", None), "__code__", None)
                if code is not None and os.path.realpath(code.co_filename).startswith(self._repository):
                    self._caches.append(thing)

    def clear_caches(self) -> None:
        """Empties what `functools.cache` and `lru_cache` remember for project functions."""
        for cache in self._caches:
            cache.cache_clear()

    def put_in(self, path: str, text: str, mutated: str) -> list:
        """Makes the live functions behave as in the mutated text; returns the code objects that differ.

        CannotSwitch, with everything as before, when that is not possible.
        """
        for attempt in range(2):
            if attempt or path not in self._functions:
                self.look_around()
            differing = self._try_to_put_in(path, text, mutated)
            if self._exchanged:
                self.clear_caches()
                return differing
        raise CannotSwitch("no live function holds the code")

    def _try_to_put_in(self, path: str, text: str, mutated: str) -> list:
        functions = self._functions.get(path, [])
        if not functions:
            return []
        filename = functions[0].__code__.co_filename
        original = self._originals.get(path) or self._originals.setdefault(path, _compile(text, filename))
        pairs = list(walk_together(original, _compile(mutated, filename)))
        if not same_outside_nested(*pairs[0]):
            raise CannotSwitch("it changes what happens when the module is imported")
        self._pairs = [pair for pair in pairs[1:] if not behaves_alike(*pair)]
        try:
            self._exchange(functions, self._pairs)
        except ValueError as problem:
            self.take_out()
            raise CannotSwitch(f"{problem}") from None
        return [changed for old, changed in self._pairs if not same_outside_nested(old, changed)]

    def _exchange(self, functions: list, pairs: list) -> None:
        for old, new in pairs:
            for function in functions:
                code = function.__code__
                if code.co_firstlineno == old.co_firstlineno and code.co_name == old.co_name and code == old:
                    function.__code__ = new
                    self._exchanged.append((function, code))

    def take_out(self) -> None:
        """Restores every function, also those that the mutated code has made meanwhile."""
        for function, code in self._exchanged:
            function.__code__ = code
        if len(self._pairs) > 1:
            made = {id(new): old for old, new in self._pairs}
            for thing in gc.get_objects():
                if type(thing) is FunctionType and id(thing.__code__) in made:
                    thing.__code__ = made[id(thing.__code__)]
        self._exchanged, self._pairs = [], []
        self.clear_caches()


def _compile(text: str, filename: str):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return compile(text, filename, "exec", dont_inherit=True)
