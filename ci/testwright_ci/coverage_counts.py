"""Counts per file in the report's form, and the sets that covers and gains are computed with."""

from .paths import is_inside, is_test_file, relative_path

_NOT_PRODUCT = {"setup.py", "noxfile.py", "versioneer.py"}
_NOT_PRODUCT_FOLDERS = {"docs", "doc"}


def own_files(counts: dict, repository: str) -> dict:
    """The analysis's files that are the repository's own, by path relative to it."""
    return {
        relative_path(path, repository): entry
        for path, entry in sorted(counts.items())
        if is_inside(path, repository)
    }


def is_product_file(path: str) -> bool:
    """Whether a path counts as project code though no suite imported it: Python, no test, no build or docs script."""
    *folders, name = path.split("/")
    return (
        path.endswith(".py")
        and not is_test_file(path)
        and name not in _NOT_PRODUCT
        and not any(folder in _NOT_PRODUCT_FOLDERS for folder in folders)
    )


def render_coverage(files: dict) -> dict:
    """The report's `coverage` for the repository's own files."""
    rendered = {}
    totals = {"lines": {"covered": 0, "total": 0}, "branches": {"covered": 0, "total": 0}}
    for path, entry in sorted(files.items()):
        lines = {"covered": entry["covered"], "total": entry["statements"]}
        branches = {"covered": entry["covered_branches"], "total": entry["branches"]}
        is_test = is_test_file(path)
        rendered[path] = {
            "isTest": is_test,
            "measured": entry["measured"],
            "lines": lines,
            "branches": branches,
            "missingLines": entry["missing"],
            "missingBranches": entry["missing_branches"],
        }
        if not is_test:
            for name, ratio in (("lines", lines), ("branches", branches)):
                totals[name]["covered"] += ratio["covered"]
                totals[name]["total"] += ratio["total"]
    return {"totals": totals, "files": rendered}


def project_covers(found: dict, repository: str) -> dict:
    """What one context executed, in project files that are no tests."""
    return {path: entry for path, entry in own_files(found, repository).items() if not is_test_file(path)}


def beyond(covers: dict, files: dict) -> dict:
    """The part of `covers` that `files` (counts of a suite) did not execute."""
    gained = {}
    for path, entry in covers.items():
        known = files.get(path)
        lines_known = set(known["executed"]) if known else set()
        branches_known = {tuple(arc) for arc in known["executed_branches"]} if known else set()
        lines = [line for line in entry["lines"] if line not in lines_known]
        branches = [arc for arc in entry["branches"] if tuple(arc) not in branches_known]
        if lines or branches:
            gained[path] = {"lines": lines, "branches": branches}
    return gained
