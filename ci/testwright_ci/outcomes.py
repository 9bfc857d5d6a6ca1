"""Folds the phases of each test into one outcome."""


def fold_outcomes(events: list) -> dict:
    """`{nodeid: {outcome, durationMs, failure}}` for every test that ended; a first failure decides."""
    outcomes: dict = {}
    for event in events:
        if event["event"] != "phase":
            continue
        entry = outcomes.setdefault(event["nodeid"], {"outcome": None, "durationMs": 0.0, "failure": None})
        entry["durationMs"] += event["duration"] * 1000
        found = _phase_outcome(event)
        if entry["outcome"] in ("failed", "error"):
            continue
        if found in ("failed", "error"):
            entry["failure"] = event["failure"]
        if found and (entry["outcome"] in (None, "passed") or found in ("failed", "error")):
            entry["outcome"] = found
    return {nodeid: entry for nodeid, entry in outcomes.items() if entry["outcome"]}


def fold_runs(events: list) -> dict:
    """`{nodeid: [one entry as above a run]}` for tests that ran several times; a run that did not end is left out."""
    runs: dict = {}
    own: list = []
    for event in events:
        if event["event"] == "start":
            own = []
        elif event["event"] == "phase":
            own.append(event)
        elif event["event"] == "end":
            entry = fold_outcomes(own).get(event["nodeid"])
            if entry:
                runs.setdefault(event["nodeid"], []).append(entry)
    return runs


def unfinished(events: list) -> list:
    """Node ids of tests that began and never ended: the process was stopped or died in them."""
    open_tests: dict = {}
    for event in events:
        if event["event"] == "start":
            open_tests[event["nodeid"]] = True
        elif event["event"] == "end":
            open_tests.pop(event["nodeid"], None)
    return list(open_tests)


def _phase_outcome(event: dict):
    phase, outcome = event["phase"], event["outcome"]
    if outcome == "failed":
        return "failed" if phase == "call" else "error"
    if outcome == "skipped":
        return "xfailed" if event["xfail"] else "skipped"
    if phase != "call":
        return None
    return "xpassed" if event["xfail"] else "passed"
