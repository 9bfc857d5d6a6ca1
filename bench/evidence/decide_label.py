"""The decision table: from what plain runs showed of one test to the label that evidence has to give it.

| | what the runs showed | label |
| --- | --- | --- |
| 1 | alone in fresh processes on head, it both passed and did not | `flaky` |
| 2 | alone it always fared one way, among the other tests at least once the other way | `order-dependent` |
| 3 | run twice in one process, it passed and then failed | `leaves-state-behind` |
| 4 | afterwards a file, variable, folder, path, row, function or the like was changed | `leaves-state-behind` |
| 5 | another test fails after it and passes without it | `leaves-state-behind` |
| 6 | passes on head, passes on base | `guards-behaviour` |
| 7 | passes on head; on base an assertion failed, or code that differs raised | `captures-the-change` |
| 8 | passes on head; on base it was not collected, a fixture failed, or its own frame raised ImportError, AttributeError, TypeError or NameError | `new-code` |
| 9 | fails on head, passes on base | `catch` |
| 10 | fails on both; on head an assertion failed, or the project's code raised something else than 8 names | `disputed` |
| 11 | fails on both; on head it was not collected, a fixture failed, the process ended, or the test's own frame or a library raised | `invalid` |

More than one of 1, 2 and 3 to 5, or none of 6 to 11: nobody can say, and the test is thrown out.
"""

MISFITS = {"ImportError", "ModuleNotFoundError", "AttributeError", "TypeError", "NameError"}
ASSERTIONS = {"AssertionError", "Failed"}


def decide_label(matrix: dict):
    """`(label or None, why)`.

    `matrix`: `alone`, `among` (lists of `p`, `f` or `s`), `twice` (`pp`, `pf`, …), `left` (names), `breaks` (tests that
    fail after this one), `base` (letters) and `headFailures`, `baseFailures` (one dict for each failed item, see
    describe_failures in truth.py).
    """
    alone, among = set(matrix["alone"]), set(matrix["among"])
    if "s" in alone:
        return None, "skipped or expected to fail"
    found = []
    if len(alone) > 1:
        found.append(("flaky", f"{matrix['alone'].count('f')} of {len(matrix['alone'])} runs alone failed"))
    elif among - alone:
        found.append(("order-dependent", "fares differently among other tests"))
    if alone == {"p"}:
        if matrix["twice"] == "pf":
            found.append(("leaves-state-behind", "fails when it runs again in one process"))
        elif matrix["left"]:
            found.append(("leaves-state-behind", "changed: " + ", ".join(sorted(set(matrix["left"])))))
        elif matrix["breaks"]:
            found.append(("leaves-state-behind", "breaks " + ", ".join(matrix["breaks"])))
    if len({label for label, _ in found}) > 1:
        return None, "; ".join(f"{label}: {why}" for label, why in found)
    if found:
        return found[0]
    on_head, on_base = matrix["alone"][0], matrix["base"][0]
    if set(matrix["base"]) not in ({"p"}, {"f"}):
        return None, "skipped on base, or differs there from run to run"
    if on_head == "p":
        return ("guards-behaviour", "passes on both") if on_base == "p" else _on_base(matrix["baseFailures"])
    if on_base == "p":
        return "catch", _name(matrix["headFailures"])
    return _on_both(matrix["headFailures"])


def _on_base(failures: list):
    if any(_is_change(failure) for failure in failures):
        return "captures-the-change", _name([one for one in failures if _is_change(one)])
    if all(_is_missing(failure) for failure in failures):
        return "new-code", _name(failures)
    return None, f"fails on base in a way that the table does not name: {_name(failures)}"


def _is_change(failure: dict) -> bool:
    if failure["phase"] != "call":
        return False
    return (failure["type"] in ASSERTIONS and failure["where"] == "test") or failure["where"] == "changed"


def _is_missing(failure: dict) -> bool:
    if failure["phase"] in ("collect", "setup"):
        return True
    return failure["where"] == "test" and failure["type"] in MISFITS


def _on_both(failures: list):
    kinds = {_kind(failure) for failure in failures}
    if len(kinds) == 1 and None not in kinds:
        return kinds.pop(), _name(failures)
    return None, f"fails on both in a way that the table does not name: {_name(failures)}"


def _kind(failure: dict):
    if failure["phase"] != "call":
        return "invalid"
    if failure["type"] in ASSERTIONS and failure["where"] != "elsewhere":
        return "disputed"
    if failure["where"] in ("changed", "project"):
        return "disputed" if failure["type"] not in MISFITS else None
    return "invalid"


def _name(failures: list) -> str:
    return "; ".join(sorted({f"{one['type']} in {one['where']} ({one['phase']})" for one in failures}))[:200]
