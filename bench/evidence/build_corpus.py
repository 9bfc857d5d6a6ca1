"""Writes corpus.json: for each suggested test the label that plain runs give it, and what they showed.

    python build_corpus.py [--only SCENARIO …]     the other scenarios stay as they are in corpus.json

Where a test was written with one label in mind and the runs give another, the runs win; where the table of
decide_label.py gives none, the test is thrown out. Both are counted.
"""

import argparse
import datetime
import json
import platform
import subprocess

from releases import HERE, ensure_environment, load_projects
from scenarios import build_scenario, load_scenarios
from truth import ALONE_RUNS, BASE_RUNS, SHUFFLES, measure_scenario

CORPUS = HERE / "corpus.json"
_INTENDED = {
    "captures": "captures-the-change",
    "new_code": "new-code",
    "guards": "guards-behaviour",
    "catch": "catch",
    "disputed": "disputed",
    "invalid": "invalid",
    "flaky": "flaky",
    "order": "order-dependent",
    "leaves": "leaves-state-behind",
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", nargs="*")
    options = parser.parse_args()
    corpus = json.loads(CORPUS.read_text()) if CORPUS.exists() else {"scenarios": {}}
    scenarios = load_scenarios()
    for name, entry in scenarios.items():
        if options.only is not None and name not in options.only:
            continue
        project = load_projects()["projects"][entry["project"]]
        rows = measure_scenario(build_scenario(name, entry))
        intended = {module["path"]: _intended(module) for module in entry["modules"]}
        corpus["scenarios"][name] = {
            "origin": "release" if "package" in project else "planted",
            "tests": [
                _row(test, row, intended[test.split("::")[0]])
                for test, row in rows.items()
                if not test.split("::")[-1].startswith("test_prepare")
            ],
        }
        _write(corpus, scenarios)
        for row in corpus["scenarios"][name]["tests"]:
            note = "" if row["intended"] in (None, row["label"]) else f"   (intended: {row['intended']})"
            print(f"{name:24} {str(row['label']):22} {row['test']}  {row['why']}{note}", flush=True)
    print(json.dumps(corpus["counts"], indent=1))


def _intended(module: dict):
    if "sdist" in module:
        return None
    stem = module["own"].split("/")[-1].removesuffix(".py")
    return next(label for prefix, label in _INTENDED.items() if stem.startswith(prefix))


def _row(test: str, row: dict, intended) -> dict:
    matrix = row["matrix"]
    return {
        "test": test,
        "label": row["label"],
        "intended": intended,
        "why": row["why"],
        "alone": matrix["alone"],
        "among": matrix["among"],
        "twice": matrix["twice"],
        "base": matrix["base"],
        "left": matrix["left"],
    }


def _write(corpus: dict, scenarios: dict) -> None:
    for name, entry in corpus["scenarios"].items():
        modules = scenarios.get(name, {}).get("modules", [])
        known = {f"{module['path']}::{test}" for module in modules for test in module["tests"]}
        entry["tests"] = [row for row in entry["tests"] if row["test"] in known]
    corpus["scenarios"] = {name: corpus["scenarios"][name] for name in scenarios if name in corpus["scenarios"]}
    tests = [
        (entry["origin"], test) for entry in corpus["scenarios"].values() for test in entry["tests"]
    ]
    labels: dict = {}
    for origin, test in tests:
        if test["label"]:
            counts = labels.setdefault(test["label"], {"release": 0, "planted": 0})
            counts[origin] += 1
    planted = [test for _, test in tests if test["intended"]]
    head = {
        "made": datetime.date.today().isoformat(),
        "runs": {"alone": ALONE_RUNS, "shuffled": SHUFFLES, "base": BASE_RUNS},
        "versions": _versions(),
        "counts": {
            "labels": dict(sorted(labels.items())),
            "all": len(tests),
            "thrownOut": sum(test["label"] is None for _, test in tests),
            "writtenWithALabelInMind": len(planted),
            "relabelled": sum(test["label"] not in (None, test["intended"]) for test in planted),
        },
    }
    CORPUS.write_text(json.dumps({**head, "scenarios": corpus["scenarios"]}, indent=1) + "\n")
    corpus.update(head)


def _versions() -> dict:
    found = {"python": platform.python_version()}
    for name in load_projects()["environments"]:
        code = "import importlib.metadata as m, json; print(json.dumps({d.metadata['Name']: d.version for d in m.distributions()}))"
        done = subprocess.run([str(ensure_environment(name)), "-c", code], capture_output=True, text=True, check=True)
        found[name] = dict(sorted(json.loads(done.stdout).items()))
    return found


if __name__ == "__main__":
    main()
