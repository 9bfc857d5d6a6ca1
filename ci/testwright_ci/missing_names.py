"""Lets a suggested test file be collected on base although base lacks some of the names it imports.

One new function among ten imports would otherwise keep every test of the file from running on base, and with it the
best evidence there is: a test that fails before the change and passes after it. A missing name is bound to a stand-in
that raises when a test uses it, so exactly the tests that need it stay "not comparable".
"""

import ast

# The class below, as reports name it.
MISSING_ON_BASE = "MissingOnBase"

# BaseException, so that neither `except Exception` nor `pytest.raises(Exception)` in a test takes it for behaviour.
_STAND_IN = '''
class MissingOnBase(BaseException):
    """A name that the change adds was used on base."""

class StandIn:
    def __init__(self, text):
        self.__dict__["_text"] = text
    def _fail(self, *arguments, **keywords):
        raise MissingOnBase(self._text)
    def __getattr__(self, name):
        # pytest looks for marks and fixtures on every name of a module.
        if name.startswith(("_", "pytest")):
            raise AttributeError(name)
        self._fail()
    __call__ = __iter__ = __len__ = __bool__ = __getitem__ = __setattr__ = _fail
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __hash__ = __enter__ = _fail
'''


def tolerate_missing_names(source: bytes) -> bytes:
    """The file with its top-level imports made tolerant; line numbers stay. Text that does not parse is returned as is."""
    try:
        text = source.decode("utf-8")
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return source
    lines = text.split("\n")
    statements = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom)) and _is_optional(node)]
    for node in statements:
        own = lines[node.lineno - 1 : node.end_lineno]
        if _shares_line(own, node):
            continue
        first = f"exec({_render(node)!r})"
        lines[node.lineno - 1 : node.end_lineno] = [first] + [""] * (len(own) - 1)
    return "\n".join(lines).encode("utf-8")


def _is_optional(node) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.module != "__future__" and all(alias.name != "*" for alias in node.names)
    # `import a.b` binds `a`, which is there as soon as any of it is: a missing part shows as an AttributeError.
    return all(alias.asname or "." not in alias.name for alias in node.names)


def _shares_line(own: list, node) -> bool:
    """Whether other statements stand on the lines of this one, as in `import a; import b`."""
    before = own[0].encode("utf-8")[: node.col_offset]
    after = own[-1].encode("utf-8")[node.end_col_offset :].split(b"#")[0]
    return bool(before.strip() or after.strip())


def _render(node) -> str:
    return "\n".join(_render_name(node, alias) for alias in node.names)


def _render_name(node, alias) -> str:
    renamed = f" as {alias.asname}" if alias.asname else ""
    if isinstance(node, ast.ImportFrom):
        statement = f"from {'.' * node.level}{node.module or ''} import {alias.name}{renamed}"
    else:
        statement = f"import {alias.name}{renamed}"
    stand_in = "\n".join(f"        {line}" for line in _STAND_IN.strip().split("\n"))
    return (
        f"try:\n    {statement}\n"
        f"except ImportError as error:\n    def stand_in(text):\n{stand_in}\n        return StandIn(text)\n"
        f"    {alias.asname or alias.name} = stand_in(str(error))\n    del stand_in"
    )
