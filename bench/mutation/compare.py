"""Mutants of real release differences: the verdicts of `ci/` beside a full run, for `npm run bench -- mutation`.

Two neighbouring releases become base and head, both without their tests; head's own tests are the suggestions. A full run
writes each mutant to disk and runs all tests in a fresh process. Like ours, it goes on after the first failure, because
which tests notice a mutant is asked; the time until the first failure is measured beside it. Prints progress; writes JSON.
"""

import hashlib
import json
import os
import platform
import subprocess
import sys
import tarfile
import tempfile
import time
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "ci"))

from testwright_ci.coverage_counts import project_covers  # noqa: E402
from testwright_ci.git_tree import GitTree  # noqa: E402
from testwright_ci.mutation import measure_mutants  # noqa: E402
from testwright_ci.paths import is_test_file  # noqa: E402
from testwright_ci.runner import Runner  # noqa: E402
from testwright_ci.source_text import SourceText, decode_source  # noqa: E402
from testwright_ci.suggestions import is_suggested_test, run_file  # noqa: E402
from testwright_ci.suites import suite_not_run  # noqa: E402
from testwright_ci.trailers import Trailers  # noqa: E402


def main() -> int:
    order = json.loads(sys.argv[1])
    results = []
    for project in order["projects"]:
        print(f"{project['name']} {project['base']} -> {project['head']}", flush=True)
        with tempfile.TemporaryDirectory(prefix="testwright-bench-") as folder:
            repository = _build_repository(Path(folder), project)
            if repository is None:
                return 3
            results.append({**project, **_compare(Path(folder), repository, order)})
        shown = {
            name: results[-1][name] for name in ("mutants", "compared", "agreed", "msEach", "fullMsEach")
        }
        print(f"  {shown}", flush=True)
    versions = {name: metadata.version(name) for name in ("pytest", "coverage")}
    result = {"python": platform.python_version(), "versions": versions, "projects": results}
    Path(order["output"]).write_text(json.dumps(result), encoding="utf-8")
    return 0


def _build_repository(folder: Path, project: dict):
    root = folder / "repository"
    root.mkdir()
    _git(root, "init", "--quiet", "--initial-branch=main")
    commits = {}
    for which in ("base", "head"):
        archive = _download(folder, project["name"], project[which])
        if archive is None:
            return None
        for path in _tracked(root):
            (root / path).unlink()
        with tarfile.open(archive) as file:
            file.extractall(folder / which, filter="data")
        source = next((folder / which).iterdir())
        for path in sorted(source.rglob("*")):
            name = path.relative_to(source).as_posix()
            if path.is_file() and not is_test_file(name):
                _copy(path, root / name)
        commits[which] = _commit(root, f"{project['name']} {project[which]}")
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source).as_posix()
        if path.is_file() and is_test_file(name):
            _copy(path, root / name)
    return {"root": root, **commits, "companion": _commit(root, "Suggested tests")}


def _download(folder: Path, name: str, version: str):
    target = folder / f"sdist-{version}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--no-binary", ":all:", "--dest", str(target), f"{name}=={version}"]
    done = subprocess.run(command, capture_output=True, text=True)
    found = sorted(target.glob("*.tar.gz")) if target.is_dir() else []
    if not found:
        said = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        print(f"{name} {version} could not be fetched from the package index (offline?): {said}", flush=True)
        return None
    return found[0]


def _compare(folder: Path, repository: dict, order: dict) -> dict:
    root = repository["root"]
    tree = GitTree(str(root))
    (folder / "work").mkdir()
    runner = Runner(tree=tree, cwd=str(root), work=str(folder / "work"), arguments=[])
    base, head, companion = (repository[name] for name in ("base", "head", "companion"))
    job = SimpleNamespace(
        runner=runner,
        trailers=Trailers("bench", 1, base, "tests", False, False),
        commit=companion,
        head=head,
        skipped=[],
        file_runs=[],
        head_suite=suite_not_run(head, "not-asked"),
    )
    covers = _run_suggestions(job)
    began = time.monotonic()
    mutation = measure_mutants(job, covers, began + order["seconds"])
    ms = (time.monotonic() - began) * 1000
    run = [one for one in mutation["mutants"] if one["status"] != "not-run"]
    sample = sorted(run, key=lambda one: hashlib.sha256(one["id"].encode("utf-8")).hexdigest())[
        : order["sample"]
    ]
    failing = [
        nodeid
        for file_run in job.file_runs
        for nodeid in file_run.items
        if nodeid not in covers.get(file_run.path, {})
    ]
    full = _run_fully(root, tree, companion, sample, failing)
    differing = [
        {key: one[key] for key in ("id", "original", "status")} | {"full": full[one["id"]]["status"]}
        for one in sample
        if one["status"] != full[one["id"]]["status"]
    ]
    return {
        "mutants": len(mutation["mutants"]),
        "notRun": len(mutation["mutants"]) - len(run),
        "killed": sum(one["status"] == "killed" for one in run),
        "equivalent": mutation["equivalent"],
        "tests": sum(len(found) for found in covers.values()),
        "msEach": round(ms / max(1, len(run))),
        "compared": len(sample),
        "agreed": len(sample) - len(differing),
        "fullMsEach": round(sum(entry["ms"] for entry in full.values()) / max(1, len(full))),
        "firstMsEach": round(sum(entry["firstMs"] for entry in full.values()) / max(1, len(full))),
        "differing": differing,
        "survivors": [one["id"] for one in run if one["status"] == "survived"],
        "skipped": job.skipped,
    }


def _run_suggestions(job) -> dict:
    tree, covers = job.runner.tree, {}
    tree.check_out(job.commit)
    for number, path in enumerate(tree.added(job.head, job.commit)):
        if not is_suggested_test(path):
            continue
        found = run_file(job.runner, f"tests-{number}", job.commit, path, time.monotonic() + 600, "coverage")
        job.file_runs.append(found)
        passed = [nodeid for nodeid, entry in found.outcomes.items() if entry["outcome"] == "passed"]
        sources = [{"data_file": data, "contexts": passed} for data in found.data]
        if passed and sources:
            read = job.runner.analyse(sources, contexts=passed)
            covers[path] = {
                nodeid: project_covers(entry, tree.root) for nodeid, entry in read["covers"].items()
            }
    return covers


def _run_fully(root: Path, tree: GitTree, companion: str, sample: list, failing: list) -> dict:
    tree.check_out(companion)
    roots = [str(root / name) for name in ("src", "lib") if (root / name).is_dir()]
    environment = {
        **os.environ,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join([*roots, str(root)]),
    }
    tests = [path for path in tree.files(companion) if is_test_file(path) and is_suggested_test(path)]
    command = [sys.executable, "-m", "pytest", "-q", "--tb=no", "-p", "no:cacheprovider", *tests]
    for nodeid in failing:
        command += ["--deselect", nodeid]
    began = time.monotonic()
    plain = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)
    if plain.returncode != 0:
        raise SystemExit(f"The tests do not pass without a mutant:\n{plain.stdout[-2000:]}")
    limit = max(20.0, 10 * (time.monotonic() - began))
    found = {}
    for one in sample:
        path = root / one["path"]
        source = SourceText(decode_source(path.read_bytes()))
        start, end = _place(source, one)
        path.write_text(source.replaced(start, end, one["replacement"]), encoding="utf-8")
        code, ms = _time(command, root, environment, limit)
        first_ms = _time([*command, "-x"], root, environment, limit)[1] if code else ms
        found[one["id"]] = {"status": "killed" if code else "survived", "ms": ms, "firstMs": first_ms}
        _git(root, "checkout", "--quiet", "--force", "HEAD", "--", ".")
    return found


def _time(command: list, root: Path, environment: dict, limit: float) -> tuple:
    began = time.monotonic()
    try:
        code = subprocess.run(
            command, cwd=root, env=environment, capture_output=True, timeout=limit
        ).returncode
    except subprocess.TimeoutExpired:
        code = 1
    return code, (time.monotonic() - began) * 1000


def _place(source: SourceText, mutant: dict) -> tuple:
    """Where the id says that the mutant is: `path:line:column:operator:replacement`."""
    line, column = (int(part) for part in mutant["id"][len(mutant["path"]) + 1 :].split(":")[:2])
    lines = source.text.split("\n")
    before = "".join(one + "\n" for one in lines[: line - 1]) + lines[line - 1][: column - 1]
    start = len(before.encode("utf-8"))
    return start, start + len(mutant["original"].encode("utf-8"))


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())


def _git(root: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=bench", "-c", "user.email=bench@example.org", "-c", "commit.gpgsign=false"]
    return subprocess.run(
        ["git", *identity, *arguments], cwd=root, check=True, capture_output=True, text=True
    ).stdout


def _tracked(root: Path) -> list:
    return [name for name in _git(root, "ls-files", "-z").split("\0") if name]


def _commit(root: Path, message: str) -> str:
    _git(root, "add", "--all", "--force")
    _git(root, "commit", "--quiet", "--allow-empty", "--message", message)
    return _git(root, "rev-parse", "HEAD").strip()


if __name__ == "__main__":
    sys.exit(main())
