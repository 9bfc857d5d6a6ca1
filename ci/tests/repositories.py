"""Real git repositories for the tests, and the job run on them."""

import json
import os
import subprocess
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from testwright_ci.__main__ import main


class Repository:
    """A git repository that tests fill commit by commit."""

    def __init__(self, folder: Path) -> None:
        self.root = folder
        folder.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> str:
        identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"]
        done = subprocess.run(["git", *identity, *arguments], cwd=self.root, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self, message: str, files: dict) -> str:
        """Writes the files (None deletes one) and commits them; returns the SHA."""
        for name, content in files.items():
            path = self.root / name
            if content is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        self.git("add", "-A", "-f")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def companion(
        self,
        base: str,
        files: dict,
        *,
        kind: str = "tests",
        suites: str = "base head",
        evidence: str = "full",
    ) -> str:
        """A companion commit on top of HEAD, with the trailers that the app writes."""
        trailers = [
            "Testwright-Run: run-1",
            "Testwright-Round: 2",
            f"Testwright-Base: {base}",
            f"Testwright-Kind: {kind}",
            f"Testwright-Suites: {suites}",
            f"Testwright-Evidence: {evidence}",
        ]
        return self.commit("Suggested tests [skip ci]\n\n" + "\n".join(trailers) + "\n", files)


def run_job(repository: Repository, output: Path, *arguments: str) -> tuple:
    """`(report, what the job printed)`; fails when no report was written. Nothing is repeated unless `arguments` say so."""
    printed = StringIO()
    with redirect_stdout(printed):
        code = main(
            ["--directory", str(repository.root), "--output", str(output), "--repeats", "0", *arguments]
        )
    assert code == 0, printed.getvalue()
    return json.loads((output / "testwright-report.json").read_text(encoding="utf-8")), printed.getvalue()


def stock_counts(
    repository: Repository, commit: str, clone: Path, *, import_root: str = "", options=()
) -> dict:
    """Counts per file as coverage's own commands print them in a plain clone of the commit."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("COV", "PYTEST"))
    }
    if import_root:
        environment["PYTHONPATH"] = str(clone / import_root)
    subprocess.run(["git", "clone", "-q", str(repository.root), str(clone)], check=True, capture_output=True)
    subprocess.run(["git", "checkout", "-q", commit], cwd=clone, check=True, capture_output=True)
    for command in (
        ["coverage", "run", "--branch", "-m", "pytest", "-q", *options],
        ["coverage", "combine"],
        ["coverage", "json", "-o", "stock.json", "--fail-under=0"],
    ):
        if command[1] == "combine" and not list(clone.glob(".coverage.*")):
            continue
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=clone, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
    files = json.loads((clone / "stock.json").read_text(encoding="utf-8"))["files"]
    return {
        name: (
            entry["summary"]["num_statements"],
            entry["missing_lines"],
            entry["summary"]["num_branches"],
            sorted(entry["missing_branches"]),
        )
        for name, entry in files.items()
    }


def our_counts(coverage: dict) -> dict:
    """The report's counts in the same form, without the files that only we list."""
    return {
        name: (
            entry["lines"]["total"],
            entry["missingLines"],
            entry["branches"]["total"],
            sorted(entry["missingBranches"]),
        )
        for name, entry in coverage["files"].items()
        if entry["measured"]
    }
