"""A small stand-in for the probe round of `ci/`, for tests: reads {probes} from standard input, prints the results.

The calls run in this process, traced line by line; values travel through the closed table of `ci/`.
"""

import importlib
import json
import os
import sys

ROOT = os.getcwd()


def observe(probe, represent, evaluate):
    lines, branches = {}, {}

    def trace(frame, event, _argument):
        path = os.path.relpath(frame.f_code.co_filename, ROOT)
        if path.startswith(".."):
            return None
        if event == "line":
            lines.setdefault(path, set()).add(frame.f_lineno)
            before = last.get(id(frame))
            if before:
                branches.setdefault(path, set()).add((before, frame.f_lineno))
            last[id(frame)] = frame.f_lineno
        return trace

    last = {}
    place = importlib.import_module(probe["module"])
    for name in probe["qualname"].split("."):
        place = getattr(place, name)
    positional = [evaluate(one["expression"], one["imports"]) for one in probe["arguments"]]
    named = {key: evaluate(one["expression"], one["imports"]) for key, one in probe["keywords"].items()}
    if hasattr(place, "cache_clear"):
        place.cache_clear()
    result = {"id": probe["id"], "status": "value", "reason": None, "value": None, "exception": None}
    sys.settrace(trace)
    try:
        value = place(*positional, **named)
        sys.settrace(None)
        result["value"] = represent(value)
    except Exception as error:
        sys.settrace(None)
        kind = type(error)
        if kind.__name__ == "Unrepresentable":
            result.update(status="unrepresentable", reason=str(error))
        else:
            result["status"] = "exception"
            result["exception"] = {
                "module": kind.__module__,
                "name": kind.__qualname__,
                "message": str(error),
            }
    result["covers"] = {
        path: {"lines": sorted(found), "branches": sorted(branches.get(path, ()))}
        for path, found in lines.items()
    }
    return result


def main():
    sys.path.insert(0, ROOT)
    sys.path.insert(1, sys.argv[1])
    from testwright_ci.closed_values import evaluate, represent

    probes = json.load(sys.stdin)
    json.dump([observe(probe, represent, evaluate) for probe in probes], sys.stdout)


main()
