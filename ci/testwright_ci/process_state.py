"""What a process has only one of, as tests may not leave it changed; runs in the test process."""

import decimal
import locale
import logging
import os
import socket
import sys
import time


class ProcessState:
    """The working directory and the like, and Django's settings, by their names in plain words."""

    kind = "process"
    is_quick = True

    def __init__(self) -> None:
        # Bound now: tests replace such functions, and not all of them put them back.
        self._folder = os.getcwd
        self._mask = os.umask

    def read(self) -> dict:
        context = decimal.getcontext()
        found = {
            "the working directory": self._working_directory(),
            "sys.path": tuple(map(str, sys.path)),
            "the locale": locale.setlocale(locale.LC_ALL, None),
            "the time zone": (time.tzname, time.timezone),
            "the umask": self._umask(),
            "the level of the root logger": logging.root.level,
            "logging.disable": logging.root.manager.disable,
            "the default timeout of sockets": socket.getdefaulttimeout(),
            "the recursion limit": sys.getrecursionlimit(),
            "the decimal context": (context.prec, context.rounding),
        }
        return {**found, **_django_settings()}

    def describe(self, name: str, allowed: list, value) -> str:
        return f"{name} (changed)"

    def _working_directory(self) -> str:
        try:
            return self._folder()
        except OSError:
            return "(deleted)"

    def _umask(self) -> int:
        mask = self._mask(0o077)
        self._mask(mask)
        return mask


def _django_settings() -> dict:
    settings = getattr(sys.modules.get("django.conf"), "settings", None)
    if settings is None or not settings.configured:
        return {}
    # Lists and dictionaries are changed in place, so their text is compared.
    return {f"the Django setting {name}": _text(settings, name) for name in dir(settings) if name.isupper()}


def _text(settings, name: str) -> str:
    try:
        return repr(getattr(settings, name))[:5000]
    except Exception:
        return "(unreadable)"
