"""Makes the totals of base, head and companion sums over comparable files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from .coverage_counts import is_product_file, own_files
from .git_tree import GitError

if TYPE_CHECKING:
    from .job import Job


def complete_measurements(job: Job) -> None:
    """Lists in each measurement the project files that the others list or the change touches, as not executed."""
    tree = job.runner.tree
    measured = {
        "head": (job.head, job.head_suite.files),
        "companion": (job.commit, job.companion_files),
        "base": (job.trailers.base, job.base_suite.files),
    }
    everywhere = set()
    for _, files in measured.values():
        everywhere.update(files or {})
    try:
        everywhere.update(path for path in tree.changed(job.trailers.base, job.head) if is_product_file(path))
    except GitError:
        pass  # Base is not in the clone; its suite's reason says so.
    for name, (commit, files) in measured.items():
        if files is None:
            continue
        record = job.base_suite.record if name == "base" else job.head_suite.record
        measurable = set(record.finish["measurable"])
        present = set(tree.files(commit))
        wanted = [
            os.path.join(tree.root, path)
            for path in everywhere
            if path in present and path not in files and is_product_file(path)
        ]
        wanted = [path for path in wanted if path in measurable]
        if not wanted:
            continue
        tree.check_out(commit)
        found = job.runner.analyse([], extra=wanted)
        if found["error"]:
            job.skipped.append(f"Files that {name} never executed could not be counted: {found['error']}")
        for path, entry in own_files(found["files"], tree.root).items():
            files[path] = entry
