"""Trailers, limits, dependency files, outcomes and paths: tables of inputs and results."""

import datetime

import pytest

from repositories import Repository
from testwright_ci.dependencies import changed_dependencies
from testwright_ci.git_tree import GitTree
from testwright_ci.limits import cap, cap_name, shorten_middle
from testwright_ci.outcomes import fold_outcomes
from testwright_ci.paths import is_test_file
from testwright_ci.present_time import depends_on_now
from testwright_ci.trailers import Trailers, parse_trailers

SHA = "a" * 40
LINES = [
    "Testwright-Run: r-1",
    "Testwright-Round: 3",
    f"Testwright-Base: {SHA}",
    "Testwright-Kind: tests",
    "Testwright-Suites: none",
]


def test_trailers_are_read_from_the_message():
    assert parse_trailers("x [skip ci]\n\n" + "\n".join(LINES) + "\n") == Trailers(
        "r-1", 3, SHA, "tests", False, False
    )


@pytest.mark.parametrize(
    "old, new",
    [
        (LINES[0], ""),
        ("Round: 3", "Round: 0"),
        ("Round: 3", "Round: 1001"),
        (SHA, "main"),
        ("Kind: tests", "Kind: other"),
        ("Suites: none", "Suites: head"),
    ],
)
def test_a_message_with_a_missing_or_malformed_trailer_has_none(old, new):
    assert parse_trailers("\n".join(LINES).replace(old, new)) is None


@pytest.mark.parametrize("text", ["a" * 50, "😀" * 50, "a😀" * 30, "\ud800" * 40])
@pytest.mark.parametrize("shorten", [cap, cap_name, shorten_middle])
def test_a_shortened_text_keeps_to_the_limit_in_utf_16_units(text, shorten):
    short = shorten(text, 30)
    assert len(short.encode("utf-16-le", "surrogatepass")) // 2 <= 30
    assert shorten("short", 30) == "short"


def test_two_long_names_stay_two():
    assert cap_name("a" * 50 + "1", 30) != cap_name("a" * 50 + "2", 30)


@pytest.mark.parametrize(
    "path, expected",
    [
        ("tests/factories.py", True),
        ("shop/test/data.py", True),
        ("shop/tests.py", True),
        ("conftest.py", True),
        ("test_x.py", True),
        ("shop/x_test.py", True),
        ("shop/contest.py", False),
        ("shop/latest.py", False),
        ("testing/x.py", False),
    ],
)
def test_test_files_are_known_by_name_and_folder(path, expected):
    assert is_test_file(path) is expected


PYPROJECT = '[project]\nname = "x"\nversion = "{0}"\ndependencies = ["{1}"]\n'
GROUPS = "[dependency-groups]\n{0} = ['{1}']\n"
POETRY = '[tool.poetry.dependencies]\npython = "^3.{0}"\ndjango = "{1}"\n'
SETUP = (
    "from setuptools import setup\nDEPS = ['{1}']\nsetup(version='{0}', install_requires=DEPS + ['six'])\n"
)
UV = (
    '[[package]]\nname = "x"\nversion = "{0}"\nsource = {{ editable = "." }}\n'
    '[[package]]\nname = "django"\nversion = "{1}"\n'
    '[[package]]\nname = "elsewhere"\nversion = "{2}"\n'
)
CFG = (
    "[metadata]\nversion={0}\n[options]\ninstall_requires=\n  {1}\n[options.extras_require]\ndocs = sphinx\n"
)
INSTALLED = {"django": "5.2", "six": "1.16.0", "pytest": "9.0"}


@pytest.mark.parametrize(
    "path, before, after, expected",
    [
        ("pyproject.toml", PYPROJECT.format(1, "six"), PYPROJECT.format(2, "six"), []),
        ("pyproject.toml", PYPROJECT.format(1, "django>=4"), PYPROJECT.format(1, "django>=5"), []),
        ("pyproject.toml", PYPROJECT.format(1, "django<5"), PYPROJECT.format(1, "django>=5"), ["django<5"]),
        ("pyproject.toml", PYPROJECT.format(1, "gone"), PYPROJECT.format(1, "six"), ["gone"]),
        ("pyproject.toml", GROUPS.format("docs", "sphinx<7"), GROUPS.format("docs", "sphinx"), []),
        ("pyproject.toml", GROUPS.format("dev", "pytest<9"), GROUPS.format("dev", "pytest"), ["pytest<9"]),
        ("pyproject.toml", POETRY.format(8, "^5.0"), POETRY.format(9, "^5.1"), []),
        ("pyproject.toml", POETRY.format(8, "^4.2"), POETRY.format(8, "^5.1"), ["django>=4.2,<5"]),
        ("pyproject.toml", POETRY.format(8, "~5.1"), POETRY.format(8, "*"), ["django>=5.1,<5.2"]),
        ("pyproject.toml", GROUPS.format("docs", "sphinx<7"), GROUPS.format("lint", "pylint"), []),
        ("pyproject.toml", GROUPS.format("dev", "pytest<9"), GROUPS.format("lint", "pylint"), ["pytest<9"]),
        ("setup.py", SETUP.format(1, "django"), SETUP.format(2, "django"), []),
        ("setup.py", SETUP.format(1, "django<5"), SETUP.format(1, "django"), ["django<5"]),
        ("setup.py", SETUP.replace("DEPS =", "DEPS = read() or").format(1, "a"), SETUP.format(1, "django"), ["BoolOp"]),
        ("setup.cfg", CFG.format(1, "six"), CFG.format(2, "six"), []),
        ("setup.cfg", CFG.format(1, "django<5"), CFG.format(1, "django"), ["django<5"]),
        ("requirements-dev.txt", "six==1.16.0 \\\n  --hash=sha256:1\n", "# note\n\nsix==1.16.0\n", []),
        ("requirements/base.txt", "six==1.15\n-r other.txt\n", "six==1.16.0\n", ["six==1.15"]),
        ("requirements.txt", "six==1.15; python_version < '3'\n", "six\n", []),
        ("requirements.txt", "six @ https://example.org/six.zip\n", "six\n", ["six @ https"]),
        ("requirements/docs.txt", "sphinx==1\n", "sphinx==2\n", []),
        ("uv.lock", UV.format(1, "5.2", 1), UV.format(2, "5.2", 2), []),
        ("uv.lock", UV.format(1, "4.2", 1), UV.format(1, "5.2", 1), ["django==4.2"]),
        ("Pipfile", "[packages]\ndjango = '==4.2'\n", "[packages]\ndjango = '*'\n", ["django==4.2"]),
        ("Pipfile.lock", '{"default": {"django": {"version": "==4.2"}}}', '{"default": {}}', ["django==4.2"]),
        ("environment.yml", "a", "b", ["the whole file"]),
        ("docs/requirements.txt", "six<1", "six", []),
        ("shop/price.py", "a = 1\n", "b = 1\n", []),
        ("other/pyproject.toml", PYPROJECT.format(1, "six<1"), PYPROJECT.format(1, "six"), []),
    ],
)  # fmt: skip
def test_base_is_not_comparable_when_the_environment_lacks_what_only_base_asks_for(
    tmp_path, path, before, after, expected
):
    repository = Repository(tmp_path / "repo")
    base, head = repository.commit("base", {path: before}), repository.commit("head", {path: after})
    found = changed_dependencies(GitTree(str(repository.root)), base, head, "", INSTALLED)
    assert len(found) == len(expected)
    for sentence, line in zip(found, expected, strict=True):
        assert sentence.startswith(f"{path} (") and line in sentence


def test_a_requirement_that_head_asks_for_in_another_file_does_not_cost_the_comparison(tmp_path):
    repository = Repository(tmp_path / "repo")
    setup = "from setuptools import setup\nsetup(extras_require={'wide': ['six<1'], 'old': ['gone', 'six==1.15']})\n"
    base = repository.commit("base", {"setup.py": setup})
    moved = '[project]\nname = "x"\n[project.optional-dependencies]\nwide = ["six<1"]\n'
    head = repository.commit("head", {"setup.py": None, "pyproject.toml": moved})
    found = changed_dependencies(GitTree(str(repository.root)), base, head, "", INSTALLED)
    assert found == ["setup.py (six==1.15)"]


def phase(name, outcome, *, xfail=False):
    failure = {"type": name} if outcome == "failed" else None
    return {
        "event": "phase", "nodeid": "t", "phase": name, "outcome": outcome,
        "xfail": xfail, "duration": 0.5, "failure": failure,
    }  # fmt: skip


@pytest.mark.parametrize(
    "phases, expected",
    [
        ([phase("setup", "passed"), phase("call", "passed"), phase("teardown", "passed")], "passed"),
        ([phase("setup", "passed"), phase("call", "failed"), phase("teardown", "failed")], "failed"),
        ([phase("setup", "passed"), phase("call", "passed"), phase("teardown", "failed")], "error"),
        ([phase("setup", "failed"), phase("teardown", "passed")], "error"),
        ([phase("setup", "skipped"), phase("teardown", "passed")], "skipped"),
        ([phase("setup", "passed"), phase("call", "skipped", xfail=True)], "xfailed"),
        ([phase("setup", "passed"), phase("call", "passed", xfail=True)], "xpassed"),
    ],
)
def test_the_phases_of_a_test_fold_into_one_outcome(phases, expected):
    assert fold_outcomes(phases)["t"]["outcome"] == expected


@pytest.mark.parametrize(
    "value, expected",
    [
        (1_700_000_000, True),
        (1_600_000_000, False),
        (datetime.datetime(2023, 11, 14, 22), True),
        (datetime.date(2023, 11, 15), True),
        (datetime.date(2020, 1, 1), False),
        ({"at": ["2023-11-14T22:13"]}, True),
        (True, False),
    ],
)
def test_values_at_the_present_time_are_told_apart(value, expected):
    assert depends_on_now(value, 1_700_000_000.0) is expected
