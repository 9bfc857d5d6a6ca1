"""Compares and searches code objects; positions in the source never count."""

from types import CodeType

_PLAIN = (
    "co_code",
    "co_names",
    "co_varnames",
    "co_freevars",
    "co_cellvars",
    "co_flags",
    "co_argcount",
    "co_posonlyargcount",
    "co_kwonlyargcount",
    "co_name",
)


def behaves_alike(one: CodeType, other: CodeType) -> bool:
    """Whether two code objects hold the same bytecode and constants, all nested ones included."""
    return same_outside_nested(one, other) and all(
        behaves_alike(mine, theirs) for mine, theirs in zip(nested(one), nested(other), strict=True)
    )


def same_outside_nested(one: CodeType, other: CodeType) -> bool:
    """Like `behaves_alike`, but whatever functions, classes and comprehensions inside do."""
    if any(getattr(one, name) != getattr(other, name) for name in _PLAIN):
        return False
    # Since Python 3.11 which handler covers which instruction stands in a table of its own.
    if getattr(one, "co_exceptiontable", b"") != getattr(other, "co_exceptiontable", b""):
        return False
    return _key(one.co_consts) == _key(other.co_consts)


def nested(code: CodeType) -> list:
    """The code objects that stand directly in this one, in order."""
    return [value for value in code.co_consts if isinstance(value, CodeType)]


def walk_together(original: CodeType, changed: CodeType):
    """Pairs of code objects at the same place in two trees, the outermost first, as far as the trees have one shape."""
    yield original, changed
    inner, other = nested(original), nested(changed)
    if len(inner) == len(other):
        for mine, theirs in zip(inner, other, strict=True):
            yield from walk_together(mine, theirs)


def _key(value):
    """Tells `1`, `1.0` and `True` apart, which are equal in Python; nested code objects are all alike here."""
    if isinstance(value, CodeType):
        return CodeType
    if isinstance(value, tuple):
        return tuple, tuple(_key(part) for part in value)
    if isinstance(value, frozenset):
        return frozenset, frozenset(_key(part) for part in value)
    return type(value), repr(value) if isinstance(value, float | complex) else value
