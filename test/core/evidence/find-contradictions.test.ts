import { beforeAll, describe, expect, test } from '@jest/globals';
import { findContradictions } from '../../../src/core/evidence/find-contradictions.ts';
import type { PythonParser } from '../../../src/core/python/parser.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';
import { readTarget } from '../../support/target.ts';

let parser: PythonParser;
beforeAll(async () => {
  parser = await loadPythonParser();
});

/** A function with a signature and a docstring; `body` stands for code that says nothing here. */
function fn(signature: string, docstring: string, body = 'return compute()'): string {
  const doc = docstring === '' ? '' : `    """${docstring}\n    """\n`;
  return `def ${signature}:\n${doc}    ${body}\n`;
}

function find(source: string, testCode: string, imports: string[] = []) {
  const target = readTarget(parser, source);
  const name = target.qualname.split('.')[0]!;
  return findContradictions(
    parser,
    {
      imports: ['import pytest', `from shop.pricing import ${name}`, ...imports],
      code: testCode,
      path: 'tests/test_new.py',
    },
    target,
  );
}

const asserts = (...lines: string[]): string =>
  `def test_it():\n${lines.map((line) => `    ${line}`).join('\n')}\n`;
const EXAMPLE = 'Double it.\n\n    >>> f(2)\n    4\n    >>> f("a")\n    \'aa\'';
const RAISES_GOOGLE = 'Scale.\n\n    Raises:\n        ValueError: If x is negative.';
const RAISES_SPHINX = 'Scale.\n\n    :param x: what\n    :raises ValueError: if x is negative';
const RAISES_NUMPY = 'Scale.\n\n    Raises\n    ------\n    ValueError\n        If x is less than 1.';

const SERIALIZER = `class OrderSerializer(serializers.ModelSerializer):
    id = serializers.IntegerField(read_only=True)
    name = serializers.CharField(max_length=10)
    quantity = serializers.IntegerField(min_value=1, max_value=99)
    note = serializers.CharField(required=False, allow_blank=True)
    state = serializers.ChoiceField(choices=["new", "paid"], default="new")

    class Meta:
        model = Order
`;
const FORM = `class OrderForm(forms.Form):
    name = forms.CharField(max_length=5)
    note = forms.CharField(required=False)
    agreed = forms.BooleanField()
`;
const MODEL = `class Order(models.Model):
    name = models.CharField(max_length=10)
    state = models.CharField(max_length=4, choices=[("new", "New"), ("paid", "Paid")], default="new")
    note = models.TextField(null=True, blank=True)
    price = models.DecimalField(max_digits=8, decimal_places=2)
`;

describe('a test contradicts', () => {
  const cases: [what: string, source: string, code: string, kind: string][] = [
    ['a docstring example', fn('f(x)', EXAMPLE), asserts('assert f(2) == 5'), 'docstring-example'],
    ['an example by keyword', fn('f(x)', EXAMPLE), asserts('assert f(x=2) == 5'), 'docstring-example'],
    ['an example, expected first', fn('f(x)', EXAMPLE), asserts('assert 5 == f(2)'), 'docstring-example'],
    ['an example with a text', fn('f(x)', EXAMPLE), asserts('assert f("a") == "a"'), 'docstring-example'],
    [
      'an example over a name',
      fn('f(x)', EXAMPLE),
      asserts('result = f(2)', 'assert result == 5'),
      'docstring-example',
    ],
    [
      'an example by name and default',
      fn('f(x, y=1)', 'Add.\n\n    >>> f(2)\n    3'),
      asserts('assert f(2, 1) == 4'),
      'docstring-example',
    ],
    [
      'an example by raising',
      fn('f(x)', EXAMPLE),
      asserts('with pytest.raises(ValueError):', '    f(2)'),
      'docstring-example',
    ],
    [
      'an example that raises',
      fn(
        'f(x)',
        'Halve.\n\n    >>> f(3)\n    Traceback (most recent call last):\n        ...\n    ValueError: odd',
      ),
      asserts('assert f(3) == 1'),
      'docstring-example',
    ],
    [
      'an example that is false',
      fn('f(x)', 'Odd?\n\n    >>> f(2)\n    False'),
      asserts('assert f(2)'),
      'docstring-example',
    ],
    [
      'an example in a table of cases',
      fn('f(x)', EXAMPLE),
      '@pytest.mark.parametrize(\n    ("x", "expected"),\n    [\n        pytest.param(1, 2, id="1"),\n        pytest.param(2, 5, id="2"),\n    ],\n)\ndef test_f_returns_current_value(x, expected):\n    assert f(x) == expected\n',
      'docstring-example',
    ],
    [
      'an example in a unittest class',
      fn('f(x)', EXAMPLE),
      'class TestF(unittest.TestCase):\n    def test_it(self):\n        self.assertEqual(f(2), 5)\n',
      'docstring-example',
    ],
    [
      'an example with a dictionary',
      fn('f(x)', "Count.\n\n    >>> f(\"ab\")\n    {'a': 1, 'b': 1}"),
      asserts('assert f("ab") == {"a": 1, "b": 2}'),
      'docstring-example',
    ],
    [
      'a static method’s example',
      'class Money:\n    @staticmethod\n    def parse(text):\n        """Parse.\n\n        >>> Money.parse("3")\n        3\n        """\n        return int(text)\n',
      asserts('assert Money.parse("3") == 4'),
      'docstring-example',
    ],
    [
      'a method’s example on an object made alike',
      'class Money:\n    def __init__(self, n): self.n = n\n    def times(self, k):\n        """Multiply.\n\n        >>> Money(2).times(3)\n        6\n        """\n        return self.n * k\n',
      asserts('money = Money(2)', 'assert money.times(3) == 5'),
      'docstring-example',
    ],
    ['"Raises … if negative", Google', fn('f(x)', RAISES_GOOGLE), asserts('assert f(-1) == -2'), 'docstring'],
    [
      '"Raises … if negative", Sphinx',
      fn('f(x)', RAISES_SPHINX),
      asserts('assert f(-1) is None'),
      'docstring',
    ],
    ['"Raises … if less than", NumPy', fn('f(x)', RAISES_NUMPY), asserts('assert f(0) == 0'), 'docstring'],
    [
      '"Raises … when …" in prose',
      fn('f(x)', 'Scale x. Raises ValueError when x is zero.'),
      asserts('assert f(0) == 0'),
      'docstring',
    ],
    [
      '"Raises … for a negative …"',
      fn('f(price)', 'Raises ValueError for a negative price.'),
      asserts('assert f(-0.5) == 0'),
      'docstring',
    ],
    [
      'a documented exception by another one',
      fn('f(x)', RAISES_GOOGLE),
      asserts('with pytest.raises(TypeError):', '    f(-1)'),
      'docstring',
    ],
    [
      '"Raises … if empty"',
      fn('f(items)', 'Sum.\n\n    Raises:\n        ValueError: If items is empty.'),
      asserts('assert f([]) == 0'),
      'docstring',
    ],
    [
      '"Returns whether"',
      fn('f(x)', 'Returns whether x is odd.'),
      asserts('assert f(1) is None'),
      'docstring',
    ],
    [
      '"True if …, False otherwise"',
      fn('f(x)', 'Return True if x is odd, False otherwise.'),
      asserts('assert f(1) == "yes"'),
      'docstring',
    ],
    [
      '"Returns a list"',
      fn('f(x)', 'Returns a list of the parts.'),
      asserts('assert f("") is None'),
      'docstring',
    ],
    [
      '"Returns: a string"',
      fn('f(x)', 'Join.\n\n    Returns:\n        str: The joined text.'),
      asserts('assert f([]) is None'),
      'docstring',
    ],
    [
      '"never returns None"',
      fn('f(x)', 'Find it. It never returns None.'),
      asserts('assert f("x") is None'),
      'docstring',
    ],
    [
      '"Returns a sorted list"',
      fn('f(x)', 'Returns a sorted list of numbers.'),
      asserts('assert f(3) == [3, 1, 2]'),
      'docstring',
    ],
    [
      '"between 0 and 1"',
      fn('f(x)', 'Returns a score between 0 and 1.'),
      asserts('assert f("x") == 1.5'),
      'docstring',
    ],
    [
      '"a non-negative integer"',
      fn('f(x)', 'Returns a non-negative integer.'),
      asserts('assert f("x") == -1'),
      'docstring',
    ],
    ['-> int with None', fn('f(x) -> int', ''), asserts('assert f(1) is None'), 'annotation'],
    ['-> int with a text', fn('f(x) -> int', ''), asserts('assert f(1) == "1"'), 'annotation'],
    ['-> bool with None', fn('f(x) -> bool', ''), asserts('assert f(1) is None'), 'annotation'],
    ['-> str with bytes', fn('f(x) -> str', ''), asserts('assert f(1) == b"1"'), 'annotation'],
    [
      '-> list[int] with a tuple',
      fn('f(x) -> list[int]', ''),
      asserts('assert f(1) == (1, 2)'),
      'annotation',
    ],
    ['-> list[int] with texts', fn('f(x) -> "list[int]"', ''), asserts('assert f(1) == ["1"]'), 'annotation'],
    [
      '-> dict[str, int]',
      fn('f(x) -> dict[str, int]', ''),
      asserts('assert f(1) == {"a": None}'),
      'annotation',
    ],
    ['-> Decimal with a float', fn('f(x) -> Decimal', ''), asserts('assert f(1) == 0.1'), 'annotation'],
    [
      '-> Optional[int] with a text',
      fn('f(x) -> Optional[int]', ''),
      asserts('assert f(1) == "none"'),
      'annotation',
    ],
    ['-> None with a value', fn('f(x) -> None', ''), asserts('assert f(1) == 2'), 'annotation'],
    [
      '-> Sequence[int] with None',
      fn('f(x) -> Sequence[int]', ''),
      asserts('assert f(1) is None'),
      'annotation',
    ],
    [
      '-> int with isinstance str',
      fn('f(x) -> int', ''),
      asserts('assert isinstance(f(1), str)'),
      'annotation',
    ],
    ['-> Literal', fn('f(x) -> Literal["a", "b"]', ''), asserts('assert f(1) == "c"'), 'annotation'],
    [
      'x: int | None, refused',
      fn('f(x: int | None)', ''),
      asserts('with pytest.raises(TypeError):', '    f(None)'),
      'annotation',
    ],
    [
      '-> int of an async function',
      `async ${fn('f(x) -> int', '')}`,
      `async ${asserts('assert await f(1) is None')}`,
      'annotation',
    ],
    [
      'a serializer’s max_length',
      SERIALIZER,
      asserts(
        'serializer = OrderSerializer(data={"name": "x" * 11, "quantity": 1})',
        'assert serializer.is_valid()',
      ),
      'field',
    ],
    [
      'a serializer’s min_value',
      SERIALIZER,
      asserts('assert OrderSerializer(data={"name": "x", "quantity": 0}).is_valid() is True'),
      'field',
    ],
    [
      'a serializer’s required field',
      SERIALIZER,
      asserts(
        'data = {"name": "x"}',
        'serializer = OrderSerializer(data=data)',
        'assert serializer.is_valid(), serializer.errors',
      ),
      'field',
    ],
    [
      'a serializer’s choices',
      SERIALIZER,
      asserts(
        's = OrderSerializer(data={"name": "x", "quantity": 1, "state": "lost"})',
        's.is_valid(raise_exception=True)',
      ),
      'field',
    ],
    [
      'a serializer’s null',
      SERIALIZER,
      asserts('assert OrderSerializer(data={"name": None, "quantity": 1}).is_valid()'),
      'field',
    ],
    [
      'a form’s max_length',
      FORM,
      asserts('form = OrderForm({"name": "abcdef", "agreed": True})', 'assert form.is_valid()'),
      'field',
    ],
    [
      'a form’s required field',
      FORM,
      asserts('assert OrderForm(data={"note": "x", "agreed": True}).is_valid()'),
      'field',
    ],
    [
      'a model’s max_length',
      MODEL,
      asserts('order = Order(name="x" * 11, price=1)', 'order.full_clean()'),
      'field',
    ],
    ['a model’s choices', MODEL, asserts('Order(name="x", state="lost", price=1).full_clean()'), 'field'],
    [
      'a model’s null=False',
      MODEL,
      asserts('order = Order.objects.create(name=None, price=1)', 'assert order.pk'),
      'field',
    ],
  ];
  test.each(cases)('%s', (_what, source, code, kind) => {
    const found = find(source, code);
    expect(found.map((one) => one.source)).toContain(kind);
  });
});

describe('a test does not contradict', () => {
  const cases: [what: string, source: string, code: string][] = [
    ['an example that it repeats', fn('f(x)', EXAMPLE), asserts('assert f(2) == 4')],
    ['an example of another input', fn('f(x)', EXAMPLE), asserts('assert f(3) == 7')],
    ['an example, written as a float', fn('f(x)', EXAMPLE), asserts('assert f(2) == 4.0')],
    [
      'a rounded example',
      fn('f(x)', 'Share.\n\n    >>> f(3)\n    0.33'),
      asserts('assert f(3) == pytest.approx(0.3333333333333333)'),
    ],
    [
      'an example with an ellipsis',
      fn('f(x)', 'Parts.\n\n    >>> f(3)\n    [0, 1, ...]'),
      asserts('assert f(3) == [0, 1, 2]'),
    ],
    [
      'an example with a directive',
      fn('f(x)', 'Parts.\n\n    >>> f(3)  # doctest: +SKIP\n    [1]'),
      asserts('assert f(3) == [0]'),
    ],
    [
      'an example of Python 2',
      fn('f(x)', "Name.\n\n    >>> f(3)\n    'three'"),
      asserts('assert f(3) == b"three"'),
    ],
    [
      'an example of a set in another order',
      fn('f(x)', "Letters.\n\n    >>> f('ab')\n    {'a', 'b'}"),
      asserts('assert f("ab") == {"b", "a"}'),
    ],
    [
      'an example of what it prints',
      fn('f(x)', 'Show.\n\n    >>> f(3)\n    3', 'print(x)'),
      asserts('assert f(3) is None'),
    ],
    [
      'an example that depends on a name',
      fn('f(x)', 'Add.\n\n    >>> n = 3\n    >>> f(n)\n    4'),
      asserts('assert f(3) == 5'),
    ],
    [
      'examples that differ from each other',
      fn('f(x)', 'Next.\n\n    >>> f(1)\n    1\n    >>> f(1)\n    2'),
      asserts('assert f(1) == 3'),
    ],
    [
      'an example while something is patched',
      fn('f(x)', EXAMPLE),
      `@mock.patch("shop.pricing.RATE", 3)\n${asserts('assert f(2) == 6')}`,
    ],
    [
      'an example after a step that may change things',
      fn('f(x)', EXAMPLE),
      asserts('configure(rate=3)', 'assert f(2) == 6'),
    ],
    ['an example with a fixture', fn('f(x)', EXAMPLE), 'def test_it(settings):\n    assert f(2) == 6\n'],
    [
      'an example of a function of that name elsewhere',
      fn('f(x)', EXAMPLE),
      'from other.module import f\n\ndef test_it():\n    assert f(2) == 6\n',
    ],
    [
      'an example of another function of the same module',
      fn('f(x)', `${EXAMPLE}\n    >>> g(2)\n    7`),
      'from shop.pricing import g\n\ndef test_it():\n    assert g(2) == 6\n    assert f(2) == 4\n',
    ],
    [
      'what another function of the same module returns',
      fn('f(x) -> int', ''),
      'from shop.pricing import g\n\ndef test_it():\n    assert g(2) == "six"\n    assert f(2) == 4\n',
    ],
    [
      'a method’s example on another object',
      'class Money:\n    def times(self, k):\n        """Multiply.\n\n        >>> Money(2).times(3)\n        6\n        """\n        return self.n * k\n',
      asserts('assert Money(3).times(3) == 9'),
    ],
    ['a condition that does not hold', fn('f(x)', RAISES_GOOGLE), asserts('assert f(1) == 2')],
    ['a condition at its edge', fn('f(x)', RAISES_GOOGLE), asserts('assert f(0) == 0')],
    [
      'a condition with more to it',
      fn(
        'f(x, strict=False)',
        'Scale.\n\n    Raises:\n        ValueError: If x is negative and strict is set.',
      ),
      asserts('assert f(-1) == -2'),
    ],
    [
      'the documented exception',
      fn('f(x)', RAISES_GOOGLE),
      asserts('with pytest.raises(ValueError):', '    f(-1)'),
    ],
    [
      'a subclass of the documented exception',
      fn('f(x)', RAISES_GOOGLE),
      asserts('with pytest.raises(UnicodeDecodeError):', '    f(-1)'),
    ],
    [
      'an exception of the project’s own',
      fn('f(x)', RAISES_GOOGLE),
      asserts('with pytest.raises(PriceError):', '    f(-1)'),
    ],
    [
      'one of two documented exceptions',
      fn(
        'f(x)',
        'S.\n\n    Raises:\n        ValueError: If x is negative.\n        TypeError: If x is not an integer.',
      ),
      asserts('with pytest.raises(TypeError):', '    f(-1.5)'),
    ],
    [
      '"True if …" of a function that may return nothing',
      fn('f(x)', 'Return True if x is odd.'),
      asserts('assert f(2) is None'),
    ],
    [
      '"True if …, None otherwise"',
      fn('f(x)', 'Return True if odd, False if even, None for text.'),
      asserts('assert f("") is None'),
    ],
    ['a bool that equals one', fn('f(x) -> bool', 'Returns whether x is odd.'), asserts('assert f(1) == 1')],
    [
      '"a list or None"',
      fn('f(x)', 'Return a list of parts, or None if there are none.'),
      asserts('assert f("") is None'),
    ],
    [
      '"a list", returned as a tuple',
      fn('f(x)', 'Returns a list of the parts.'),
      asserts('assert f("ab") == ("a", "b")'),
    ],
    [
      '"sorted by …"',
      fn('f(x)', 'Returns a list of names sorted by length.'),
      asserts('assert f(2) == ["b", "aa"]'),
    ],
    [
      'a case-insensitive order',
      fn('f(x)', 'Returns a sorted list of names.'),
      asserts('assert f(2) == ["a", "B"]'),
    ],
    [
      'a range of the argument',
      fn('f(x)', 'Scale x, which is between 0 and 1.'),
      asserts('assert f(0.5) == 50'),
    ],
    ['-> int with a whole float', fn('f(x) -> int', ''), asserts('assert f(1) == 2.0')],
    ['-> float with an int', fn('f(x) -> float', ''), asserts('assert f(1) == 2')],
    ['-> Decimal with an exact float', fn('f(x) -> Decimal', ''), asserts('assert f(1) == 0.5')],
    ['-> Optional[str] with None', fn('f(x) -> Optional[str]', ''), asserts('assert f(1) is None')],
    ['-> a class of the project with None', fn('f(x) -> Price', ''), asserts('assert f(1) is None')],
    ['-> a TypeVar', fn('f(x) -> T', ''), asserts('assert f(1) == 1')],
    ['-> Any', fn('f(x) -> Any', ''), asserts('assert f(1) is None')],
    ['-> int | str', fn('f(x) -> int | str', ''), asserts('assert f(1) == "1"')],
    [
      '-> Iterator[int] of a generator',
      fn('f(x) -> Iterator[int]', '', 'yield 1'),
      asserts('assert list(f(1)) == [1]'),
    ],
    ['-> int behind a decorator', `@retry(3)\n${fn('f(x) -> int', '')}`, asserts('assert f(1) == "later"')],
    [
      '-> int of a coroutine that is not awaited',
      `async ${fn('f(x) -> int', '')}`,
      asserts('assert f(1) is not None'),
    ],
    ['a computed expectation', fn('f(x) -> int', EXAMPLE), asserts('assert f(2) == expected_for(2)')],
    [
      'TypeError for None where the annotation has none',
      fn('f(x: int)', ''),
      asserts('with pytest.raises(TypeError):', '    f(None)'),
    ],
    [
      'TypeError that the docstring names',
      fn('f(x: int | None)', 'Scale.\n\n    Raises:\n        TypeError: If x cannot be scaled.'),
      asserts('with pytest.raises(TypeError):', '    f(None)'),
    ],
    [
      'valid input of a serializer',
      SERIALIZER,
      asserts('assert OrderSerializer(data={"name": "x", "quantity": 1}).is_valid()'),
    ],
    [
      'a text that fits once trimmed',
      SERIALIZER,
      asserts('assert OrderSerializer(data={"name": "0123456789  ", "quantity": 1}).is_valid()'),
    ],
    [
      'partial input of a serializer',
      SERIALIZER,
      asserts('assert OrderSerializer(data={"name": "x"}, partial=True).is_valid()'),
    ],
    [
      'refused input of a serializer',
      SERIALIZER,
      asserts('assert not OrderSerializer(data={"name": "x"}).is_valid()'),
    ],
    [
      'a serializer that reads input its own way',
      `${SERIALIZER}\n    def to_internal_value(self, data):\n        return data\n`,
      asserts('assert OrderSerializer(data={}).is_valid()'),
    ],
    [
      'a form whose field need not be given',
      FORM,
      asserts('assert OrderForm({"name": "abc", "agreed": True}).is_valid()'),
    ],
    [
      'a model that is saved without validation',
      MODEL,
      asserts('order = Order.objects.create(name="x" * 30, price=1)', 'assert order.pk'),
    ],
    ['a model’s choice', MODEL, asserts('Order(name="x", state="paid", price=1).full_clean()')],
    [
      'a refused model',
      MODEL,
      asserts('with pytest.raises(ValidationError):', '    Order(name="x" * 11, price=1).full_clean()'),
    ],
    [
      'a model that is changed before it is checked',
      MODEL,
      asserts('order = Order(name="x" * 11, price=1)', 'order.name = "x"', 'order.full_clean()'),
    ],
  ];
  test.each(cases)('%s', (_what, source, code) => {
    expect(find(source, code)).toEqual([]);
  });
});

test('both sides of a contradiction are quoted', () => {
  expect(find(fn('f(x)', EXAMPLE), asserts('assert f(2) == 5'))).toEqual([
    {
      source: 'docstring-example',
      contract: '>>> f(2) → 4',
      asserted: '5',
      input: 'f(2)',
      test: 'test_it',
    },
  ]);
});
