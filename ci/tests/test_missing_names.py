"""Suggested files on base, where some of the names they import do not exist yet."""

import subprocess
import sys
import textwrap

import pytest

from testwright_ci.missing_names import tolerate_missing_names


def run_tolerant(tmp_path, test_file: str) -> dict:
    """Outcome per test of the tolerant file beside a module that knows `old` only."""
    (tmp_path / "shop.py").write_text("def old(x):\n    return x\n")
    source = textwrap.dedent(test_file).encode()
    (tmp_path / "test_new.py").write_bytes(tolerate_missing_names(source))
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-rA", "-q", "-p", "no:cacheprovider", "test_new.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    outcomes = {}
    for line in ended.stdout.split("\n"):
        word, _, rest = line.partition(" ")
        if word in ("PASSED", "FAILED", "ERROR"):
            outcomes[rest.split(" - ")[0].split("::")[-1]] = word
    assert outcomes, ended.stdout
    return outcomes


def test_only_tests_that_use_a_missing_name_fail(tmp_path):
    outcomes = run_tolerant(
        tmp_path,
        """
        import pytest
        from shop import (
            new,
            old,
        )
        from shop.later import thing as other

        def test_old():
            assert old(1) == 1

        def test_new():
            assert new(1) == 1

        def test_swallowed():
            with pytest.raises(Exception):
                new(1)

        def test_other():
            assert other.size == 1
        """,
    )
    assert outcomes == {
        "test_old": "PASSED",
        "test_new": "FAILED",
        "test_swallowed": "FAILED",
        "test_other": "FAILED",
    }


@pytest.mark.parametrize(
    "text",
    ["def broken(:\n", "from __future__ import annotations\n", "from shop import *\n", "import a.b\n", "import a; import b\n", ""],
)
def test_what_cannot_be_made_tolerant_stays_as_it_is(text):
    assert tolerate_missing_names(text.encode()) == text.encode()


def test_line_numbers_stay():
    source = b"from shop import (\n    new,\n)\n\nX = 1\n"
    tolerant = tolerate_missing_names(source)
    assert tolerant.split(b"\n")[4] == b"X = 1"
    assert len(tolerant.split(b"\n")) == len(source.split(b"\n"))
