"""Tells the tests that a companion commit brings to a module, new or rewritten, from those that stay as they were."""

import ast


def find_added_tests(before, after: bytes):
    """Qualified names (`test_x`, `TestY::test_x`) of the functions that `before` lacks or has with other code.

    None when the module is new: then every test of it was added, also one that no syntax shows. `before` and `after` are
    the module's bytes; a module that does not parse has no names. Comments and layout are no code.
    """
    if before is None:
        return None
    known = _functions(before)
    return [name for name, code in _functions(after).items() if known.get(name) != code]


def _functions(source: bytes) -> dict:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return {}
    return dict(_functions_in(tree.body, ""))


def _functions_in(body: list, prefix: str):
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield prefix + node.name, ast.dump(node)
        elif isinstance(node, ast.ClassDef):
            yield from _functions_in(node.body, f"{prefix}{node.name}::")
