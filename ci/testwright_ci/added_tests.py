"""Tells the tests that a companion commit adds to a module from those that were there."""

import ast


def find_added_tests(before, after: bytes):
    """Qualified names (`test_x`, `TestY::test_x`) of the functions that `after` has and `before` lacks.

    None when the module is new: then every test of it was added, also one that no syntax shows. `before` and `after` are
    the module's bytes; a module that does not parse has no names.
    """
    if before is None:
        return None
    known = _function_names(before)
    return [name for name in _function_names(after) if name not in known]


def _function_names(source: bytes) -> list:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return []
    return list(dict.fromkeys(_names_in(tree.body, "")))


def _names_in(body: list, prefix: str):
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield prefix + node.name
        elif isinstance(node, ast.ClassDef):
            yield from _names_in(node.body, f"{prefix}{node.name}::")
