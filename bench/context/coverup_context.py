"""What CoverUp's own code shows of functions: its excerpt of the code segment, then what its `get_info` tool answers.

Usage: coverup_context.py PROJECT ROOT... < JSON list of {path, qualname}; prints JSON lines {target, pieces: [{path, text}]}, in the
order in which they would enter the conversation. A model decides what it asks for; here it asks for every name in the excerpt, in
the order of the text, then for the names in the answers, until MOST characters were answered; answers about other people's code are
left away. `path` is relative to PROJECT; text has
the indentation of its file.
"""

import ast
import functools
import json
import os
import re
import sys
import textwrap
from pathlib import Path

project = Path(sys.argv[1]).resolve()
sys.path[:0] = [str(project / root) for root in sys.argv[2:]]

# Its library for models looks for prices on the network otherwise.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
from coverup import codeinfo, segment  # noqa: E402

MOST = 48_000
QUESTIONS = 150

# The same files are read for each question; nothing that is asked of them changes them.
codeinfo.parse_file = functools.cache(codeinfo.parse_file)
segment.parse_file = codeinfo.parse_file


def find(tree, qualname):
    node = tree
    for name in qualname.split("."):
        node = next(
            child
            for child in ast.walk(node)
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and child.name == name
        )
    return node


def names_in(text):
    """Dotted names that the code reads, in the order of the text, each once."""
    found = []
    inner = set()
    for node in ast.walk(ast.parse(textwrap.dedent(text))):
        if node in inner:
            continue
        steps, last = [], node
        while isinstance(last, ast.Attribute):
            steps.append(last.attr)
            last = last.value
            inner.add(last)
        if isinstance(last, ast.Name):
            found.append((last.lineno, last.col_offset, ".".join([last.id, *reversed(steps)])))
    return list(dict.fromkeys(name for *_, name in sorted(found)))


def place(shown):
    """The file that an answer's `in path:` means: relative to a folder of sys.path."""
    for folder in map(Path, sys.path):
        if (folder / shown).exists():
            file = (folder / shown).resolve()
            return file.relative_to(project).as_posix() if file.is_relative_to(project) else None
    return None


def answers(module, path, question, line):
    try:
        answer = codeinfo.get_info(module, question, line=line)
    except Exception:  # what its tool call would answer with an error
        return []
    found = []
    for where, code in re.findall(r"(?:in ([^\n]+):\n)?```python\n(.*?)\n```", answer or "", re.S):
        found.append({"path": place(where) if where else path, "text": code})
    # Other people's code would only cost room: a model knows the standard library.
    return [piece for piece in found if piece["path"] is not None]


def show(path, qualname):
    file = project / path
    tree = codeinfo.parse_file(file)
    node = find(tree, qualname)
    lines = list(range(node.lineno, node.end_lineno + 1))
    coverage = {"files": {str(file): {"missing_lines": lines, "executed_lines": [], "missing_branches": []}}}
    pieces = []
    for one in segment.get_missing_coverage(coverage)[:1]:
        excerpt = one.get_excerpt()
        text = "\n".join(line[12:] for line in excerpt.split("\n"))
        pieces.append({"path": path, "text": text})
        begin = one.begin
    if not pieces:
        return []
    size = len(pieces[0]["text"])
    asked = {qualname}
    open_ = names_in(pieces[0]["text"])
    seen = set()
    while open_ and size < MOST and len(asked) < QUESTIONS:
        question = open_.pop(0)
        if question in asked:
            continue
        asked.add(question)
        for piece in answers(tree, path, question, begin):
            key = (piece["path"], piece["text"])
            if key in seen:
                continue
            seen.add(key)
            pieces.append(piece)
            size += len(piece["text"])
            open_.extend(names_in(piece["text"]))
    return pieces


for target in json.load(sys.stdin):
    try:
        pieces = show(target["path"], target["qualname"])
    except (StopIteration, SyntaxError, UnicodeDecodeError):
        pieces = []
    print(json.dumps({"target": f"{target['path']}::{target['qualname']}", "pieces": pieces}), flush=True)
