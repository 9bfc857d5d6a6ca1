"""What a suggested test leaves changed is told, and nothing that its project or its tools leave."""

import pytest

from repositories import Repository, run_job

SETTINGS = """
SECRET_KEY = "x"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "items"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
USE_TZ = True
PAGE = {"size": 10}
LOGGING = {
    "version": 1,
    "handlers": {"file": {"class": "logging.FileHandler", "filename": "debug.txt"}},
    "loggers": {"items": {"handlers": ["file"], "level": "INFO"}},
}
"""
MODELS = """
from django.db import models


class Item(models.Model):
    name = models.CharField(max_length=10)

    def label(self):
        return self.name
"""
CONFTEST = """
import os

import pytest


@pytest.fixture(scope="session", autouse=True)
def world(django_db_setup, django_db_blocker):
    from items.models import Item

    with django_db_blocker.unblock():
        Item.objects.create(name="world")
    os.environ["WORLD"] = "1"
    open("world.txt", "w").close()
    yield


@pytest.fixture
def region():
    os.environ["REGION"] = "eu"
"""
CLEAN = """
import logging
import os
import time
from pathlib import Path
from unittest import mock

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import TestCase, override_settings
from items import models
from items.models import Item

pytestmark = pytest.mark.django_db


def test_nothing(region):
    Item.objects.create(name="a")


@pytest.mark.django_db(transaction=True)
def test_flushes():
    Item.objects.create(name="a")


class TestRolledBack(TestCase):
    @classmethod
    def setUpTestData(cls):
        Item.objects.create(name="a")

    def test_rolled_back(self):
        ContentType.objects.get_for_model(Item)
        assert Item.objects.count() == 2


def test_put_back(monkeypatch, tmp_path):
    monkeypatch.setenv("A", "1")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(models, "Item", None)
    with mock.patch.dict(os.environ, {"B": "1"}), mock.patch("time.sleep"), override_settings(DEBUG=True):
        time.sleep(1)
    Path("x.txt").write_text("x")


def logs():
    logging.getLogger("items").info("x")


def first_to_import():
    import items.lazily


def writes_what_was_there():
    path = Path(models.__file__)
    path.write_bytes(path.read_bytes())


def caches():
    Path("__pycache__").mkdir(exist_ok=True)
    Path("__pycache__/x.pyc").touch()


@pytest.mark.parametrize(
    "act", [logs, first_to_import, writes_what_was_there, caches], ids=lambda act: act.__name__
)
def test_clean(act):
    act()
"""
DIRTY = """
import decimal
import logging
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings
from items import models
from items.models import Item

HERE = Path(models.__file__).parents[1]
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def rows(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        Item.objects.create(name="a")
        Item.objects.create(name="b")


def test_rows(rows):
    pass


def environment():
    os.environ["LEFT"] = "1"


def removed_variable():
    os.environ.pop("WORLD")


def file():
    (HERE / "media").mkdir()
    (HERE / "media/x.txt").write_text("x")
    subprocess.run(["cp", "media/x.txt", "ignored.txt"], cwd=HERE, check=True)


def changed_file():
    with open(models.__file__, "a") as file:
        file.write("# x")


def deleted_file():
    (HERE / "notes.txt").unlink()


def folder():
    os.chdir("/")


def path():
    sys.path.insert(0, "/nowhere")


def logging_level():
    logging.disable(logging.CRITICAL)
    logging.getLogger().setLevel(1)


def zone():
    os.environ["TZ"] = "Asia/Tokyo"
    time.tzset()


def timeout():
    socket.setdefaulttimeout(3)


def setting():
    settings.PAGE["size"] = 20


def decimals():
    decimal.getcontext().prec = 3


def function():
    time.sleep = lambda seconds: None


def method():
    Item.label = lambda self: "x"


def module_in_sys():
    del sys.modules["items.models"]
    sys.modules["items.models"] = mock.MagicMock()


# One process for all of them: what one leaves is there when the next begins.
ACTS = [
    environment, removed_variable, file, changed_file, deleted_file,
    folder, path, logging_level, zone, timeout,
    setting, decimals, function, method, module_in_sys,
]


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_leaves(act):
    act()
"""


@pytest.fixture(scope="module")
def leaves(tmp_path_factory):
    folder = tmp_path_factory.mktemp("leftovers")
    repository = Repository(folder / "repo")
    base = repository.commit(
        "base",
        {
            "pytest.ini": "[pytest]\nDJANGO_SETTINGS_MODULE = settings\n",
            ".gitignore": "ignored.txt\n",
            "settings.py": SETTINGS,
            "items/__init__.py": "",
            "items/models.py": MODELS,
            "items/lazily.py": "import os\n\nos.environ['LAZILY'] = '1'\n",
            "conftest.py": CONFTEST,
            "notes.txt": "x\n",
        },
    )
    repository.companion(base, {"tests/test_clean.py": CLEAN, "tests/test_dirty.py": DIRTY}, suites="none")
    report, _ = run_job(repository, folder / "out", "--repeats", "1")
    assert repository.git("status", "--porcelain") == ""
    assert [test["head"]["failure"] for test in report["tests"] if test["head"]["failure"]] == []
    return {
        test["nodeid"].split("::")[-1]: [f"{left['kind']}: {left['what']}" for left in test["leaves"]]
        for test in report["tests"]
    }


@pytest.mark.parametrize(
    "name, left",
    [
        ("test_rows", ["database: 2 rows in items_item"]),
        ("test_leaves[environment]", ["environment: LEFT (changed)"]),
        ("test_leaves[removed_variable]", ["environment: WORLD (unset)"]),
        # What git ignores stays in the checkout after the first run of the file.
        ("test_leaves[file]", ["file: ignored.txt (changed)", "file: media/x.txt (created)"]),
        ("test_leaves[changed_file]", ["file: items/models.py (changed)"]),
        ("test_leaves[deleted_file]", ["file: notes.txt (deleted)"]),
        ("test_leaves[folder]", ["process: the working directory (changed)"]),
        ("test_leaves[path]", ["process: sys.path (changed)"]),
        (
            "test_leaves[logging_level]",
            ["process: logging.disable (changed)", "process: the level of the root logger (changed)"],
        ),
        ("test_leaves[zone]", ["environment: TZ (changed)", "process: the time zone (changed)"]),
        ("test_leaves[timeout]", ["process: the default timeout of sockets (changed)"]),
        ("test_leaves[setting]", ["process: the Django setting PAGE (changed)"]),
        ("test_leaves[decimals]", ["process: the decimal context (changed)"]),
        ("test_leaves[function]", ["process: time.sleep (replaced)"]),
        ("test_leaves[method]", ["process: items.models.Item.label (replaced)"]),
        ("test_leaves[module_in_sys]", ["process: sys.modules['items.models'] (replaced)"]),
    ],
)
def test_a_leftover_is_named(leaves, name, left):
    assert leaves[name] == left


@pytest.mark.parametrize(
    "name",
    [
        "test_nothing",
        "test_flushes",
        "test_rolled_back",
        "test_put_back",
        "test_clean[logs]",
        "test_clean[first_to_import]",
        "test_clean[writes_what_was_there]",
        "test_clean[caches]",
    ],
)
def test_what_is_put_back_or_the_project_s_own_is_no_leftover(leaves, name):
    assert leaves[name] == []
