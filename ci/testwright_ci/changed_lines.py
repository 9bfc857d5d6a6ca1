"""Which lines of a file a change added or replaced."""

import re

_HUNK = re.compile(r"^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@")


def read_changed_lines(diff: str) -> set:
    """Numbers of the lines at the new side, from the text of `git diff -U0` for one file; deletions leave no line."""
    changed: set = set()
    for line in diff.split("\n"):
        match = _HUNK.match(line)
        if match:
            begin, count = int(match[1]), int(match[2] or "1")
            changed.update(range(begin, begin + count))
    return changed
