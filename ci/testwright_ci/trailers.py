"""Reads what a companion commit says about itself; the twin of src/core/names/commit-message.ts."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Trailers:
    """`suites`: whether base's and head's own suites are to run in this round.

    `confirms`: each suggestion was measured in an earlier round; only what depends on the set is measured again.
    """

    run: str
    round: int
    base: str
    kind: str
    suites: bool
    confirms: bool


def parse_trailers(message: str):
    """The trailers of a commit message, or None when any is missing or malformed."""
    found = {}
    for line in message.rstrip().split("\n"):
        match = re.match(r"^Testwright-(Run|Round|Base|Kind|Suites|Evidence): (.*)$", line)
        if match:
            found[match[1]] = match[2].strip()
    if not found.get("Run") or len(found["Run"]) > 100:
        return None
    if not re.fullmatch(r"[1-9][0-9]{0,3}", found.get("Round", "")) or int(found["Round"]) > 1000:
        return None
    if not re.fullmatch(r"[0-9a-f]{40}([0-9a-f]{24})?", found.get("Base", "")):
        return None
    if found.get("Kind") not in ("tests", "probe") or found.get("Suites") not in ("base head", "none"):
        return None
    if found.get("Evidence", "full") not in ("full", "confirm"):
        return None
    return Trailers(
        found["Run"],
        int(found["Round"]),
        found["Base"],
        found["Kind"],
        found["Suites"] == "base head",
        found.get("Evidence") == "confirm",
    )
