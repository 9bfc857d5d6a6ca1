"""Produces the diagnosis corpus: failing tests with a planted cause, run by the real ci/ in several environments.

    python bench/diagnosis/produce.py --environments FOLDER [--only NAME]

FOLDER holds one virtual environment for each name in ENVIRONMENTS; `--make` creates them. What is stored are the
entries of the job's own report, never text written by hand.
"""

import argparse
import ast
import json
import re
import subprocess
import tempfile
from pathlib import Path

from cases import Case, all_cases
from project import BASE_FILES, FILES, VARIANTS

HERE = Path(__file__).resolve().parent
CI = HERE.parents[1] / "ci"

# Name → (Python, requirements). Two versions of Django, of pytest and of Python.
ENVIRONMENTS = {
    "py310-dj42-pt7": ("3.10", ["django~=4.2.0", "pytest~=7.4", "pytest-django", "coverage", "anyio"]),
    "py310-dj42-pt9": ("3.10", ["django~=4.2.0", "pytest~=9.0", "pytest-django", "coverage", "pytest-mock"]),
    "py312-dj52-pt7": ("3.12", ["django~=5.2.0", "pytest~=7.4", "pytest-django", "coverage", "pytest-mock"]),
    "py312-dj52-pt9": ("3.12", ["django~=5.2.0", "pytest~=9.0", "pytest-django", "coverage"]),
    "py312-dj52-pt9-plain": ("3.12", ["django~=5.2.0", "pytest~=9.0", "coverage"]),
}
REPEATS = 8
PASSES = 3


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--environments", type=Path, required=True)
    parser.add_argument("--make", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--cases", default="", help="beginning of the names to run; the others stay as they are stored")
    parser.add_argument("--keep", type=Path, help="reports are kept here, and taken from here when a run is repeated")
    parser.add_argument("--date", required=True)
    options = parser.parse_args()
    output = HERE / "corpus"
    output.mkdir(exist_ok=True)
    (output / "project.json").write_text(json.dumps(project_names(), indent=1) + "\n", encoding="utf-8")
    for name, (python, requirements) in ENVIRONMENTS.items():
        if options.only and options.only != name:
            continue
        environment = options.environments / name
        if options.make:
            subprocess.run([f"python{python}", "-m", "venv", environment], check=True)
            subprocess.run([environment / "bin/pip", "install", "-q", *requirements], check=True)
        produced = produce(name, environment / "bin/python", options.keep, options.cases)
        stored = output / f"{name}.json"
        if options.cases and stored.exists():
            before = json.loads(stored.read_text(encoding="utf-8"))["failures"]
            others = [one for one in before if not one["name"].startswith(options.cases)]
            produced["failures"] = others + produced["failures"]
        content = json.dumps({"date": options.date, **produced}, indent=1, ensure_ascii=False)
        content = without_machine(content, options.environments)
        (output / f"{name}.json").write_text(content + "\n", encoding="utf-8")


def project_names() -> dict:
    """What the app's record of a review knows of the project: the targets of the changed files, the existing tests."""
    targets = []
    for path in ("shop/pricing.py", "shop/models.py", "shop/views.py"):
        module = path.removesuffix(".py").replace("/", ".")
        for node in ast.parse(FILES[path]).body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                targets.append({"module": module, "qualname": node.name})
    existing = {path: text for path, text in FILES.items() if path.startswith("tests/")}
    return {"targets": targets, "existingTests": existing}


def produce(name: str, python: Path, keep, beginning: str) -> dict:
    """The corpus file of one environment."""
    cases = [case for case in all_cases() if runs_in(case, name) and case.name.startswith(beginning)]
    failures, packages, versions = [], {}, ""
    with tempfile.TemporaryDirectory(prefix="testwright-diagnosis-") as folder:
        for variant in VARIANTS:
            wanted = [case for case in cases if case.variant == variant]
            if not wanted:
                continue
            entries, report = run_all(python, Path(folder) / variant, variant, wanted, kept_as(keep, name, variant))
            packages, versions = report["environment"]["packages"], report["environment"]["python"]
            for case in wanted:
                if case.repeats and not was_cut_short(case, entries[case.name]):
                    repeat(python, Path(folder), case, entries[case.name])
            for case in wanted:
                entry = entries[case.name]
                if was_cut_short(case, entry):
                    print(f"{name}: {case.name} had no time and is left out")
                elif has_failed(entry):
                    failures.append({"name": case.name, "cause": case.cause, "isOurs": case.ours, **entry})
                else:
                    print(f"{name}: {case.name} did not fail and is left out")
    print(f"{name}: {len(failures)} failures")
    return {"environment": {"name": name, "python": versions, "packages": packages}, "failures": failures}


def kept_as(keep, name: str, variant: str):
    """Where the report of each pass is kept, by number of the pass; None when nothing is kept."""
    return (lambda number: keep / f"{name}-{variant}-{number}.json") if keep else (lambda number: None)


def run_all(python: Path, folder: Path, variant: str, cases: list, kept_as) -> tuple:
    """The entry of each case and the last report. What a busy machine cut short gets a job of its own, some times."""
    entries, left = {}, cases
    for number in range(PASSES):
        kept = kept_as(number)
        if kept and kept.exists():
            report = json.loads(kept.read_text(encoding="utf-8"))
        else:
            report = run_job(python, Path(f"{folder}-{number}"), variant, left)
            if kept:
                kept.write_text(json.dumps(report), encoding="utf-8")
        entries.update({case.name: entry_of(case, report) for case in left})
        left = [case for case in left if was_cut_short(case, entries[case.name])]
        if not left:
            break
    return entries, report


def without_machine(content: str, environments: Path) -> str:
    """Names no folder and no variable of the machine: the only change that is made to what ci/ wrote."""
    content = re.sub(r"environ\(\{[^\n]*?\}\)", "environ({'HOME': '/home/somebody'})", content)
    content = content.replace(str(environments), "/environments").replace(str(CI.parent), "/testwright")
    content = re.sub(r"/[^\s\"'()]*/testwright-diagnosis-\w+/", "/runner/", content)
    content = re.sub(r"/tmp/pytest-of-\w+/", "/tmp/pytest-of-somebody/", content)
    return re.sub(r"/[^\s\"'():]*?(/lib/python3\.\d+/)(?!site-packages)", r"/python\1", content)


def runs_in(case: Case, environment: str) -> bool:
    if case.environments:
        return any(
            environment == wanted or (environment.startswith(wanted) and not environment.endswith("plain"))
            for wanted in case.environments
        )
    return not environment.endswith("plain")


def run_job(python: Path, folder: Path, variant: str, cases: list, *, only_last: bool = False) -> dict:
    """Commits base, head and the suggestions, and runs ci/ on them as the action does; returns its report."""
    folder.mkdir()
    repository, report = folder / "repository", folder / "output"
    repository.mkdir()
    git(repository, "init", "-q", "-b", "main")
    base = commit(repository, "base", {**BASE_FILES, **VARIANTS[variant]})
    commit(repository, "head", {**FILES, **VARIANTS[variant]})
    trailers = {
        "Run": "corpus", "Round": "1", "Base": base, "Kind": "tests", "Suites": "none", "Evidence": "full",
    }  # fmt: skip
    message = "Suggested tests [skip ci]\n\n" + "".join(f"Testwright-{k}: {v}\n" for k, v in trailers.items())
    commit(repository, message, {path_of(case): render(case, only_last=only_last) for case in cases})
    subprocess.run(
        [python, "-I", CI, "--output", report], cwd=repository, check=True, capture_output=True, timeout=1800
    )
    return json.loads((report / "testwright-report.json").read_text(encoding="utf-8"))


def git(repository: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=repository, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def commit(repository: Path, message: str, files: dict) -> str:
    for name, content in files.items():
        path = repository / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", message)
    return git(repository, "rev-parse", "HEAD")


def path_of(case: Case) -> str:
    return f"tests/test_{case.name.replace('-', '_')}.py"


def render(case: Case, *, only_last: bool) -> str:
    code = case.code
    if only_last:
        imports_and_tests = ast.parse(code)
        code = ast.get_source_segment(code, imports_and_tests.body[-1]) + "\n"
    return f"{case.imports}\n\n\n{code}" if case.imports else code


def entry_of(case: Case, report: dict) -> dict:
    path = path_of(case)
    file = next(entry for entry in report["files"] if entry["path"] == path)
    tests = [
        {key: test[key] for key in ("nodeid", "path", "name", "head", "base", "stability", "leaves")}
        for test in report["tests"]
        if test["path"] == path
    ]
    return {
        "suggestion": {
            "title": case.title or case.name.replace("-", " "),
            "checks": case.checks,
            "path": path,
            "imports": case.imports.split("\n") if case.imports else [],
            "code": case.code,
            "testNames": test_names(case.code),
        },
        "file": {"status": file["status"], "failure": file["failure"]},
        "tests": tests,
    }


def test_names(code: str) -> list:
    """As pytest names them without path and parameters."""
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return re.findall(r"^(?:async )?def (test_\w+)", code, re.MULTILINE)
    names = []
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            methods = [one.name for one in node.body if getattr(one, "name", "").startswith("test")]
            names += [f"{node.name}::{name}" for name in methods if node.name.startswith("Test")]
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.startswith("test"):
            names.append(node.name)
    return names


def repeat(python: Path, folder: Path, case: Case, entry: dict) -> None:
    """Runs the test again in jobs of its own and notes how it fared, as the rung `stable` of the ladder does."""
    test = entry["tests"][-1]
    outcomes, failure = "", None
    for number in range(REPEATS if case.repeats == "jobs" else 2):
        only_last = case.repeats == "alone"
        report = run_job(python, folder / f"{case.name}-{number}", case.variant, [case], only_last=only_last)
        if len(report["tests"]) == 0:
            continue  # A busy machine: the job ended before it ran the test.
        head = report["tests"][-1]["head"]
        outcomes += "p" if head["outcome"] == "passed" else "f"
        failure = failure or head["failure"]
    test["stability"] = {"alone": {"outcomes": outcomes, "failure": failure}, "shuffled": {"outcomes": "", "failure": None}}


def was_cut_short(case: Case, entry: dict) -> bool:
    """Whether the failure is that of a busy machine, not of the test."""
    failures = [entry["file"]["failure"], *(test["head"]["failure"] for test in entry["tests"])]
    kinds = {failure["type"] for failure in failures if failure}
    if case.needs_base and not all(test["base"] for test in entry["tests"]):
        return True
    return bool(kinds & {"Timeout", "ProcessEnded"}) or entry["file"]["status"] == "too-slow"


def has_failed(entry: dict) -> bool:
    if entry["file"]["failure"]:
        return True
    for test in entry["tests"]:
        if test["head"]["failure"]:
            return True
        stability = test["stability"]
        if stability and "f" in stability["alone"]["outcomes"]:
            return True
    return False


if __name__ == "__main__":
    main()
