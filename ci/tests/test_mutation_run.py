"""Mutants in a real repository: who notices them, and what a mutant must not disturb."""

import os
from types import SimpleNamespace

import pytest

from repositories import Repository, run_job
from testwright_ci import mutation

HEAD = """\
from functools import lru_cache

LIMIT = 10
SEEN = {}


def price(n):
    if n > LIMIT:
        return n * 3
    return n


@lru_cache
def cached(n):
    return n + 5


def remembered(n):
    if n not in SEEN:
        SEEN[n] = n + 1
    return SEEN[n]


def count_down(n):
    while n > 0:
        n -= 1
    return n


def twice(n):
    def inner(x):
        return x * 2

    return inner(n)


def closed(n, step):
    def inner(x):
        return x + step

    return inner(n)


async def later(n):
    return n + 1


def numbers(n):
    for i in range(n):
        yield i


def register(n):
    if n < 0:
        raise ValueError("negative")
    STATE["last"] = n
    return STATE["last"] > 0


def rate(n):
    return n * 2


RATE = rate(4)
STATE = {}
key = lambda x: -x  # noqa: E731


class Shelf:
    size: int = 3

    @property
    def room(self):
        return self.size - 1
"""
OWN = """
from shop.price import closed, price


def test_one():
    assert price(1) == 1


def test_closed():
    assert closed(1, 2) == 3


def test_red():
    assert price(11) == 0
"""
SUGGESTED = """
import asyncio

import pytest
from shop import price as p
from shop.price import Shelf, cached, closed, count_down, key, later, numbers, register, remembered, twice


@pytest.fixture(scope="session")
def eleven():
    return 11


@pytest.fixture(scope="module")
def tripled(eleven):
    return p.price(eleven)


@pytest.mark.parametrize("n, expected", [(11, 33), (10, 10)])
def test_price(n, expected):
    assert p.price(n) == expected


def test_loose(tripled):
    assert tripled > 0


def test_rate():
    assert p.rate(0) == 0 and p.RATE == 8


def test_cached():
    assert cached(1) == 6


def test_remembered():
    assert remembered(1) == 2


def test_count_down():
    assert count_down(3) == 0


def test_twice():
    assert twice(3) == 6


def test_closed():
    assert closed(3, 4) == 7


def test_later():
    assert asyncio.run(later(1)) == 2


def test_numbers():
    assert list(numbers(2)) == [0, 1]


def test_register():
    assert register(1) is True
    with pytest.raises(ValueError):
        register(-1)


def test_register_keeps_state():
    assert p.STATE.get("last", 1) == 1
    register(1)


class TestShelf:
    def test_key(self):
        assert key(3) == -3

    def test_room(self):
        assert Shelf().room == 2


def test_wrong():
    assert twice(3) == 7
"""


def shop(folder, *, head=HEAD, suggested=SUGGESTED, own=OWN, suites="base head"):
    repository = Repository(folder / "répo")
    base = repository.commit(
        "base",
        {"shop/__init__.py": "", "shop/price.py": "def price(n):\n    return n\n", "tests/test_own.py": own},
    )
    repository.commit("head", {"shop/price.py": head})
    repository.companion(base, {"tests/test_suggested.py": suggested}, suites=suites)
    return repository


@pytest.fixture(scope="module")
def job(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mutation")
    repository = shop(folder)
    report, _ = run_job(repository, folder / "out")
    by_place = {}
    for one in report["mutation"]["mutants"]:
        line = HEAD.split("\n")[one["line"] - 1].strip()
        by_place[(line, one["operator"], one["replacement"])] = one
    return {"report": report, "mutants": by_place, "repository": repository}


def killers(one: dict) -> list:
    return [nodeid.split("::", 1)[1] for nodeid in one["killedBy"]]


@pytest.mark.parametrize(
    "line, operator, replacement, killed_by, own_suite",
    [
        ("if n > LIMIT:", "swap-comparison", ">=", ["test_price[10-10]"], "survived"),
        ("return n * 3", "swap-arithmetic", "/", ["test_price[11-33]"], "survived"),
        ("return n + 5", "swap-arithmetic", "-", ["test_cached"], "survived"),
        ("return n + 1", "swap-arithmetic", "-", ["test_later"], "survived"),
        ("SEEN[n] = n + 1", "swap-arithmetic", "-", ["test_remembered"], "survived"),
        ("while n > 0:", "swap-comparison", ">=", ["test_count_down"], "survived"),
        ("n -= 1", "change-number", "0", ["test_count_down"], "survived"),
        ("return x * 2", "change-number", "3", ["test_twice"], "survived"),
        ("return x + step", "swap-arithmetic", "-", ["test_closed"], "killed"),
        ("yield i", "yield-none", "None", ["test_numbers"], "survived"),
        ("if n < 0:", "swap-comparison", "<=", [], "survived"),
        ("return n * 2", "change-number", "3", ["test_rate"], "survived"),
        ("LIMIT = 10", "change-number", "9", ["test_price[10-10]"], "survived"),
        ("size: int = 3", "change-number", "4", ["TestShelf::test_room"], "survived"),
        ("return self.size - 1", "swap-arithmetic", "+", ["TestShelf::test_room"], "survived"),
    ],
)
def test_each_mutant_names_the_tests_that_notice_it(job, line, operator, replacement, killed_by, own_suite):
    one = job["mutants"][(line, operator, replacement)]
    assert (killers(one), one["status"], one["ownSuite"]) == (
        killed_by,
        "killed" if killed_by else "survived",
        own_suite,
    )


def test_a_red_test_takes_no_part(job):
    names = {name for one in job["mutants"].values() for name in killers(one)}
    assert "test_wrong" not in names
    assert job["mutants"][("return n * 3", "return-none", "None")]["ownSuite"] == "survived"


def test_a_mutant_that_spoils_the_state_of_the_process_does_not_count_for_the_next(job):
    """`STATE["last"]` outlives the mutant that sets it, so `test_register_keeps_state` fails until a new process starts."""
    spoilt = [one for one in job["mutants"].values() if "test_register_keeps_state" in killers(one)]
    lines = {HEAD.split("\n")[one["line"] - 1].strip() for one in spoilt}
    assert lines <= {
        "if n < 0:",
        'STATE["last"] = n',
        'return STATE["last"] > 0',
        'raise ValueError("negative")',
    }


def test_everything_was_run_and_the_checkout_is_as_before(job):
    report = job["report"]
    assert [one["id"] for one in report["mutation"]["mutants"] if one["status"] == "not-run"] == []
    assert [one["id"] for one in report["mutation"]["mutants"] if one["ownSuite"] == "not-run"] == []
    assert report["mutation"]["equivalent"] == {"message": 1}
    assert job["repository"].git("status", "--porcelain", "--ignored") == ""


def test_a_round_that_only_confirms_mutates_nothing():
    run = SimpleNamespace(
        path="tests/test_a.py", items={"tests/test_a.py::test_a": {"path": "/r/tests/test_a.py"}}
    )
    covers = {run.path: {"tests/test_a.py::test_a": {"shop.py": {"lines": [1], "branches": []}}}}
    job = SimpleNamespace(
        trailers=SimpleNamespace(confirms=True), file_runs=[run], runner=SimpleNamespace(tree=None)
    )
    assert mutation.measure_mutants(job, covers, 0) is None


def test_lines_that_nobody_changed_or_executed_are_left_alone(tmp_path):
    head = "def price(n):\n    return n\n\n\ndef unused(n):\n    return n + 1\n"
    suggested = "from shop.price import price\n\n\ndef test_price():\n    assert price(2) == 2\n"
    report, _ = run_job(shop(tmp_path, head=head, suggested=suggested), tmp_path / "out")
    assert report["mutation"] is None


def test_without_time_mutants_are_named_and_said_not_to_have_run(tmp_path, monkeypatch):
    monkeypatch.setattr(mutation, "MAX_MUTANTS", 1)
    head = "def price(n):\n    return n + 0\n"
    suggested = "from shop.price import price\n\n\ndef test_price():\n    assert price(2) == 2\n"
    report, _ = run_job(shop(tmp_path, head=head, suggested=suggested), tmp_path / "out", "--evidence-minutes", "0")
    found = [(one["status"], one["killedBy"], one["ownSuite"]) for one in report["mutation"]["mutants"]]
    assert found == [("not-run", [], "not-run")]
    text = " ".join(report["skipped"])
    assert "1 of 1 mutants were not run" in text and "beyond the 1 most telling" in text


def test_a_round_without_suites_finds_head_s_own_tests_by_itself(tmp_path):
    own = "import shop.price\n\n\ndef test_own():\n    assert shop.price.price(1) == 2\n"
    head = "def price(n):\n    return n + 1\n"
    suggested = "from shop.price import price\n\n\ndef test_price():\n    price(2)\n"
    report, _ = run_job(
        shop(tmp_path, head=head, suggested=suggested, own=own, suites="none"), tmp_path / "out"
    )
    assert {(one["status"], one["ownSuite"]) for one in report["mutation"]["mutants"]} == {
        ("survived", "killed")
    }


def test_new_tests_in_head_s_own_module_are_told_apart_from_head_s(tmp_path):
    own = "from shop.price import price\n\n\ndef test_own():\n    price(1)\n"
    repository = Repository(tmp_path / "repo")
    base = repository.commit("base", {"shop/__init__.py": "", "shop/price.py": "", "tests/test_own.py": own})
    repository.commit("head", {"shop/price.py": "def price(n):\n    return n + 1\n"})
    new = own + "\n\ndef test_new():\n    assert price(1) == 2\n"
    repository.companion(base, {"tests/test_own.py": new})
    report, _ = run_job(repository, tmp_path / "out")
    found = {(tuple(killers(one)), one["ownSuite"]) for one in report["mutation"]["mutants"]}
    assert found == {(("test_new",), "survived")}


def test_a_mutant_that_ends_the_process_costs_only_itself(tmp_path):
    head = "import os\n\n\ndef price(n):\n    if n > 5:\n        os._exit(3)\n    return n + 1\n"
    suggested = "from shop.price import price\n\n\ndef test_price():\n    assert price(5) == 6\n"
    report, _ = run_job(shop(tmp_path, head=head, suggested=suggested), tmp_path / "out")
    assert {
        one["status"] for one in report["mutation"]["mutants"] if one["operator"] == "swap-comparison"
    } == {"killed"}
    assert all(one["status"] != "not-run" for one in report["mutation"]["mutants"])


def test_a_field_of_a_django_model_is_mutated_in_a_fresh_process(tmp_path):
    pytest.importorskip("django")
    repository = Repository(tmp_path / "repo")
    settings = (
        "SECRET_KEY = 'x'\nINSTALLED_APPS = ['stock']\nDEFAULT_AUTO_FIELD = 'django.db.models.AutoField'\n"
        "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': ':memory:'}}\n"
    )
    model = (
        "from django.db import models\n\n\nclass Item(models.Model):\n    amount = models.IntegerField(default=1)\n\n"
        "    def total(self):\n        return self.amount\n"
    )
    base = repository.commit(
        "base",
        {
            "pytest.ini": "[pytest]\nDJANGO_SETTINGS_MODULE = settings\n",
            "settings.py": settings,
            "stock/__init__.py": "",
            "stock/models.py": model,
        },
    )
    repository.commit(
        "head",
        {"stock/models.py": model.replace("default=1", "default=2").replace("amount\n", "amount + 1\n")},
    )
    suggested = (
        "import pytest\nfrom stock.models import Item\n\n\n@pytest.mark.django_db\ndef test_total():\n"
        "    assert Item.objects.create().total() == 3\n\n\n"
        "@pytest.mark.django_db\ndef test_count():\n    Item.objects.create().total()\n"
        "    assert Item.objects.count() == 1\n"
    )
    repository.companion(base, {"tests/test_item.py": suggested})
    report, _ = run_job(repository, tmp_path / "out")
    by_id = {one["id"]: killers(one) for one in report["mutation"]["mutants"]}
    assert by_id["stock/models.py:5:42:change-number:3"] == ["test_total"]
    assert by_id["stock/models.py:8:28:swap-arithmetic:-"] == ["test_total"]
    assert {one["ownSuite"] for one in report["mutation"]["mutants"]} == {"survived"}
    assert os.listdir(repository.root / "tests") == ["test_item.py"]
