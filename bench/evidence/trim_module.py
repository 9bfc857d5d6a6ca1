"""Cuts a few tests out of a test module, with everything they need and nothing else.

A test of a released project becomes a suggestion in this way. What the module holds for other tests would otherwise
decide whether this one can be collected: one import that base lacks keeps a whole file from running.
"""

import ast

_ALWAYS = {
    "pytestmark",
    "pytest_plugins",
    "setup_module",
    "teardown_module",
    "setup_function",
    "teardown_function",
    "setUpModule",
    "tearDownModule",
}
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def trim_module(source: str, keep) -> str:
    """The module with only the tests named in `keep` (`test_x`, `TestY::test_x`), their helpers, fixtures and imports.

    Raises KeyError when the module does not define one of them, SyntaxError when it is no Python.
    """
    tree = ast.parse(source)
    lines = source.split("\n")
    wanted = set(keep)
    defined = {name for node in tree.body for name in list_tests(node)}
    inherited = {name.split("::")[-1] for name in wanted if "::" in name and name not in defined}
    missing = {name for name in wanted - defined if "::" not in name or not _class_of(tree, name)}
    if missing:
        raise KeyError(", ".join(sorted(missing)))
    methods = {name.split("::")[-1] for name in wanted if "::" in name} | inherited
    needed = {name.split("::")[0] for name in wanted}
    kept: set = set()
    while True:
        found = [
            index
            for index, node in enumerate(tree.body)
            if index not in kept and _is_needed(node, needed, wanted)
        ]
        if not found:
            break
        kept.update(found)
        for index in found:
            needed |= _used_names(tree.body[index], wanted, methods)
    parts = [_render(tree.body[index], lines, needed, wanted, methods) for index in sorted(kept)]
    return "\n\n".join(part for part in parts if part) + "\n"


def list_tests(node) -> list:
    """Names of the tests that a top-level statement defines, as pytest's node ids write them."""
    if isinstance(node, _FUNCTIONS):
        return [node.name] if node.name.startswith("test") else []
    if isinstance(node, ast.ClassDef):
        return [f"{node.name}::{item.name}" for item in node.body if _is_test_method(item)]
    return []


def _class_of(tree, name: str):
    own = name.split("::")[0]
    return next((node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == own), None)


def _is_test_method(node) -> bool:
    return isinstance(node, _FUNCTIONS) and node.name.startswith("test")


def _is_needed(node, needed: set, wanted: set) -> bool:
    if isinstance(node, ast.ImportFrom) and (
        node.module == "__future__" or any(alias.name == "*" for alias in node.names)
    ):
        return True
    if isinstance(node, ast.Expr):
        # A docstring is not needed; a call such as `pytest.importorskip(...)` acts on the whole module.
        return isinstance(node.value, ast.Call)
    if isinstance(node, _FUNCTIONS) and node.name.startswith("test") and node.name not in wanted:
        return node.name in needed and not _is_plain_test(node)
    bound = _bound_names(node)
    return bool(bound & (needed | _ALWAYS)) or _is_autouse(node)


def _is_plain_test(node) -> bool:
    """A function that pytest runs; a fixture may be named test_… as well."""
    return not any("fixture" in ast.dump(decorator) for decorator in node.decorator_list)


def _is_autouse(node) -> bool:
    if not isinstance(node, _FUNCTIONS):
        return False
    return any(
        keyword.arg == "autouse"
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call)
        for keyword in decorator.keywords
    )


def _bound_names(node) -> set:
    """Names that the statement binds or changes at the module's top level."""
    if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
        return {node.name}
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return {_bound_by(node, alias) for alias in node.names}
    names = set()
    for child in ast.walk(node):
        if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
            names.add(child.id)
        elif isinstance(child, (ast.Attribute, ast.Subscript)) and isinstance(child.ctx, ast.Store):
            root = child
            while isinstance(root, (ast.Attribute, ast.Subscript)):
                root = root.value
            if isinstance(root, ast.Name):
                names.add(root.id)
        elif isinstance(child, (*_FUNCTIONS, ast.ClassDef)):
            names.add(child.name)
        elif isinstance(child, (ast.Import, ast.ImportFrom)):
            names |= {_bound_by(child, alias) for alias in child.names}
    return names


def _bound_by(node, alias) -> str:
    if alias.asname:
        return alias.asname
    return alias.name.split(".")[0] if isinstance(node, ast.Import) else alias.name


def _used_names(node, wanted: set, methods: set) -> set:
    """Names that the statement uses; arguments count, because they name fixtures, and so do strings that are names."""
    if isinstance(node, ast.ClassDef):
        dropped = [item for item in node.body if not _keeps_method(node, item, wanted, methods)]
    else:
        dropped = []
    names: set = set()
    stack = [node]
    while stack:
        current = stack.pop()
        if any(current is item for item in dropped):
            continue
        if isinstance(current, ast.Name):
            names.add(current.id)
        elif isinstance(current, ast.arg):
            names.add(current.arg)
        elif isinstance(current, ast.Global):
            names.update(current.names)
        elif isinstance(current, ast.Constant) and isinstance(current.value, str) and current.value.isidentifier():
            names.add(current.value)
        stack.extend(ast.iter_child_nodes(current))
    return names


def _keeps_method(owner, item, wanted: set, methods: set) -> bool:
    if not _is_test_method(item):
        return True
    name = f"{owner.name}::{item.name}"
    is_owner_named = any(one.startswith(f"{owner.name}::") for one in wanted)
    return name in wanted or (not is_owner_named and item.name in methods)


def _render(node, lines: list, needed: set, wanted: set, methods: set) -> str:
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        is_whole = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        aliases = [
            alias
            for alias in node.names
            if is_whole or alias.name == "*" or _bound_by(node, alias) in needed | _ALWAYS
        ]
        node.names = aliases
        return ast.unparse(node)
    if not isinstance(node, ast.ClassDef):
        return _segment(node, lines)
    dropped = [item for item in node.body if not _keeps_method(node, item, wanted, methods)]
    own = set()
    for item in dropped:
        own.update(range(_first_line(item), item.end_lineno + 1))
    left = [item for item in node.body if item not in dropped]
    text = "\n".join(
        line
        for number, line in enumerate(lines[_first_line(node) - 1 : node.end_lineno], _first_line(node))
        if number not in own
    )
    return text if left else f"{text.rstrip()}\n    pass"


def _segment(node, lines: list) -> str:
    first, last = _first_line(node), node.end_lineno
    before = lines[first - 1].encode()[: node.col_offset if first == node.lineno else 0].strip()
    after = lines[last - 1].encode()[node.end_col_offset :].split(b"#")[0].strip()
    return ast.unparse(node) if before or after else "\n".join(lines[first - 1 : last])


def _first_line(node) -> int:
    decorators = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])
