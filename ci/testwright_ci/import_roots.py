"""Decides whether a tree with a src layout needs its folder on the path; runs in the test process."""

import importlib.util
import os
import sys


def add_import_roots(candidates: list) -> None:
    """Puts each root on `sys.path` and PYTHONPATH whose package would not be imported from it otherwise.

    `candidates` are `[root folder, dotted name of one package in it]`. An editable install already leads into the
    tree, so nothing is added. A plain install would lead to site-packages, the wrong tree; then the root goes first.
    """
    added = []
    for root, name in candidates:
        if not _found_in(root, name):
            added.append(root)
    if not added:
        return
    sys.path[1:1] = added
    inherited = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([*added, *([inherited] if inherited else [])])


def _found_in(root: str, name: str) -> bool:
    try:
        spec = importlib.util.find_spec(name)
    except Exception:
        return False
    if spec is None:
        return False
    places = list(spec.submodule_search_locations or []) + ([spec.origin] if spec.origin else [])
    real_root = os.path.realpath(root) + os.sep
    return any(os.path.realpath(place).startswith(real_root) for place in places)
