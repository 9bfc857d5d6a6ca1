"""What a probe round reports of each call."""

import json

import pytest

from repositories import Repository, run_job

MODULE = """
import asyncio
import datetime
import decimal
import enum
import json
import os
import socket
import time

from django.db import models

LOADED = 1


class Color(enum.Enum):
    RED = 1


class Shop:
    class Status(enum.IntEnum):
        OPEN = 1

    @staticmethod
    def parse(text):
        return json.loads(text)

    def method(self):
        return 1


class OutOfStock(ValueError):
    pass


class Item(models.Model):
    class Meta:
        app_label = "shop"


def double(n):
    if n < 0:
        raise OutOfStock(f"no {n}")
    return n * 2


def many():
    return (1, True, -1.5, decimal.Decimal("1.10"), datetime.timedelta(days=1), b"x", {"b": None, "a": [set()]})


def kinds(color, status):
    return {color: status}


def objects():
    return object()


def names():
    return {"a", "b", "c", "d"}


def ordered_by_hash():
    return list({"a", "b", "c", "d"})


def text_of_object():
    return str(object())


def today():
    return f"on {datetime.date.today()}"


def endless():
    while True:
        pass


def infinite():
    return float("inf")


def connect_quietly():
    try:
        socket.create_connection(("127.0.0.1", 9))
    except OSError:
        return "offline"


def write():
    open("written.txt", "w")


def dies():
    os._exit(3)


def query():
    return Item.objects.count()


def query_quietly():
    try:
        return Item.objects.count()
    except Exception:
        return 0


def lazy_import():
    import nowhere


async def later(n):
    await asyncio.sleep(0)
    return n


def generator():
    yield 1


def counter(seen=[]):
    seen.append(1)
    return len(seen)


def setting():
    from django.conf import settings

    return settings.SHOP_NAME
"""
RED = [{"module": "shop.calls", "name": "Color"}]
SHOP = [{"module": "shop.calls", "name": "Shop"}]

# name of the row: (qualname, arguments, status, expression or exception or part of the reason)
ROWS = {
    "a value": ("double", ["3"], "value", "6"),
    "an exception of the project": ("double", ["-1"], "exception", ("shop.calls", "OutOfStock", "no -1")),
    "an exception in a builtin that the project called": (
        "double",
        ["'a'"],
        "exception",
        ("builtins", "TypeError"),
    ),
    "an exception in a library that the project called": (
        "Shop.parse",
        ["'{'"],
        "exception",
        ("json.decoder", "JSONDecodeError"),
    ),
    "a call that does not fit": ("double", [], "not-observed", "does not fit the signature"),
    "a method without its object": ("Shop.method", [], "not-observed", "does not fit the signature"),
    "many kinds of values": (
        "many",
        [],
        "value",
        "(1, True, -1.5, Decimal('1.10'), timedelta(days=1), b'x', {'a': [set()], 'b': None})",
    ),
    "members of enumerations": (
        "kinds",
        [("Color.RED", RED), ("Shop.Status.OPEN", SHOP)],
        "value",
        "{Color.RED: Shop.Status.OPEN}",
    ),
    "an object": ("objects", [], "unrepresentable", "a object"),
    "a set": ("names", [], "value", "{'a', 'b', 'c', 'd'}"),
    "an order that hangs on the hash seed": ("ordered_by_hash", [], "unstable", "different"),
    "a text with an address": ("text_of_object", [], "unrepresentable", "memory address"),
    "a text with today's date": ("today", [], "unstable", "present time"),
    "an endless call": ("endless", [], "not-observed", "longer than"),
    "an infinite number": ("infinite", [], "unrepresentable", "inf"),
    "a connection whose refusal is swallowed": ("connect_quietly", [], "not-observed", "network"),
    "a file that is written": ("write", [], "not-observed", "files"),
    "a process that ends itself": ("dies", [], "not-observed", "processes"),
    "a query": ("query", [], "not-observed", "database"),
    "a query whose refusal is swallowed": ("query_quietly", [], "not-observed", "database"),
    "an import that fails in the call": ("lazy_import", [], "not-observed", "import failed"),
    "a coroutine": ("later", ["4"], "value", "4"),
    "a generator": ("generator", [], "unrepresentable", "generator"),
    "a project setting": ("setting", [], "value", "'Corner'"),
    "an argument outside the table": ("double", ["__import__('os')"], "not-observed", "closed table"),
    "a name that does not exist": ("nothing", [], "not-observed", "has no nothing"),
    "something that cannot be called": ("LOADED", [], "not-observed", "cannot be called"),
}


def entry(argument) -> dict:
    expression, imports = argument if isinstance(argument, tuple) else (argument, [])
    return {"expression": expression, "imports": imports}


@pytest.fixture(scope="module")
def observed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("probes")
    repository = Repository(folder / "repo")
    base = repository.commit(
        "base",
        {
            "pytest.ini": (
                "[pytest]\nDJANGO_SETTINGS_MODULE = site_settings\naddopts = -m 'not slow' -k nothing\n"
                "python_functions = check_*\n"
            ),
            "site_settings.py": (
                "SECRET_KEY = 'x'\nSHOP_NAME = 'Corner'\n"
                "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': 'db.sqlite3'}}\n"
            ),
            "shop/__init__.py": "",
            "shop/calls.py": MODULE,
        },
    )
    probes = [
        {
            "id": name,
            "module": "shop.calls",
            "qualname": qualname,
            "arguments": [entry(argument) for argument in arguments],
            "keywords": {},
        }
        for name, (qualname, arguments, _, _) in ROWS.items()
    ]
    probes.append({**probes[0], "id": "a module that cannot be imported", "module": "shop.nowhere"})
    probes.append({**probes[0], "id": "keywords", "arguments": [], "keywords": {"n": entry("4")}})
    repository.companion(
        base,
        {".testwright/probes.json": json.dumps({"schema": 1, "probes": probes})},
        kind="probe",
        suites="none",
    )
    report, printed = run_job(repository, folder / "out")
    assert repository.git("status", "--porcelain", "--ignored") == ""
    return {
        "report": report,
        "printed": printed,
        "probes": {probe["id"]: probe for probe in report["probes"]},
    }


@pytest.mark.parametrize("name", ROWS)
def test_a_probe_reports(observed, name):
    _, _, status, expected = ROWS[name]
    probe = observed["probes"][name]
    assert probe["status"] == status, probe
    if status == "value":
        assert probe["value"]["expression"] == expected
    elif status == "exception":
        found = probe["exception"]
        assert (found["module"], found["name"], found["message"])[: len(expected)] == expected
    else:
        assert expected in probe["reason"]
        assert probe["value"] is None and probe["exception"] is None


def test_a_value_brings_the_imports_that_its_expression_needs(observed):
    assert observed["probes"]["many kinds of values"]["value"]["imports"] == [
        {"module": "datetime", "name": "timedelta"},
        {"module": "decimal", "name": "Decimal"},
    ]
    assert observed["probes"]["members of enumerations"]["value"]["imports"] == [*RED, *SHOP]


def test_keywords_are_passed_and_modules_that_fail_to_import_are_not_behaviour(observed):
    assert observed["probes"]["keywords"]["value"]["expression"] == "8"
    broken = observed["probes"]["a module that cannot be imported"]
    assert broken["status"] == "not-observed" and "ModuleNotFoundError" in broken["reason"]


def test_covers_holds_what_the_call_executes_and_not_the_import(observed):
    start = MODULE.splitlines().index("def double(n):") + 1
    covers = observed["probes"]["an exception of the project"]["covers"]["shop/calls.py"]
    assert covers == {"lines": [start + 1, start + 2], "branches": [[start + 1, start + 2]]}


def test_the_notice_counts_observed_probes(observed):
    seen = sum(probe["status"] in ("value", "exception") for probe in observed["report"]["probes"])
    assert f"| {seen} passed {len(observed['report']['probes']) - seen} not" in observed["printed"]


def test_an_unreadable_probe_file_is_said_in_one_sentence(tmp_path):
    repository = Repository(tmp_path / "repo")
    base = repository.commit("base", {"a.py": ""})
    repository.companion(base, {".testwright/probes.json": "[]"}, kind="probe", suites="none")
    report, _ = run_job(repository, tmp_path / "out")
    assert report["probes"] == []
    assert "probes.json could not be read" in report["skipped"][0]
