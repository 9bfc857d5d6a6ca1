"""The failing tests of the corpus; what is wrong with each is known because it was written that way."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """One suggestion that fails, the cause that was planted in it, and where it is run.

    `environments` are beginnings of names in produce.py (empty: all that have pytest-django). `repeats` is how the
    test is run again: `jobs` runs the same commit several times, `alone` runs its last test without the others.
    `needs_base`: what was planted shows on base only.
    """

    name: str
    cause: str
    ours: bool
    imports: str
    code: str
    variant: str = "configured"
    environments: tuple = ()
    repeats: str = ""
    needs_base: bool = False
    title: str = ""
    checks: str = ""


def all_cases() -> list:
    """Every case; names are unique."""
    from . import afterwards, behaviour, django_setup, mocks, names, other_versions, surroundings

    found = [
        case
        for module in (names, other_versions, behaviour, mocks, django_setup, surroundings, afterwards)
        for case in module.CASES
    ]
    names_seen = [case.name for case in found]
    repeated = {name for name in names_seen if names_seen.count(name) > 1}
    assert not repeated, repeated
    return found
