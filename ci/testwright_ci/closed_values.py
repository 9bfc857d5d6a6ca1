"""The closed table of values that may travel between the app and a probe, as source text in both directions.

Nothing is ever handed to `eval`: an expression is read with `ast` and only the shapes below are built.
"""

import ast
import datetime
import decimal
import enum
import importlib
import math
import re
import uuid

LONGEST_EXPRESSION = 2000
_DEEPEST = 20
_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}")

_CONSTRUCTORS = {
    "Decimal": ("decimal", decimal.Decimal),
    "date": ("datetime", datetime.date),
    "datetime": ("datetime", datetime.datetime),
    "time": ("datetime", datetime.time),
    "timedelta": ("datetime", datetime.timedelta),
    "UUID": ("uuid", uuid.UUID),
}


class NotClosed(Exception):
    """The expression uses something outside the closed table."""


class Unrepresentable(Exception):
    """The value has no expression in the closed table; the text says what it is."""


def evaluate(expression: str, imports: list):
    """The value of an expression; `imports` are `{module, name}`. NotClosed for anything outside the table."""
    if len(expression) > 10_000:
        raise NotClosed("the expression is too long")
    try:
        tree = ast.parse(expression.strip(), mode="eval")
        return _Evaluator({entry["name"]: entry["module"] for entry in imports}).build(tree.body)
    except NotClosed:
        raise
    except Exception as problem:
        raise NotClosed(f"{type(problem).__name__}: {problem}") from problem


class _Evaluator:
    def __init__(self, imports: dict) -> None:
        self._imports = imports

    def build(self, node):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float, str, bytes, bool, type(None)):
            return node.value
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
            return self._signed(node)
        if isinstance(node, ast.List):
            return [self.build(item) for item in node.elts]
        if isinstance(node, ast.Tuple):
            return tuple(self.build(item) for item in node.elts)
        if isinstance(node, ast.Set):
            return {self.build(item) for item in node.elts}
        if isinstance(node, ast.Dict) and None not in node.keys:
            return {
                self.build(key): self.build(value) for key, value in zip(node.keys, node.values, strict=True)
            }
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.Attribute):
            return self._member(node)
        raise NotClosed(f"{type(node).__name__} is not in the closed table")

    def _signed(self, node):
        value = node.operand.value if isinstance(node.operand, ast.Constant) else None
        if type(value) not in (int, float):
            raise NotClosed("a sign belongs before a number")
        return -value if isinstance(node.op, ast.USub) else value

    def _call(self, node):
        if not isinstance(node.func, ast.Name) or any(keyword.arg is None for keyword in node.keywords):
            raise NotClosed("only plain calls of the table's constructors")
        name = node.func.id
        arguments = [self.build(argument) for argument in node.args]
        named = {keyword.arg: self.build(keyword.value) for keyword in node.keywords}
        if name in ("set", "frozenset") and name not in self._imports and not named and len(arguments) <= 1:
            if arguments and not isinstance(arguments[0], (list, tuple, set)):
                raise NotClosed(f"{name}() takes a display")
            return (set if name == "set" else frozenset)(*arguments)
        if name == "timezone" and self._imports.get(name, "datetime") == "datetime":
            return datetime.timezone(*arguments, **named)
        if (
            name not in _CONSTRUCTORS
            or self._imports.get(name, _CONSTRUCTORS[name][0]) != _CONSTRUCTORS[name][0]
        ):
            raise NotClosed(f"{name} is not in the closed table")
        return _CONSTRUCTORS[name][1](*arguments, **named)

    def _member(self, node):
        path = []
        while isinstance(node, ast.Attribute):
            path.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            raise NotClosed("only members of imported enumerations")
        path.reverse()
        if [node.id, *path] == ["timezone", "utc"] and self._imports.get(
            "timezone", "datetime"
        ) == "datetime":
            return datetime.timezone.utc
        if node.id not in self._imports:
            raise NotClosed(f"{node.id} is not imported")
        place = getattr(importlib.import_module(self._imports[node.id]), node.id)
        for name in path[:-1]:
            place = vars(place)[name] if isinstance(place, type) else None
        if (
            not (isinstance(place, type) and issubclass(place, enum.Enum))
            or path[-1] not in place.__members__
        ):
            raise NotClosed(f"{node.id}.{'.'.join(path)} is no member of an enumeration")
        return place.__members__[path[-1]]


def represent(value) -> dict:
    """`{expression, imports}` that evaluates back to an equal value of the same type, else Unrepresentable."""
    found: set = set()
    expression = _render(value, found, 0)
    if len(expression) > LONGEST_EXPRESSION:
        raise Unrepresentable(
            f"a {type(value).__name__} whose text is longer than {LONGEST_EXPRESSION} characters"
        )
    imports = [{"module": module, "name": name} for module, name in sorted(found)]
    try:
        back = evaluate(expression, imports)
        again: set = set()
        same = _render(back, again, 0) == expression and bool(back == value)
    except Exception as problem:
        raise Unrepresentable(f"a {type(value).__name__} that does not read back") from problem
    if not same:
        raise Unrepresentable(f"a {type(value).__name__} that reads back differently")
    return {"expression": expression, "imports": imports}


def _render(value, imports: set, depth: int) -> str:
    if depth > _DEEPEST:
        raise Unrepresentable("a value that is nested too deeply")
    kind = type(value)
    if isinstance(value, enum.Enum):
        return _render_member(value, imports)
    if kind in (int, bytes, bool, type(None)):
        return _short(repr(value))
    if kind is str:
        if _ADDRESS.search(value):
            raise Unrepresentable("a text with a memory address")
        return _short(repr(value))
    if kind is float:
        if not math.isfinite(value):
            raise Unrepresentable(f"the float {value}")
        return repr(value)
    if kind in (list, tuple, set, frozenset):
        return _render_items(value, kind, imports, depth)
    if kind is dict:
        pairs = [
            (_render(k, imports, depth + 1), _render(v, imports, depth + 1))
            for k, v in _in_order(value.items())
        ]
        return "{" + ", ".join(f"{key}: {item}" for key, item in pairs) + "}"
    return _render_constructed(value, kind, imports)


def _render_items(value, kind: type, imports: set, depth: int) -> str:
    if len(value) > LONGEST_EXPRESSION:
        raise Unrepresentable(f"a {kind.__name__} of {len(value)} items")
    items = [_render(item, imports, depth + 1) for item in value]
    if kind is list:
        return "[" + ", ".join(items) + "]"
    if kind is tuple:
        return "(" + ", ".join(items) + ("," if len(items) == 1 else "") + ")"
    # Sets have no order of their own; the text's order is one that every process agrees on.
    try:
        items = [_render(item, imports, depth + 1) for item in sorted(value)]
    except TypeError:
        items = sorted(items)
    if kind is set:
        return "{" + ", ".join(items) + "}" if items else "set()"
    return "frozenset([" + ", ".join(items) + "])" if items else "frozenset()"


def _in_order(pairs) -> list:
    try:
        return sorted(pairs, key=lambda pair: pair[0])
    except TypeError:
        return list(pairs)


def _render_constructed(value, kind: type, imports: set) -> str:
    if kind is decimal.Decimal:
        if value.is_nan():
            raise Unrepresentable("a Decimal that is not a number")
        imports.add(("decimal", "Decimal"))
        return f"Decimal({str(value)!r})"
    if kind is uuid.UUID:
        imports.add(("uuid", "UUID"))
        return f"UUID({str(value)!r})"
    if kind in (datetime.date, datetime.datetime, datetime.time, datetime.timedelta):
        zone = getattr(value, "tzinfo", None)
        if zone is not None and zone is not datetime.timezone.utc:
            raise Unrepresentable(f"a {kind.__name__} in the time zone {type(zone).__name__}")
        imports.add(("datetime", kind.__name__))
        if zone is not None:
            imports.add(("datetime", "timezone"))
        return repr(value).replace("datetime.", "", 1).replace("tzinfo=datetime.timezone", "tzinfo=timezone")
    raise Unrepresentable(f"a {kind.__module__}.{kind.__qualname__}".replace("builtins.", ""))


def _render_member(value, imports: set) -> str:
    kind = type(value)
    names = kind.__qualname__.split(".")
    if value.name is None or value.name not in kind.__members__ or "<locals>" in names:
        raise Unrepresentable(f"a {kind.__qualname__} that has no importable name")
    imports.add((kind.__module__, names[0]))
    return f"{kind.__qualname__}.{value.name}"


def _short(text: str) -> str:
    if len(text) > LONGEST_EXPRESSION:
        raise Unrepresentable(f"a value whose text is longer than {LONGEST_EXPRESSION} characters")
    return text
