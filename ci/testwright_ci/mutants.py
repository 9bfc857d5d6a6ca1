"""The mutants of a source's changed lines."""

import ast
import hashlib
import warnings
from collections import Counter
from dataclasses import dataclass

from .code_objects import behaves_alike
from .equivalent_mutants import EquivalenceRules
from .limits import cap
from .mutation_operators import propose_changes
from .source_text import SourceText

# Telling ones first: they decide which mutant of a line is run when there is time for one only.
_OPERATORS = (
    "swap-comparison",
    "swap-boolean",
    "negate-condition",
    "drop-not",
    "swap-arithmetic",
    "change-number",
    "delete-call",
    "delete-assignment",
    "delete-raise",
    "swap-function",
    "change-boolean",
    "swap-loop-exit",
    "drop-decorator",
    "return-none",
    "yield-none",
    "change-text",
)
MUTANTS_PER_LINE = 6


@dataclass(frozen=True)
class Mutant:
    """One small change. `line` is the first line of its statement, as coverage.py counts lines; `lines` are first and last.

    `start` and `end` are offsets into the UTF-8 bytes of the source with newlines as `\\n`. `in_function` tells whether the
    change lies in a body that runs when it is called, not when its module is imported. `rank` counts the mutants of the
    line that are more telling.
    """

    id: str
    path: str
    line: int
    lines: tuple
    operator: str
    original: str
    replacement: str
    start: int
    end: int
    in_function: bool
    rank: int

    def render(self) -> dict:
        """The first part of the report's `mutant`."""
        return {
            "id": self.id,
            "path": self.path,
            "line": self.line,
            "operator": self.operator,
            "original": cap(self.original, 300),
            "replacement": cap(self.replacement, 300),
        }


def find_mutants(path: str, source: SourceText, changed: set) -> tuple:
    """`(mutants, left out by rule)` of the changed physical lines, in the order of the source, at most six a line."""
    parents = _parents(source.tree)
    rules = EquivalenceRules(parents)
    left_out: Counter = Counter()
    by_line: dict = {}
    nodes = [node for node in parents if _touches(node, changed)]
    # Sorted by place, so that ranks and ids do not depend on the order of the walk.
    for change in sorted(
        propose_changes(source, nodes), key=lambda one: (one.start, _order(one), one.replacement)
    ):
        lines = range(source.line_at(change.start), source.line_at(max(change.start, change.end - 1)) + 1)
        if not changed.intersection(lines):
            continue
        rule = rules.find(change.node, change.operator) or _rule_by_compiling(source, parents, change)
        if rule:
            left_out[rule] += 1
        else:
            by_line.setdefault(source.logical_lines(lines[0]), []).append(change)
    mutants = []
    for lines, changes in sorted(by_line.items()):
        for rank, change in enumerate(_spread(changes)[:MUTANTS_PER_LINE]):
            mutants.append(_build(path, source, parents, change, lines, rank))
    return mutants, left_out


def _spread(changes: list) -> list:
    """One of each operator first, the most telling operator first; then the second of each, and so on."""
    seen: Counter = Counter()
    keyed = []
    for change in changes:
        keyed.append((seen[change.operator], _order(change), change.start, change.replacement, change))
        seen[change.operator] += 1
    return [entry[-1] for entry in sorted(keyed, key=lambda entry: entry[:-1])]


def _order(change) -> int:
    return _OPERATORS.index(change.operator)


def _build(path: str, source: SourceText, parents: dict, change, lines: tuple, rank: int) -> Mutant:
    line, column = source.line_at(change.start), source.column_at(change.start)
    identity = f"{path}:{line}:{column}:{change.operator}:{change.replacement}"
    if len(identity) > 200 or not identity.isprintable():
        digest = hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        identity = f"{cap(path, 150)}:{line}:{column}:{change.operator}:{digest}"
    return Mutant(
        id=identity,
        path=path,
        line=lines[0],
        lines=lines,
        operator=change.operator,
        original=source.piece(change.start, change.end),
        replacement=change.replacement,
        start=change.start,
        end=change.end,
        in_function=_is_in_function(change.node, parents),
        rank=rank,
    )


def _parents(tree: ast.AST) -> dict:
    """Every node that may be changed, with the one around it. Parts of f-strings have no exact place before Python 3.12."""
    parents = {tree: None}
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        for child in ast.iter_child_nodes(node):
            parents[child] = node
            if not isinstance(child, ast.JoinedStr):
                waiting.append(child)
    return parents


def _touches(node, changed: set) -> bool:
    first = getattr(node, "lineno", None)
    if first is None:
        return True
    decorators = getattr(node, "decorator_list", ())
    first = min([first, *(one.lineno for one in decorators)])
    return any(line in changed for line in range(first, node.end_lineno + 1))


def _is_in_function(node, parents: dict) -> bool:
    child, current = node, parents.get(node)
    while current is not None:
        if isinstance(current, ast.FunctionDef | ast.AsyncFunctionDef) and child in current.body:
            return True
        if isinstance(current, ast.Lambda) and child is current.body:
            return True
        child, current = current, parents.get(current)
    return False


def _rule_by_compiling(source: SourceText, parents: dict, change):
    """Compiles only the top-level statement around the change, which is quick in long files."""
    node = change.node
    while not isinstance(parents.get(node), ast.Module):
        node = parents[node]
    decorators = getattr(node, "decorator_list", ())
    begin = (
        source.start(min([node, *decorators], key=lambda one: one.lineno))
        if decorators
        else source.start(node)
    )
    if decorators:
        begin = source.token_before(begin)[0]
    finish = source.end(node)
    before = source.data[begin:finish]
    after = before[: change.start - begin] + change.replacement.encode("utf-8") + before[change.end - begin :]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            one = compile(before, "source", "exec", dont_inherit=True)
            other = compile(after, "source", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return "not-compilable"
    return "same-bytecode" if behaves_alike(one, other) else None
