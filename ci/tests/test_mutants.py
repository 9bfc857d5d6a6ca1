"""Which mutants a line has, and which are left out by rule."""

import textwrap

import pytest

from testwright_ci.changed_lines import read_changed_lines
from testwright_ci.code_objects import behaves_alike
from testwright_ci.mutants import MUTANTS_PER_LINE, find_mutants
from testwright_ci.source_text import SourceText, decode_source


def find(text: str, lines=None) -> tuple:
    source = SourceText(textwrap.dedent(text).lstrip("\n"))
    everything = range(1, source.text.count("\n") + 2)
    return source, *find_mutants("shop/a.py", source, set(lines or everything))


@pytest.mark.parametrize(
    "line, expected",
    [
        ("return a < b", ["a <= b", "a >= b", "None"]),
        ("return a == b", ["a != b", "None"]),
        ("return a not  in b", ["a in b", "None"]),
        ("return a is b", ["a is not b", "None"]),
        ("return a < b < c", ["a <= b < c", "a >= b < c", "a < b <= c", "a < b >= c", "None"]),
        ("return (a) < (b)", ["(a) <= (b)", "(a) >= (b)", "None"]),
        ("return a and b or c", ["a or b or c", "a and b and c", "None"]),
        ("return not a", [" a", "None"]),
        ("return a + b * c", ["a - b * c", "a + b / c", "None"]),
        ('return "a" + b', ['"" + b', "None"]),
        ("return a[1:]", ["a[0:]", "a[2:]", "None"]),
        ("return a[-1]", ["a[-0]", "a[-2]", "None"]),
        ("return 2.5", ["3.5", "None"]),
        ("return True", ["False"]),
        ("return None", []),
        ("return", []),
        ("return min(a, b)", ["max(a, b)", "None"]),
        ("return a if b else c", ["a if (not (b)) else c", "None"]),
        ("return f'{a + 1}'", ["None"]),
    ],
)
def test_a_return_statement_has_these_mutants(line, expected):
    source, mutants, _ = find(f"def f(a, b, c):\n    {line}\n")
    made = [
        source.replaced(one.start, one.end, one.replacement).split("return ", 1)[1].rstrip("\n")
        for one in mutants
    ]
    assert sorted(made) == sorted(expected)


@pytest.mark.parametrize(
    "line, expected",
    [
        ("save(a)", ["pass"]),
        ("await save(a)", ["pass"]),
        ("a.total = b", ["pass"]),
        ("a[b] = c", ["pass"]),
        ("a = b", []),
        ("a += b", ["a -= b"]),
        ("raise ValueError('wrong %s' % a)", ["pass"]),
        ("break", ["continue"]),
        ("continue", ["break"]),
        ("yield a", ["yield None"]),
        ("if a: save(); b = c", ["if (not (a)): save(); b = c", "if a: pass; b = c"]),
        ("return lambda: a", ["return None"]),
        ("return [x for x in a if x]", ["return [x for x in a if (not (x))]", "return None"]),
    ],
)
def test_a_statement_in_a_loop_has_these_mutants(line, expected):
    kind = "async def" if "await" in line else "def"
    source, mutants, _ = find(f"{kind} f(a, b, c):\n    for _ in a:\n        {line}\n", {3})
    made = [source.replaced(one.start, one.end, one.replacement).split("\n")[2].strip() for one in mutants]
    assert sorted(made) == sorted(expected)


@pytest.mark.parametrize(
    "text, rule",
    [
        ('def f():\n    "What it does."\n', "docstring"),
        ('def f(a: "int") -> "int":\n    pass\n', "annotation"),
        ("x: 'int'\n", "annotation"),
        ('T = TypeVar("T")\n', "annotation"),
        ("if TYPE_CHECKING:\n    X = 1\n", "annotation"),
        ("@overload\ndef f(a):\n    return 1\n", "annotation"),
        ('__all__ = ["f"]\n', "metadata"),
        ('__version__ = "1.2"\n', "metadata"),
        ('def f(a):\n    logger.info("sold %s", a + 1)\n', "logging"),
        ('def f(a):\n    self.log.warning("sold %s", a)\n', "logging"),
        ('def f(a):\n    warnings.warn("old")\n', "message"),
        ('def f(a):\n    raise ValueError("bad" + "x")\n', "message"),
        ("def f(a):\n    assert a > 1\n", "assertion"),
        ('if __name__ == "__main__":\n    run(1)\n', "main-guard"),
        ('def __repr__(self):\n    return "x"\n', "repr"),
        ('name = CharField(verbose_name="Name")\n', "label"),
        ('name = gettext_lazy("Name")\n', "label"),
        ("def f(a):\n    return get(a, timeout=3)\n", "tuning"),
        ("if sys.version_info >= (3, 9):\n    pass\n", "environment"),
        ("if hexversion >= 0x30D00A2:\n    def f(a=True):\n        return 1\n", "environment"),
        ("def f(a, b):\n    return a if a > b else b\n", "tie"),
        ("def f(a):\n    while True:\n        if a: continue\n", None),
    ],
)
def test_what_looks_equivalent_is_left_out_and_counted_by_its_rule(text, rule):
    _, _, left_out = find(text)
    assert set(left_out) == ({rule} if rule else set())


def test_a_mutant_with_the_same_bytecode_is_left_out():
    _, mutants, left_out = find("def f(a):\n    if False:\n        a = 1\n    return None\n", {3})
    assert mutants == []
    assert set(left_out) == {"same-bytecode"}


def test_only_changed_lines_are_mutated():
    _, mutants, _ = find("def f(a):\n    b = a + 1\n    c = b + 2\n    return c\n", {3})
    assert {one.line for one in mutants} == {3}


def test_a_mutant_stands_on_the_first_line_of_its_statement_as_coverage_counts():
    source, mutants, _ = find(
        """
        def f(a):
            return g(
                a + 1,
                "x",
            )
        """,
        {3},
    )
    assert {(one.line, one.lines) for one in mutants} == {(2, (2, 5))}
    deleted = source.replaced(source.data.index(b"return"), source.data.index(b")\n", 30) + 1, "pass")
    assert deleted.count("\n") == source.text.count("\n")


def test_columns_count_characters_and_places_count_bytes():
    source, mutants, _ = find('def f(a):\n    é = "ü"; ü = a < 3\n    return ü\n', {2})
    boundary = next(one for one in mutants if one.replacement == "<=")
    assert boundary.id == "shop/a.py:2:20:swap-comparison:<="
    assert source.replaced(boundary.start, boundary.end, "<=").split("\n")[1] == '    é = "ü"; ü = a <= 3'


@pytest.mark.parametrize(
    "text, line, in_function",
    [
        ("LIMIT = 3\n", 1, False),
        ("def f(a=3):\n    pass\n", 1, False),
        ("@cut(3)\ndef f(a):\n    pass\n", 1, False),
        ("class A:\n    size = 3\n", 2, False),
        ("@dataclass\nclass A:\n    size: int = 3\n", 3, False),
        ("key = lambda x: x + 1\n", 1, True),
        ("def f():\n    def g(a=3):\n        return a\n    return g\n", 2, True),
        ("class A:\n    def f(self):\n        return 3\n", 3, True),
        ("ITEMS = [x + 1 for x in range(3)]\n", 1, False),
    ],
)
def test_code_that_runs_at_import_is_told_apart_from_bodies(text, line, in_function):
    _, mutants, _ = find(text, {line})
    assert {one.in_function for one in mutants} == {in_function}


@pytest.mark.parametrize(
    "decorator, is_dropped",
    [
        ("login_required", True),
        ("app.get('/')", True),
        ("property", False),
        ("functools.lru_cache(maxsize=9)", False),
    ],
)
def test_decorators_are_dropped_but_for_those_that_make_the_thing_what_it_is(decorator, is_dropped):
    source, mutants, _ = find(f"@{decorator}\ndef f(a):\n    return a\n", {1})
    dropped = [one for one in mutants if one.operator == "drop-decorator"]
    assert bool(dropped) == is_dropped
    for one in dropped:
        assert source.replaced(one.start, one.end, one.replacement) == "\ndef f(a):\n    return a\n"


def test_a_line_has_few_mutants_one_of_each_operator_first():
    _, mutants, _ = find("def f(a):\n    return a[1:2] + a[3:4] < a[5:6] and not a\n", {2})
    assert len(mutants) == MUTANTS_PER_LINE
    assert [one.rank for one in mutants] == list(range(MUTANTS_PER_LINE))
    assert [one.operator for one in mutants][:4] == [
        "swap-comparison",
        "swap-boolean",
        "drop-not",
        "swap-arithmetic",
    ]


def test_every_mutant_compiles_keeps_the_lines_and_differs():
    text = (
        "async def f(a, *, b=1):\n    async with a as c:\n        x = [\n            i\n            for i in c\n"
        "            if i\n        ]\n    try:\n        del a[0]\n    except (ValueError, KeyError):\n        raise\n"
        "    return (\n        x\n        + [b]\n    )\n"
    )
    source, mutants, _ = find(text)
    assert len({one.id for one in mutants}) == len(mutants) > 5
    for one in mutants:
        changed = source.replaced(one.start, one.end, one.replacement)
        assert changed.count("\n") == text.count("\n")
        assert not behaves_alike(compile(text, "a", "exec"), compile(changed, "a", "exec"))


def test_ids_are_the_same_for_the_same_source_and_short():
    text = f"def {'x' * 300}(a):\n    return a.{'y' * 400} + 1\n"
    first, second = (find(text)[1] for _ in range(2))
    assert [one.id for one in first] == [one.id for one in second]
    assert all(len(one.id) <= 300 for one in find_mutants("p/" * 400 + "a.py", SourceText(text), {1, 2})[0])


@pytest.mark.parametrize(
    "content, text",
    [
        (b"# coding: latin-1\r\nx = '\xe9'\r\n", "# coding: latin-1\nx = 'é'\n"),
        (b"\xef\xbb\xbfx = 1\r", "x = 1\n"),
    ],
)
def test_sources_are_read_by_their_own_encoding(content, text):
    assert decode_source(content) == text


def test_changed_lines_are_those_of_the_new_side():
    diff = "--- a\n+++ b\n@@ -1 +1,2 @@\n-x\n+y\n+z\n@@ -9,2 +10,0 @@ def f\n-a\n-b\n@@ -20,0 +20 @@\n+c\n"
    assert read_changed_lines(diff) == {1, 2, 20}
