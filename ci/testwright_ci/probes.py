"""Has every probe of the commit observed in two fresh processes and keeps what both saw alike."""

import json
import os
import time

from .coverage_counts import project_covers
from .observe import CONTEXT, PROBE_SECONDS
from .outcomes import fold_outcomes
from .runner import Runner

PROBES_PATH = ".testwright/probes.json"
_MODULE = '''"""Written by Testwright: one test a probe, so that fixtures and settings are those of the project's tests."""

import pytest
from testwright_ci.observe import observe, probe_ids


@pytest.mark.parametrize("probe_id", probe_ids())
def test_probe(probe_id):
    observe(probe_id)
'''


def read_probes(content) -> tuple:
    """`(probes, problem)` from the bytes of probes.json; one sentence as the problem when it is not readable."""
    try:
        document = json.loads(content)
        probes = document["probes"]
        if document["schema"] != 1 or not isinstance(probes, list):
            raise ValueError("not version 1")
        for probe in probes:
            if not all(isinstance(probe[name], str) for name in ("id", "module", "qualname")):
                raise ValueError("a probe lacks its names")
            if not isinstance(probe["arguments"], list) or not isinstance(probe["keywords"], dict):
                raise ValueError("a probe lacks its arguments")
    except (TypeError, ValueError, KeyError) as problem:
        return [], f"{PROBES_PATH} could not be read: {type(problem).__name__}: {problem}."
    return probes[:2000], None


def observe_probes(runner: Runner, commit: str, deadline: float) -> tuple:
    """`(probe results, sentences for skipped)` for the commit's probes; `deadline` is on the monotonic clock."""
    probes, problem = read_probes(runner.tree.read(commit, PROBES_PATH) or b"")
    if problem:
        return [], [problem]
    runner.tree.check_out(commit)
    first, data_file = _observe_all(runner, "probes-1", commit, probes, deadline, seed=1)
    covers, sentences = _read_covers(runner, first, data_file)
    sentences += _reset_disturbance(runner)
    again = [
        probe for probe in reversed(probes) if first.get(probe["id"], {}).get("status") != "not-observed"
    ]
    second, _ = _observe_all(runner, "probes-2", commit, again, deadline, seed=2)
    sentences += _reset_disturbance(runner)
    return [_agree(probe["id"], first, second, covers) for probe in probes], sentences


def _observe_all(
    runner: Runner, label: str, commit: str, probes: list, deadline: float, *, seed: int
) -> tuple:
    """Events by probe id, and the data file (None without one); a probe that ends its process costs only itself."""
    module = os.path.join(runner.work, "probes", "test_testwright_probes.py")
    os.makedirs(os.path.dirname(module), exist_ok=True)
    with open(module, "w", encoding="utf-8") as file:
        file.write(_MODULE)
    seen: dict = {}
    data_file = None
    left = probes
    for attempt in range(20):
        seconds = deadline - time.monotonic()
        if not left or seconds < 1:
            break
        record = runner.run(
            f"{label}-{attempt}" if attempt else label,
            commit,
            mode_name="probe",
            seconds=seconds,
            collect=[module],
            item_seconds=PROBE_SECONDS * 3,
            variables={"PYTHONHASHSEED": str(seed)},
            probes=left,
        )
        before = len(left)
        seen.update({event["id"]: event for event in record.named("probe")})
        _explain_the_rest(record, left, seen)
        if record.finish is not None:
            data_file = record.data_file
            break
        # The process died and its coverage with it: observe again all but those that stood in the way.
        left = [probe for probe in left if seen.get(probe["id"], {}).get("status") != "not-observed"]
        if len(left) == before:
            break
    return seen, data_file


def _read_covers(runner: Runner, seen: dict, data_file) -> tuple:
    if data_file is None:
        return {}, []
    contexts = [CONTEXT + probe_id for probe_id in seen]
    counts = runner.analyse([{"data_file": data_file, "contexts": None}], contexts=contexts)
    covers = {
        context[len(CONTEXT) :]: project_covers(found, runner.tree.root)
        for context, found in counts["covers"].items()
    }
    problem = counts["error"]
    return covers, [f"What the probes execute could not be read: {problem}"] if problem else []


def _explain_the_rest(record, probes: list, seen: dict) -> None:
    """Adds a `not-observed` for each probe that this process was to observe and could not."""
    outcomes = fold_outcomes(record.events)
    by_id = {probe["id"]: f"[{probe['id']}]" for probe in probes}
    for probe_id, suffix in by_id.items():
        if probe_id in seen:
            continue
        for nodeid, entry in outcomes.items():
            if nodeid.endswith(suffix) and entry["failure"]:
                reason = f"The test harness failed: {entry['failure']['type']}: {entry['failure']['message']}"
                seen[probe_id] = _not_observed(reason)
    running = [event["nodeid"] for event in record.named("start")][-1:]
    if record.finish is None and running:
        for probe_id, suffix in by_id.items():
            if probe_id not in seen and running[0].endswith(suffix):
                seen[probe_id] = _not_observed("The call ended its process or could not be stopped.")
        return
    if record.finish is None or not outcomes:
        problem = record.broken or (record.collect_errors or [{}])[0].get("failure", {}).get("message")
        for probe_id in by_id:
            seen.setdefault(
                probe_id, _not_observed(f"pytest could not run: {problem or record.log_tail(1500)}")
            )


def _not_observed(reason: str) -> dict:
    return {"status": "not-observed", "reason": reason[:4000], "value": None, "exception": None}


def _agree(probe_id: str, first: dict, second: dict, covers: dict) -> dict:
    late = _not_observed("The time limit of the job was reached before this probe.")
    one = first.get(probe_id, late)
    two = second.get(probe_id, one if one["status"] == "not-observed" else late)
    what = ("status", "value", "exception")
    found = {name: one[name] for name in (*what, "reason")}
    if any(one[name] != two[name] for name in what):
        if "not-observed" in (one["status"], two["status"]):
            reason = one["reason"] if one["status"] == "not-observed" else two["reason"]
            found = {"status": "not-observed", "reason": reason, "value": None, "exception": None}
        else:
            found = {
                "status": "unstable",
                "reason": "Two processes saw different results.",
                "value": None,
                "exception": None,
            }
    return {"id": probe_id[:100], **found, "covers": covers.get(probe_id, {})}


def _reset_disturbance(runner: Runner) -> list:
    changed = runner.tree.disturbed()
    if not changed:
        return []
    runner.tree.reset()
    return [f"Probes changed files of the checkout, which were reset: {', '.join(changed[:5])}."]
