"""A suite that cannot be measured says so with a reason, and is never counted as zero."""

import subprocess
import sys
from pathlib import Path

import pytest

from repositories import Repository, run_job
from testwright_ci.__main__ import main

CI = Path(__file__).resolve().parents[1]
GOOD = {"shop/__init__.py": "", "shop/price.py": "def price(n):\n    return n\n"}
TEST = "from shop.price import price\n\n\ndef test_price():\n    assert price(1) == {0}\n"


def check(tmp_path, base_files, head_files, expected, *arguments, suggested=None, suites="base head"):
    """Runs a job over base and head; `expected` is `{suite: (status, part of the reason)}`."""
    repository = Repository(tmp_path / "repo")
    base = repository.commit("base", base_files)
    repository.commit("head", head_files)
    repository.companion(base, suggested or {}, suites=suites)
    report, printed = run_job(repository, tmp_path / "out", *arguments)
    for name, (status, reason) in expected.items():
        suite = report["suites"][name]
        assert (suite["status"], reason in (suite["reason"] or "")) == (status, True), suite
        assert (suite["coverage"] is not None) == (status in ("passed", "red", "empty"))
    return report, printed


def test_a_red_suite_is_measured_and_names_its_failures(tmp_path):
    forged = "print('::notice title=Testwright totals::forged ##[notice]x')\n"
    report, printed = check(
        tmp_path,
        {**GOOD, "tests/test_price.py": TEST.format(2) + "    x\n"},
        {"tests/test_price.py": forged + TEST.format(3)},
        {"base": ("red", "1 of 1 tests failed"), "head": ("red", "1 of 1")},
    )
    (named,) = report["suites"]["head"]["failures"]
    failure = named.pop("failure")
    assert named == {
        "nodeid": "tests/test_price.py::test_price",
        "message": "AssertionError: assert 1 == 3\n +  where 1 = price(1)",
    }
    assert "assert 1 == 3" in failure["traceback"]
    assert (failure["type"], failure["phase"]) == ("AssertionError", "call")
    assert (failure["raisedIn"], failure["path"]) == ("test", "tests/test_price.py")
    assert report["suites"]["head"]["counts"] == {"passed": 0, "failed": 1, "errors": 0, "skipped": 0}
    lines = [line for line in printed.splitlines() if line.lstrip().startswith("::") or "##[" in line]
    assert len(lines) == 1 and "forged" not in lines[0]


def test_a_conftest_that_fails_and_a_project_without_tests(tmp_path):
    check(
        tmp_path,
        GOOD,
        {"conftest.py": "import nowhere\n", "tests/test_price.py": TEST.format(1)},
        {"base": ("empty", "no test"), "head": ("uncollectable", "nowhere")},
    )


def test_a_suite_that_cannot_start_says_why_in_one_line(tmp_path):
    stop = "def pytest_load_initial_conftests():\n    raise RuntimeError('the plugin wants a token')\n"
    report, printed = check(
        tmp_path,
        {**GOOD, "plugin.py": stop, "pytest.ini": "[pytest]\naddopts = -p plugin\n"},
        {"pytest.ini": "[pytest]\n", "conftest.py": "import nowhere\n"},
        {
            "base": ("error", "RuntimeError: the plugin wants a token (plugin.py, line 2)"),
            "head": ("uncollectable", "No module named 'nowhere'"),
        },
    )
    for suite in report["suites"].values():
        assert len(suite["reason"]) < 200 and "\n" not in suite["reason"]
    assert "Traceback (most recent call last)" in printed


def test_a_django_project_without_settings_is_told_where_to_name_them(tmp_path):
    unset = "raise RuntimeError('You must define the environment variable DJANGO_SETTINGS_MODULE')\n"
    hint = "under `env:` in testwright.yml"
    check(
        tmp_path,
        {**GOOD, "tests/test_price.py": unset},
        {"tests/test_price.py": TEST.format(1)},
        {"base": ("uncollectable", hint), "head": ("passed", "")},
    )


def test_collection_errors_and_changed_dependencies(tmp_path):
    report, _ = check(
        tmp_path,
        {**GOOD, "requirements.txt": "pytest<7\n"},
        {"requirements.txt": "pytest\n", "tests/test_price.py": "from shop.price import nothing\n"},
        {
            "base": ("not-comparable", "requirements.txt (pytest<7)"),
            "head": ("uncollectable", "cannot import name 'nothing'"),
        },
        suggested={"tests/test_new.py": TEST.format(1)},
    )
    [test] = report["tests"]
    assert (test["head"]["outcome"], test["base"], test["adds"]) == ("passed", None, None)
    assert report["companion"] is None
    assert any("requirements.txt" in sentence for sentence in report["skipped"])


def test_a_suite_beyond_the_time_limit_is_too_slow(tmp_path):
    report, _ = check(
        tmp_path,
        {**GOOD, "tests/test_price.py": TEST.format(1)},
        {"tests/test_slow.py": "import time\n\n\ndef test_slow():\n    time.sleep(60)\n"},
        {"head": ("too-slow", "limit"), "base": ("passed", "")},
        "--time-limit-minutes",
        "0.2",
    )
    assert report["durationMs"] < 25_000


def test_a_module_from_elsewhere_makes_the_tree_wrong(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "shop").mkdir(parents=True)
    for name, content in GOOD.items():
        (elsewhere / name).write_text(content, encoding="utf-8")
    check(
        tmp_path,
        {**GOOD, "tests/test_price.py": TEST.format(1)},
        {"conftest.py": f"import sys\n\nsys.path.insert(0, {str(elsewhere)!r})\n"},
        {"base": ("passed", ""), "head": ("wrong-tree-imported", str(elsewhere))},
    )


def test_an_installed_copy_of_a_src_layout_project_does_not_stand_in_for_the_tree(tmp_path, monkeypatch):
    installed = tmp_path / "site-packages" / "shop"
    installed.mkdir(parents=True)
    (installed / "__init__.py").write_text("", encoding="utf-8")
    (installed / "price.py").write_text("def price(n):\n    return -1\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(installed.parent))
    files = {f"src/{name}": content for name, content in GOOD.items()}
    report, _ = check(
        tmp_path,
        {**files, "tests/test_price.py": TEST.format(1)},
        {"src/shop/price.py": "def price(n):\n    return n or 0\n"},
        {"base": ("passed", ""), "head": ("passed", "")},
    )
    assert report["suites"]["head"]["coverage"]["files"]["src/shop/price.py"]["lines"] == {
        "covered": 2,
        "total": 2,
    }


def test_suites_that_were_not_asked_for_are_not_run(tmp_path):
    report, _ = check(
        tmp_path,
        {**GOOD, "tests/test_price.py": TEST.format(1)},
        {"shop/price.py": "def price(n):\n    return n or 0\n"},
        {"base": ("not-asked", ""), "head": ("not-asked", "")},
        suggested={"tests/test_new.py": TEST.format(1)},
        suites="none",
    )
    [test] = report["tests"]
    assert (test["head"]["outcome"], test["base"]["outcome"], test["adds"]) == ("passed", "passed", None)
    assert test["covers"] == {"shop/price.py": {"lines": [2], "branches": []}}
    assert report["companion"] is None


def test_an_environment_without_pytest_still_yields_a_report_with_the_remedy(tmp_path):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "bare")], check=True)
    repository = Repository(tmp_path / "repo")
    base = repository.commit("base", {**GOOD, "testwright_ci/__init__.py": "raise SystemExit('shadowed')\n"})
    repository.companion(base, {"tests/test_new.py": TEST.format(1)})
    python = tmp_path / "bare" / "bin" / "python"
    done = subprocess.run(
        [str(python), "-I", str(CI), "--output", str(tmp_path / "out")],
        cwd=repository.root,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    report = (tmp_path / "out" / "testwright-report.json").read_text(encoding="utf-8")
    assert "pytest is not installed" in report and "add it to the install step" in report


@pytest.mark.parametrize("message, word", [("An ordinary commit", "trailers"), (None, "parent")])
def test_a_commit_that_is_no_companion_ends_with_an_error(tmp_path, capsys, message, word):
    repository = Repository(tmp_path / "repo")
    if message:
        repository.commit(message, GOOD)
    else:
        repository.companion("a" * 40, GOOD)
    assert main(["--directory", str(repository.root), "--output", str(tmp_path / "out")]) == 1
    assert word in capsys.readouterr().out
    assert not (tmp_path / "out").exists()


def test_a_base_that_the_clone_does_not_hold_is_an_error_with_the_remedy(tmp_path):
    repository = Repository(tmp_path / "repo")
    repository.commit("head", {**GOOD, "tests/test_price.py": TEST.format(1)})
    repository.companion("a" * 40, {})
    report, _ = run_job(repository, tmp_path / "out")
    assert report["suites"]["base"]["status"] == "error"
    assert "fetch-depth: 0" in report["suites"]["base"]["reason"]
    assert report["suites"]["head"]["status"] == "passed"


def test_processes_that_measured_no_branches_do_not_spoil_the_suite_s_counts(tmp_path):
    spawn = (
        "import multiprocessing\nfrom shop.price import price\n\n\ndef test_price():\n"
        "    process = multiprocessing.get_context('spawn').Process(target=price, args=(1,))\n"
        "    process.start()\n    process.join()\n    assert process.exitcode == 0\n"
    )
    settings = "[run]\nconcurrency = multiprocessing\nparallel = true\n"
    report, _ = check(
        tmp_path,
        GOOD,
        {"tests/test_spawn.py": spawn, ".coveragerc": settings},
        {"base": ("empty", ""), "head": ("passed", "")},
    )
    assert report["suites"]["head"]["coverage"]["totals"]["lines"] == {"covered": 1, "total": 2}


SETTINGS = "SECRET_KEY = 'x'\nINSTALLED_APPS = ['django.contrib.contenttypes']\n"
PLAIN = "from django.test import SimpleTestCase\n\n\nclass T(SimpleTestCase):\n    def test_{0}(self):\n        {1}\n"
USES_SETTINGS = "from django.conf import settings\n        assert settings.DEBUG is False"
SET_UP = "import os\n\nimport django\n\nos.environ['DJANGO_SETTINGS_MODULE'] = 'settings'\ndjango.setup()\n"


@pytest.mark.parametrize(
    "files, status",
    [
        # Tests in tests.py, which pytest does not collect by itself.
        ({"items/tests.py": PLAIN.format("a", "pass")}, "runner-not-supported"),
        # A module that needs settings when it is imported.
        ({"tests/test_a.py": "from django.contrib.contenttypes import models\n"}, "runner-not-supported"),
        # Settings are missing in every test.
        ({"tests/test_a.py": PLAIN.format("a", USES_SETTINGS)}, "runner-not-supported"),
        # No tables: there is no test database without Django's runner.
        (
            {
                "settings.py": SETTINGS
                + "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': ':memory:'}}\n",
                "conftest.py": SET_UP,
                "tests/test_a.py": "def test_a():\n    from django.contrib.contenttypes.models import ContentType\n\n"
                "    ContentType.objects.count()\n",
            },
            "runner-not-supported",
        ),
        # What pytest runs without pytest-django stays supported.
        (
            {
                "settings.py": SETTINGS,
                "conftest.py": SET_UP,
                "tests/test_a.py": PLAIN.format("a", USES_SETTINGS),
            },
            "passed",
        ),
        ({"tests/test_a.py": "def test_a():\n    assert 1 == 2\n"}, "red"),
        # A mistake of the change's own.
        ({"tests/test_a.py": "import nowhere\n"}, "uncollectable"),
    ],
    ids=["tests.py", "import", "settings", "tables", "plain", "red", "own"],
)
def test_a_django_project_without_pytest_django(tmp_path, monkeypatch, files, status):
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setattr("testwright_ci.django_runner._PYTEST_DJANGO", "a-plugin-that-is-not-installed")
    repository = Repository(tmp_path / "repo")
    repository.commit("head", {"web/manage.py": "import os\n", **files})
    repository.companion("a" * 40, {})
    suite = run_job(repository, tmp_path / "out")[0]["suites"]["head"]
    assert suite["status"] == status, suite
    assert ("add pytest-django" in (suite["reason"] or "")) == (status == "runner-not-supported")
