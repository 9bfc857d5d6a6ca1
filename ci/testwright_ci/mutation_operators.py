"""The changes that make mutants: a small set of operators over the syntax tree, each with its exact place in the source.

The set follows what is known to matter: operators on comparisons, logic, arithmetic and constants, and deleted statements
are what real faults are coupled with (Just et al., "Are mutants a valid substitute for real faults in software testing?",
FSE 2014) and what Google shows to its reviewers (Petrović and Ivanković, "State of mutation testing at Google", ICSE-SEIP
2018). Changes that any execution notices, such as `-` between texts, are not made.
"""

import ast
from dataclasses import dataclass

from .source_text import SourceText

# The boundary first, then the opposite: a test that only looks far from the boundary misses the first one.
_COMPARISONS = {
    "<": ("<=", ">="),
    "<=": ("<", ">"),
    ">": (">=", "<="),
    ">=": (">", "<"),
    "==": ("!=",),
    "!=": ("==",),
    "in": ("not in",),
    "not in": ("in",),
    "is": ("is not",),
    "is not": ("is",),
}
_ARITHMETIC = {
    "+": "-",
    "-": "+",
    "*": "/",
    "/": "*",
    "//": "/",
    "%": "*",
    "**": "*",
    "<<": ">>",
    ">>": "<<",
    "&": "|",
    "|": "&",
    "^": "&",
}
_FUNCTIONS = {"min": "max", "any": "all", "startswith": "endswith", "lstrip": "rstrip", "lower": "upper"}
_FUNCTIONS = {**_FUNCTIONS, **{new: old for old, new in _FUNCTIONS.items()}}
# Without these a class or function is another thing altogether and every test of it fails, or it is only slower.
_STRUCTURAL_DECORATORS = {
    "abstractmethod", "asynccontextmanager", "cache", "cached_property", "classmethod", "contextmanager", "dataclass",
    "deleter", "getter", "lru_cache", "overload", "override", "property", "setter", "staticmethod", "total_ordering",
    "wraps",
}  # fmt: skip
_PLAIN_TESTS = (ast.Name, ast.Call, ast.Attribute, ast.Subscript, ast.NamedExpr, ast.Await)


@dataclass(frozen=True)
class Change:
    """Replaces the bytes from `start` to `end`; `node` is what the rules for equivalent mutants look at."""

    node: ast.AST
    start: int
    end: int
    operator: str
    replacement: str


def propose_changes(source: SourceText, nodes: list) -> list:
    """Every change of these nodes; the most telling first within a node."""
    found = []
    for node in nodes:
        make = _MAKERS.get(type(node))
        if make:
            found += make(source, node)
    return found


def _compare(source, node):
    operands = [node.left, *node.comparators]
    for left, right in zip(operands, operands[1:], strict=False):
        words = [
            token
            for token in source.tokens_between(source.end(left), source.start(right))
            if token[2] not in ("(", ")", "\\")
        ]
        if not words:
            continue
        name = " ".join(word for _, _, word in words)
        for replacement in _COMPARISONS.get(name, ()):
            yield Change(node, words[0][0], words[-1][1], "swap-comparison", replacement)


def _boolean(source, node):
    for left, right in zip(node.values, node.values[1:], strict=False):
        for start, end, word in source.tokens_between(source.end(left), source.start(right)):
            if word in ("and", "or"):
                yield Change(node, start, end, "swap-boolean", "or" if word == "and" else "and")


def _binary(source, node):
    if any(_is_text(side) for side in (node.left, node.right)):
        return
    for start, end, word in source.tokens_between(source.end(node.left), source.start(node.right)):
        if word in _ARITHMETIC:
            yield Change(node, start, end, "swap-arithmetic", _ARITHMETIC[word])


def _augmented(source, node):
    if _is_text(node.value):
        return
    for start, end, word in source.tokens_between(source.end(node.target), source.start(node.value)):
        if word.endswith("=") and word[:-1] in _ARITHMETIC:
            yield Change(node, start, end, "swap-arithmetic", _ARITHMETIC[word[:-1]] + "=")


def _unary(source, node):
    if isinstance(node.op, ast.Not):
        start = source.start(node)
        yield Change(node, start, source.start(node) + 3, "drop-not", "")


def _constant(source, node):
    start, end, value = source.start(node), source.end(node), node.value
    if isinstance(value, bool):
        yield Change(node, start, end, "change-boolean", str(not value))
    elif isinstance(value, int):
        for other in [value + 1, value - 1][: 1 if value == 0 else 2]:
            yield Change(node, start, end, "change-number", str(other))
    elif isinstance(value, float):
        yield Change(node, start, end, "change-number", repr(value + 1.0) if value + 1.0 != value else "0.0")
    elif isinstance(value, str):
        yield Change(node, start, end, "change-text", '""' if value else '"testwright"')
    elif isinstance(value, bytes):
        yield Change(node, start, end, "change-text", 'b""' if value else 'b"testwright"')


def _return(source, node):
    value = node.value
    if value is not None and not (
        isinstance(value, ast.Constant) and (value.value is None or isinstance(value.value, bool))
    ):
        operator = "return-none" if isinstance(node, ast.Return) else "yield-none"
        yield Change(node, source.start(value), source.end(value), operator, "None")


def _expression(source, node):
    value = node.value.value if isinstance(node.value, ast.Await) else node.value
    if isinstance(value, ast.Call):
        yield Change(node, source.start(node), source.end(node), "delete-call", "pass")


def _assign(source, node):
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    if node.value is not None and all(isinstance(one, ast.Attribute | ast.Subscript) for one in targets):
        yield Change(node, source.start(node), source.end(node), "delete-assignment", "pass")


def _raise(source, node):
    yield Change(node, source.start(node), source.end(node), "delete-raise", "pass")


def _loop_exit(source, node):
    other = "continue" if isinstance(node, ast.Break) else "break"
    yield Change(node, source.start(node), source.end(node), "swap-loop-exit", other)


def _condition(source, node):
    tests = node.ifs if isinstance(node, ast.comprehension) else [node.test]
    for test in tests:
        if isinstance(test, _PLAIN_TESTS):
            start, end = source.start(test), source.end(test)
            yield Change(test, start, end, "negate-condition", f"(not ({source.piece(start, end)}))")


def _call(source, node):
    name = node.func
    word = name.attr if isinstance(name, ast.Attribute) else getattr(name, "id", None)
    if word in _FUNCTIONS:
        end = source.end(name)
        yield Change(node, end - len(word), end, "swap-function", _FUNCTIONS[word])


def _decorated(source, node):
    for decorator in node.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", None)
        at = source.token_before(source.start(decorator))
        if at and at[2] == "@" and name not in _STRUCTURAL_DECORATORS:
            yield Change(decorator, at[0], source.end(decorator), "drop-decorator", "")


def _is_text(node) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
    )


_MAKERS = {
    ast.Compare: _compare,
    ast.BoolOp: _boolean,
    ast.BinOp: _binary,
    ast.AugAssign: _augmented,
    ast.UnaryOp: _unary,
    ast.Constant: _constant,
    ast.Return: _return,
    ast.Yield: _return,
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: _assign,
    ast.Raise: _raise,
    ast.Break: _loop_exit,
    ast.Continue: _loop_exit,
    ast.If: _condition,
    ast.While: _condition,
    ast.IfExp: _condition,
    ast.comprehension: _condition,
    ast.Call: _call,
    ast.FunctionDef: _decorated,
    ast.AsyncFunctionDef: _decorated,
    ast.ClassDef: _decorated,
}
