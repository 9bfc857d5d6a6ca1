"""What the report says about each suggested test, on head and on base."""

import pytest

from repositories import Repository, run_job
from testwright_ci import suggestions

PRICE = "def price(n):\n    if n > 10:\n        return n * {0}\n    return n\n"
SUGGESTED = """
import json
import os
import socket
import time
import unittest

import pytest
from shop.price import price


@pytest.mark.parametrize("n, expected", [(11, 33), (1, 1)])
def test_price(n, expected):
    assert price(n) == expected


def test_wrong():
    assert price(1) == 2, "one"


def test_in_project():
    price("a")


def test_in_library():
    json.loads("{")


def test_not_raised():
    with pytest.raises(ValueError):
        price(1)


def test_fixture(missing_fixture):
    pass


@pytest.mark.skip(reason="later")
def test_skipped():
    pass


@pytest.mark.xfail
def test_xfailed():
    assert False


@pytest.mark.xfail
def test_xpassed():
    pass


class TestCase(unittest.TestCase):
    def test_unit(self):
        self.assertEqual(price(2), 3)


@pytest.fixture(scope="session")
def prepared():
    return price(20)


def test_with_session(prepared):
    assert price(1) == 1


def test_network():
    socket.create_connection(("93.184.216.34", 80), timeout=1)


def test_litter():
    with open("litter.txt", "w") as file:
        file.write("x")
    with open("shop/price.py", "a") as file:
        file.write("# spoilt")
"""
DEADLY = """
import os
import time
from shop.price import price


def test_before():
    assert price(20) == 60


def test_hangs():
    time.sleep(60)


def test_dies():
    os._exit(7)


def test_after():
    assert price(1) == 1
"""


@pytest.fixture(scope="module")
def evidence(tmp_path_factory):
    """One job over one repository, with a blank and a letter beyond ASCII in its path."""
    folder = tmp_path_factory.mktemp("evidence")
    repository = Repository(folder / "my répo")
    base = repository.commit(
        "base",
        {
            "shop/__init__.py": "",
            "shop/price.py": PRICE.format(2),
            "tests/test_price.py": "from shop.price import price\n\n\ndef test_one():\n    assert price(1) == 1\n",
        },
    )
    repository.commit(
        "head", {"shop/price.py": PRICE.format(3), "shop/fresh.py": "def fresh():\n    return 1\n"}
    )
    repository.companion(
        base,
        {
            "tests/test_suggested.py": SUGGESTED,
            "tests/test_deadly.py": DEADLY,
            "tests/test_broken.py": "import nowhere\n",
            "tests/test_syntax.py": "def test_x(:\n",
            "tests/test_empty.py": "X = 1\n",
            "tests/test_fresh.py": "from shop.fresh import fresh\n\n\ndef test_fresh():\n    assert fresh() == 1\n",
        },
    )
    patch = pytest.MonkeyPatch()
    patch.setattr(suggestions, "ITEM_SECONDS", 1.0)
    try:
        report, printed = run_job(repository, folder / "out")
    finally:
        patch.undo()
    return {
        "report": report,
        "printed": printed,
        "repository": repository,
        "out": folder / "out",
        "tests": {test["nodeid"].split("::", 1)[1]: test for test in report["tests"]},
    }


@pytest.mark.parametrize(
    "name, head, base",
    [
        ("test_price[11-33]", "passed", "failed"),
        ("test_price[1-1]", "passed", "passed"),
        ("test_wrong", "failed", "failed"),
        ("test_fixture", "error", "error"),
        ("test_skipped", "skipped", "skipped"),
        ("test_xfailed", "xfailed", "xfailed"),
        ("test_xpassed", "xpassed", "xpassed"),
        ("TestCase::test_unit", "failed", "failed"),
        ("test_fresh", "passed", "not-collected"),
        ("test_before", "passed", "failed"),
        ("test_hangs", "timeout", "timeout"),
        ("test_dies", "error", "error"),
        ("test_after", "passed", "passed"),
    ],
)
def test_each_test_has_its_outcome_on_head_and_on_base(evidence, name, head, base):
    test = evidence["tests"][name]
    assert (test["head"]["outcome"], test["base"]["outcome"]) == (head, base)


@pytest.mark.parametrize(
    "name, kind, phase, raised_in, path",
    [
        ("test_wrong", "AssertionError", "call", "test", "tests/test_suggested.py"),
        ("test_in_project", "TypeError", "call", "project", "shop/price.py"),
        ("test_in_library", "JSONDecodeError", "call", "elsewhere", "tests/test_suggested.py"),
        ("test_not_raised", "Failed", "call", "test", "tests/test_suggested.py"),
        ("test_fixture", "FixtureLookupError", "setup", "elsewhere", None),
        ("TestCase::test_unit", "AssertionError", "call", "test", "tests/test_suggested.py"),
        ("test_network", "NetworkBlocked", "call", "elsewhere", "tests/test_suggested.py"),
        ("test_hangs", "Timeout", "call", "elsewhere", None),
    ],
)
def test_a_failure_names_its_exception_and_whose_frame_raised_it(
    evidence, name, kind, phase, raised_in, path
):
    failure = evidence["tests"][name]["head"]["failure"]
    found = (failure["type"], failure["phase"], failure["raisedIn"], failure["path"])
    assert found == (kind, phase, raised_in, path)


def test_a_test_adds_what_head_s_own_suite_does_not_execute(evidence):
    three = evidence["tests"]["test_price[11-33]"]
    assert three["covers"] == {"shop/price.py": {"lines": [2, 3], "branches": [[2, 3]]}}
    assert three["adds"] == {"shop/price.py": {"lines": [3], "branches": [[2, 3]]}}
    assert evidence["tests"]["test_price[1-1]"]["adds"] == {}
    assert evidence["tests"]["test_wrong"]["covers"] == {}


def test_what_prepares_the_whole_session_is_no_line_of_the_test_that_comes_first(evidence):
    assert evidence["tests"]["test_with_session"]["covers"]["shop/price.py"]["lines"] == [2, 4]


def test_a_test_beside_one_that_kills_the_process_keeps_its_coverage(evidence):
    assert evidence["tests"]["test_before"]["covers"]["shop/price.py"]["lines"] == [2, 3]


def test_each_file_is_collected_alone_and_says_why_it_cannot_be(evidence):
    found = {
        entry["path"]: (entry["status"], (entry["failure"] or {}).get("type"))
        for entry in evidence["report"]["files"]
    }
    assert found == {
        "tests/test_broken.py": ("uncollectable", "ModuleNotFoundError"),
        "tests/test_deadly.py": ("collected", None),
        "tests/test_empty.py": ("empty", None),
        "tests/test_fresh.py": ("collected", None),
        "tests/test_suggested.py": ("collected", None),
        "tests/test_syntax.py": ("uncollectable", "SyntaxError"),
    }


def test_a_name_that_base_does_not_have_is_told_apart_from_behaviour(evidence):
    failure = evidence["tests"]["test_fresh"]["base"]["failure"]
    assert (failure["type"], failure["phase"], failure["raisedIn"]) == (
        "MissingOnBase",
        "call",
        "elsewhere",
    )


def test_files_that_no_suite_imported_count_as_not_executed(evidence):
    head = evidence["report"]["suites"]["head"]["coverage"]
    assert head["files"]["shop/fresh.py"]["measured"] is False
    assert head["files"]["shop/fresh.py"]["missingLines"] == [1, 2]
    assert head["totals"]["lines"] == {"covered": 3, "total": 6}
    assert head["files"]["tests/test_price.py"]["isTest"] is True
    assert evidence["report"]["companion"]["totals"]["lines"] == {"covered": 6, "total": 6}
    assert "shop/fresh.py" not in evidence["report"]["suites"]["base"]["coverage"]["files"]


def test_what_a_test_left_in_the_checkout_is_reported_and_removed(evidence):
    assert any("litter.txt" in sentence for sentence in evidence["report"]["skipped"])
    assert evidence["repository"].git("status", "--porcelain", "--ignored") == ""
    assert evidence["repository"].git("rev-parse", "--abbrev-ref", "HEAD") == "main"


def test_the_notice_carries_the_totals_on_one_line(evidence):
    notices = [line for line in evidence["printed"].splitlines() if line.startswith("::")]
    assert notices == [
        "::notice title=Testwright totals::run run-1 round 2: base 3/4 lines 1/2 branches"
        " | head 3/6 lines 1/2 branches | with suggestions 6/6 lines 2/2 branches | 7 passed 12 not"
    ]


def test_lcov_and_junit_files_stand_beside_the_report(evidence):
    names = {path.name for path in evidence["out"].iterdir()}
    assert {"base.lcov", "head.lcov", "companion.lcov", "base.junit.xml", "head.junit.xml"} <= names
    lcov = (evidence["out"] / "head.lcov").read_text(encoding="utf-8")
    record = next(part for part in lcov.split("end_of_record\n") if "SF:shop/price.py" in part)
    assert "DA:3,0" in record and "DA:2,1" in record and "BRDA:2,0,0,0" in record and "BRF:2\nBRH:1" in record
