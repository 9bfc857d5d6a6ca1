"""Our counts per file are those of `coverage run --branch -m pytest` in plain clones."""

import pytest

from repositories import Repository, our_counts, run_job, stock_counts

PRICE = """
def price(amount, member=False):
    if amount < 0:
        raise ValueError("negative")
    if member and amount > 100:
        amount -= 10
    for _ in range(2):
        amount += 1
    return amount
"""
PRICE_HEAD = (
    PRICE
    + """

def label(amount):
    match amount:
        case 0:
            return "free"
        case _:
            return "paid" if amount > 0 else "refund"
"""
)
TEST_PRICE = "from {0}.price import price\n\n\ndef test_price():\n    assert price(1) == 3\n"
SUGGESTED = """import pytest
from {0}.price import label, price


@pytest.mark.parametrize("amount, text", [(0, "free"), (-1, "refund")])
def test_label(amount, text):
    assert label(amount) == text


def test_negative():
    with pytest.raises(ValueError):
        price(-1)
"""


def plain(repository: Repository) -> tuple:
    base = repository.commit(
        "base",
        {
            "shop/__init__.py": "",
            "shop/price.py": PRICE,
            "shop/unused.py": "VALUE = 1\n",
            "tests/test_price.py": TEST_PRICE.format("shop"),
            ".coveragerc": "[run]\nomit = */skipped.py\n[report]\nexclude_lines =\n    raise ValueError\n",
            "shop/skipped.py": "X = 1\n",
        },
    )
    head = repository.commit("head", {"shop/price.py": PRICE_HEAD, "shop/skipped.py": "X = 2\n"})
    return base, head, {"tests/test_suggested.py": SUGGESTED.format("shop")}


def src_layout(repository: Repository) -> tuple:
    settings = """
[project]
name = "shop"
version = "{0}"
[tool.pytest.ini_options]
addopts = "--cov --cov-report=term-missing --cov-fail-under=99 -n auto -x"
[tool.coverage.run]
branch = true
source = ["shop"]
parallel = true
"""
    base = repository.commit(
        "base",
        {
            "pyproject.toml": settings.format(1),
            "src/shop/__init__.py": "",
            "src/shop/price.py": PRICE,
            "src/shop/never.py": "def f():\n    return 1\n",
            "tests/test_price.py": TEST_PRICE.format("shop"),
        },
    )
    head = repository.commit("head", {"src/shop/price.py": PRICE_HEAD, "pyproject.toml": settings.format(2)})
    return base, head, {"tests/test_suggested.py": SUGGESTED.format("shop")}


def django(repository: Repository) -> tuple:
    models = """from django.db import models


class Item(models.Model):
    amount = models.IntegerField()

    def label(self):
        if self.amount == 0:
            return "free"
        return "paid"
"""
    test = """import pytest
from items.models import Item


@pytest.mark.django_db
def test_item():
    Item.objects.create(amount=1)
    assert Item.objects.get().label() == "paid"
"""
    base = repository.commit(
        "base",
        {
            "pytest.ini": "[pytest]\nDJANGO_SETTINGS_MODULE = site_settings\naddopts = --reuse-db\n",
            "manage.py": "import os\n",
            "site_settings.py": (
                "SECRET_KEY = 'x'\nINSTALLED_APPS = ['items']\nUSE_TZ = True\n"
                "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': 'db.sqlite3'}}\n"
            ),
            "items/__init__.py": "",
            "items/models.py": models,
            "items/tests.py": test,
            "tests/test_item.py": test,
        },
    )
    head = repository.commit(
        "head", {"items/models.py": models.replace('"paid"', '"paid" if self.amount > 0 else "refund"')}
    )
    suggested = """from django.test import TestCase
from items.models import Item


class ItemTest(TestCase):
    def test_free(self):
        item = Item.objects.create(amount=0)
        self.assertEqual(item.label(), "free")
"""
    return base, head, {"tests/test_suggested.py": suggested}


@pytest.mark.parametrize(
    "build, import_root, options",
    [(plain, "", []), (src_layout, "src", ["--no-cov", "-n0"]), (django, "", ["--create-db"])],
    ids=["plain package", "src layout with --cov", "Django project"],
)
def test_counts_equal_those_of_stock_coverage_on_base_head_and_companion(
    tmp_path, build, import_root, options
):
    repository = Repository(tmp_path / "repo")
    base, head, files = build(repository)
    companion = repository.companion(base, files)

    report, _ = run_job(repository, tmp_path / "out")

    assert [suite["status"] for suite in report["suites"].values()] == ["passed", "passed"]
    assert {test["head"]["outcome"] for test in report["tests"]} == {"passed"}
    measured = {
        base: report["suites"]["base"]["coverage"],
        head: report["suites"]["head"]["coverage"],
        companion: report["companion"],
    }
    for number, (commit, coverage) in enumerate(measured.items()):
        stock = stock_counts(
            repository, commit, tmp_path / f"clone-{number}", import_root=import_root, options=options
        )
        assert our_counts(coverage) == stock
        assert stock
    assert repository.git("status", "--porcelain") == ""
    assert repository.git("rev-parse", "--abbrev-ref", "HEAD") == "main"
