"""Writes the suggested tests of written/ from templates and true statements about each project.

    python write_tests.py

The files are kept in the repository: the corpus is what they say, and this script says how they came about.
"""

import re
from pathlib import Path

from templates import DISPUTED, FLAKY, INVALID, LEAVES, ORDER

WRITTEN = Path(__file__).resolve().parent / "written"

# Project → module, a function of it, the import, and (expression, value, something else).
STATEMENTS = {
    "semver": ("semver", "bump_minor", "from semver import Version", [
        ('str(Version.parse("1.2.3").bump_minor())', '"1.3.0"', '"1.2.4"'),
        ('Version.parse("1.2.3-rc.1").prerelease', '"rc.1"', '"rc1"'),
        ('Version.is_valid("1.2")', "False", "True"),
        ('Version(1, 2, 3).compare("1.2.4")', "-1", "1"),
    ]),
    "humanize": ("humanize", "intword", "from humanize import apnumber, intcomma, naturalsize, ordinal", [
        ("intcomma(12345)", '"12,345"', '"12.345"'),
        ("ordinal(3)", '"3rd"', '"3th"'),
        ("naturalsize(1000)", '"1.0 kB"', '"1 KB"'),
        ("apnumber(5)", '"five"', '"5"'),
    ]),
    "boltons": ("boltons.iterutils", "chunked", "from boltons import iterutils, mathutils, strutils", [
        ('strutils.slugify("Red Fox")', '"red_fox"', '"red-fox"'),
        ("iterutils.unique([1, 1, 2])", "[1, 2]", "{1, 2}"),
        ('strutils.camel2under("BasicParse")', '"basic_parse"', '"basicparse"'),
        ("mathutils.clamp(5, 0, 3)", "3", "5"),
    ]),
    "more-itertools": ("more_itertools", "first", "from more_itertools import all_equal, chunked, ilen, last", [
        ("list(chunked([1, 2, 3], 2))", "[[1, 2], [3]]", "[(1, 2), (3,)]"),
        ('ilen(iter("abc"))', "3", "2"),
        ('all_equal("aab")', "False", "True"),
        ("last([1, 2])", "2", "1"),
    ]),
    "toolz": ("toolz", "first", "from toolz import concat, frequencies, get_in, groupby", [
        ('frequencies("aab")', '{"a": 2, "b": 1}', '{"a": 2}'),
        ('get_in(["a", 0], {"a": [7]})', "7", "None"),
        ("list(concat([[1], [2]]))", "[1, 2]", "[[1], [2]]"),
        ("groupby(len, ['a', 'bb'])", "{1: ['a'], 2: ['bb']}", "{}"),
    ]),
    "tabulate": ("tabulate", "simple_separated_format", "from tabulate import tabulate as render", [
        ('render([["a"]], tablefmt="plain")', '"a"', '"a "'),
        ('render([[1]], tablefmt="tsv")', '"1"', '"1.0"'),
        ('render([], headers=["x"], tablefmt="plain")', '"x"', '""'),
    ]),
    "ledger": ("ledger.money", "percent", "from ledger.money import format_cents, percent", [
        ("format_cents(1250)", '"12.50"', '"12,50"'),
        ("percent(199, 50)", "99", "100"),
        ("format_cents(-5)", '"-0.05"', '"0.05"'),
    ]),
    "clinic": ("visits.rules", "duration_text", "from visits.rules import duration_text, is_workday", [
        ("duration_text(90)", '"1 h 30 min"', '"90 min"'),
        ("duration_text(45)", '"45 min"', '"0 h 45 min"'),
        ("is_workday(5)", "False", "True"),
    ]),
}
# How many of each label a project gets, taken from the templates in turn.
COUNTS = {
    "flaky": (FLAKY, {"ledger": 13, "clinic": 9}, 4),
    "order": (ORDER, {"ledger": 12, "clinic": 9}, 4),
    "leaves": (LEAVES, {"ledger": 14, "clinic": 8}, 4),
    "invalid": (INVALID, {"ledger": 14, "clinic": 6}, 4),
    "disputed": (DISPUTED, {"clinic": 4, "ledger": 0}, 4),
}


def write_all() -> None:
    """Writes written/PROJECT/LABEL.py and, for templates that need it, written/PROJECT/LABEL_NUMBER.py."""
    for label, (templates, planted, each) in COUNTS.items():
        next_template = {"real": 0, "planted": 3}
        for project, (package, function, imports, statements) in STATEMENTS.items():
            kind = "planted" if project in planted else "real"
            together = []
            for number in range(1, planted.get(project, each) + 1):
                template = templates[next_template[kind] % len(templates)]
                next_template[kind] += 1
                statement = statements[number % len(statements)]
                text = fill(template, package, function, imports, statement, number)
                if template.startswith("# alone"):
                    _write(project, f"{label}_{number}", [text])
                else:
                    together.append(text)
            _write(project, label, together)


def fill(template: str, package: str, function: str, imports: str, statement: tuple, number: int) -> str:
    """One template as the text of a module."""
    expression, value, wrong = statement
    text = template.removeprefix("# alone").strip("\n")
    lines = [line for line in text.split("\n")]
    head = [line for line in lines if line.startswith(("import ", "from "))]
    body = "\n".join(line for line in lines if line not in head)
    used = [one for one in re.findall(r"\w+", imports.split("import")[1])]
    if "EXPR" in body:
        head.append(imports)
    for name, replacement in (("EXPR", expression), ("VALUE", value), ("WRONG", wrong), ("FUNCTION", function)):
        body = body.replace(name, replacement)
        head = [line.replace(name, replacement) for line in head]
    helper = package.replace(".", "_")
    texts = []
    for part in ("\n".join(head), body):
        part = part.replace("PACKAGE_", f"{helper}_").replace("PACKAGE", package)
        texts.append(re.sub(r"(?<=[_-])N(?=\b|_|Test)|(?<=_)N(?=\()", str(number), part))
    needed = [one for one in used if re.search(rf"\b{one}\b", texts[1])]
    if "EXPR" in "\n".join(lines) and " as " not in imports:
        texts[0] = texts[0].replace(imports, f"{imports.split(' import ')[0]} import {', '.join(needed)}")
    return f"{texts[0]}\n\n\n{texts[1]}" if texts[0] else texts[1]


def _write(project: str, name: str, texts: list) -> None:
    """One module of several texts: imports first, each once."""
    if not texts:
        return
    folder = WRITTEN / project
    folder.mkdir(parents=True, exist_ok=True)
    imports, bodies = {}, []
    for text in texts:
        lines = text.split("\n")
        imports.update(dict.fromkeys(line for line in lines if line.startswith(("import ", "from "))))
        bodies.append("\n".join(line for line in lines if not line.startswith(("import ", "from "))).strip("\n"))
    ordered = sorted(imports, key=lambda line: (line.startswith("from"), line))
    text = "\n".join(ordered) + "\n\n\n" + "\n\n\n".join(bodies) + "\n"
    (folder / f"{name}.py").write_text(_space_out(text.lstrip()), encoding="utf-8")


def _space_out(text: str) -> str:
    """Two empty lines before functions and classes of the module."""
    lines: list = []
    for line in text.split("\n"):
        starts = line.startswith(("def ", "class ", "async def ", "@"))
        if starts and lines and not lines[-1].startswith("@"):
            while lines and not lines[-1]:
                lines.pop()
            lines += ["", ""] if lines else []
        lines.append(line)
    return "\n".join(lines)


if __name__ == "__main__":
    write_all()
