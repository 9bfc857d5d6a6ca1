"""Rules for mutants that no sensible test can or should kill: places that Google calls arid, and ties.

Each rule has a name, and what it leaves out is counted by that name. The rule `same-bytecode` is in mutants.py: trivial
compiler equivalence (Papadakis et al., ICSE 2015).
"""

import ast

_LOGGERS = {"log", "logger", "logging", "_log", "_logger", "LOG", "LOGGER"}
_LOG_METHODS = {"debug", "info", "warning", "warn", "error", "exception", "critical", "log"}
_TEXT_ARGUMENTS = {
    "verbose_name",
    "verbose_name_plural",
    "help_text",
    "description",
    "error_messages",
    "help",
}
# They say how fast or how long, not what: no test waits for them, or sees how much a cache holds.
_TUNING_ARGUMENTS = {"timeout", "maxsize", "max_entries", "stacklevel", "buffering", "chunk_size", "bufsize"}
_TRANSLATORS = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}
_METADATA = {"__all__", "__author__", "__copyright__", "__license__", "__slots__", "__version__"}
_TEXTUAL_TYPING = {"TypeVar", "NewType", "ParamSpec", "cast", "NamedTuple", "TypedDict"}


class EquivalenceRules:
    """Finds the rule that leaves a node's mutants out; `parents` maps each node of the tree to the one around it."""

    def __init__(self, parents: dict) -> None:
        self._parents = parents

    def find(self, node: ast.AST, operator: str):
        """The name of the first rule that holds for the node or for something around it, or None."""
        if operator == "swap-comparison" and self._is_tie(node):
            return "tie"
        child, current = None, node
        while current is not None:
            rule = _rule_at(current, child, operator)
            if rule:
                return rule
            child, current = current, self._parents.get(current)
        return None

    def _is_tie(self, node) -> bool:
        """`a if a > b else b`: where the two are equal, either is the answer."""
        parent = self._parents.get(node)
        if not isinstance(parent, ast.IfExp) or parent.test is not node or len(node.comparators) != 1:
            return False
        compared = {ast.dump(node.left), ast.dump(node.comparators[0])}
        ordered = isinstance(node.ops[0], ast.Lt | ast.LtE | ast.Gt | ast.GtE)
        return ordered and compared == {ast.dump(parent.body), ast.dump(parent.orelse)}


def _rule_at(node, child, operator: str):
    """`child` is the part of `node` that the mutant lies in; None when it is the mutated node itself."""
    if isinstance(node, ast.Expr):
        value = node.value
        if isinstance(value, ast.Constant):
            return "docstring"
        called = value.value if isinstance(value, ast.Await) else value
        if isinstance(called, ast.Call) and _is_logging(called.func):
            return "logging"
    if isinstance(node, ast.Assert):
        return "assertion"
    if isinstance(node, ast.Raise) and child is not None and operator != "delete-raise":
        return "message"
    if isinstance(node, ast.Call):
        return _rule_for_call(node, child)
    if isinstance(node, ast.keyword):
        if node.arg in _TEXT_ARGUMENTS:
            return "label"
        if node.arg in _TUNING_ARGUMENTS:
            return "tuning"
    if isinstance(node, ast.AnnAssign | ast.arg) and child is not None and child is node.annotation:
        return "annotation"
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return _rule_for_function(node, child)
    if isinstance(node, ast.Assign) and any(getattr(one, "id", None) in _METADATA for one in node.targets):
        return "metadata"
    if isinstance(node, ast.If | ast.IfExp):
        return _rule_for_condition(node)
    return None


def _rule_for_call(node, child):
    name = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
    if child is None or child is node.func:
        return None
    if name in _TRANSLATORS:
        return "label"
    if name in _TEXTUAL_TYPING:
        return "annotation"
    if name == "warn" and node.args and child is node.args[0]:
        return "message"
    return None


def _rule_for_function(node, child):
    if child is not None and child is node.returns:
        return "annotation"
    if node.name == "__repr__":
        return "repr"
    names = {getattr(one, "attr", None) or getattr(one, "id", None) for one in node.decorator_list}
    return "annotation" if "overload" in names else None


def _rule_for_condition(node):
    for part in ast.walk(node.test):
        name = getattr(part, "attr", None) or getattr(part, "id", None)
        if name == "TYPE_CHECKING":
            return "annotation"
        if name == "__name__" and isinstance(node.test, ast.Compare):
            return "main-guard"
        if name in ("version_info", "hexversion", "platform"):
            return "environment"
    return None


def _is_logging(function) -> bool:
    if not isinstance(function, ast.Attribute) or function.attr not in _LOG_METHODS:
        return False
    owner = function.value
    return (getattr(owner, "attr", None) or getattr(owner, "id", None)) in _LOGGERS
