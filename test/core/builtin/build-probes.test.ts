import { beforeAll, describe, expect, test } from '@jest/globals';
import { renderCall } from '../../../src/core/builtin/accidents.ts';
import { buildProbes } from '../../../src/core/builtin/build-probes.ts';
import type { PythonParser } from '../../../src/core/python/parser.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';
import { newFile } from './sample-targets.ts';

let parser: PythonParser;

beforeAll(async () => {
  parser = await loadPythonParser();
});

function build(text: string, texts?: ReadonlyMap<string, string>): ReturnType<typeof buildProbes> {
  const { changeSet, targets } = newFile(parser, 'shop/sample.py', text);
  return buildProbes({ parser, targets, changeSet, texts });
}

/** The calls that are made for the last function of a text must include these. */
function check(name: string, text: string, expected: string[], texts?: ReadonlyMap<string, string>): void {
  test(name, () => {
    const calls = build(text, texts).probes.map(renderCall);
    expect(calls).toEqual(expect.arrayContaining(expected));
    expect(new Set(calls).size).toBe(calls.length);
  });
}

/** A function whose body must not be trivial, so that it is a target. */
function fn(signature: string, ...body: string[]): string {
  return `def f(${signature}):\n${body.map((line) => `    ${line}\n`).join('')}`;
}

describe('inputs are derived from comparisons', () => {
  check('an int limit gives its neighbours', fn('n: int', 'if n >= 10:', '    return 1', 'return 2'), [
    'f(1)',
    'f(9)',
    'f(10)',
    'f(11)',
    'f(0)',
    'f(-1)',
  ]);
  check('a limit on the left is the same', fn('n: int', 'if 10 <= n:', '    return 1', 'return 2'), [
    'f(9)',
    'f(10)',
    'f(11)',
  ]);
  check('a chained comparison has two limits', fn('n: int', 'if 3 < n <= 8:', '    return 1', 'return 2'), [
    'f(3)',
    'f(4)',
    'f(8)',
    'f(9)',
  ]);
  check(
    'a Decimal limit moves by its last place',
    `from decimal import Decimal\n${fn('n: Decimal', 'if n > Decimal("5.50"):', '    return 1', 'return 2')}`,
    ['f(Decimal("5.49"))', 'f(Decimal("5.50"))', 'f(Decimal("5.51"))'],
  );
  check(
    'a float limit for an int gives the ints around it',
    fn('n: int', 'if n > 2.5:', '    return 1', 'return 2'),
    ['f(2)', 'f(3)'],
  );
  check(
    'a limit that is a constant',
    `LIMIT = 50\n${fn('n: int', 'if n > LIMIT:', '    return 1', 'return 2')}`,
    ['f(49)', 'f(50)', 'f(51)'],
  );
  check(
    'a limit that is a constant of another file',
    `from shop.limits import LIMIT\n${fn('n: int', 'if n > LIMIT:', '    return 1', 'return 2')}`,
    ['f(76)', 'f(77)', 'f(78)'],
    new Map([['shop/limits.py', 'LIMIT = 77\n']]),
  );
  check('a limit on a length', fn('s: str', 'if len(s) > 3:', '    return 1', 'return 2'), [
    'f("abc")',
    'f("abcd")',
    'f("ab")',
    'f("")',
  ]);
  check(
    'a limit on something computed',
    fn('price: int, n: int', 'total = price * n', 'if total >= 100:', '    return 1', 'return 2'),
    ['f(99, 1)', 'f(100, 1)', 'f(1, 99)', 'f(1, 100)'],
  );
  check('a divisor', fn('year: int', 'if year % 4 == 0:', '    return 1', 'return 2'), [
    'f(3)',
    'f(4)',
    'f(5)',
  ]);
  check(
    'two parameters compared with each other',
    fn('low: int, high: int', 'if low > high:', '    return 1', 'return 2'),
    ['f(0, 1)', 'f(1, 1)', 'f(2, 1)'],
  );
  check(
    'equal texts, and the forms that are evened out',
    fn('code: str', 'if code.strip().upper() == "VIP":', '    return 1', 'return 2'),
    ['f("VIP")', 'f("vip")', 'f(" VIP ")', 'f("other")', 'f("")'],
  );
  check('members of a tuple', fn('code: str', 'if code in ("a", "b"):', '    return 1', 'return 2'), [
    'f("a")',
    'f("b")',
    'f("other")',
  ]);
  check(
    'keys of a table that is looked up',
    `T = {"de": 1, "at": 2}\n${fn('code: str', 'x = T.get(code)', 'if x is None:', '    return 1', 'return x')}`,
    ['f("de")', 'f("at")', 'f("other")'],
  );
  check(
    'keys of a table used without a condition',
    `T = {"de": 1, "at": 2}\n${fn('code: str, n: int', 'if n > 3:', '    return T[code]', 'return T[code] * 2')}`,
    ['f("de", 1)', 'f("de", 4)', 'f("at", 1)', 'f("other", 1)'],
  );
  check(
    'beginnings and ends of texts',
    fn('s: str', 'if s.startswith("x-") or s.endswith(".py"):', '    return 1', 'return 2'),
    ['f("x-abc")', 'f("abc.py")', 'f("abc")'],
  );
  check('parts of texts', fn('s: str', 'if "@" in s:', '    return 1', 'return 2'), [
    'f("ab@cd")',
    'f("abc")',
  ]);
  check(
    'match statements',
    fn(
      'kind: str',
      'match kind:',
      '    case "a":',
      '        return 1',
      '    case "b" | "c":',
      '        return 2',
      'return 3',
    ),
    ['f("a")', 'f("b")', 'f("c")', 'f("abc")'],
  );
  check('None', fn('s: str | None', 'if s is None:', '    return 1', 'return 2'), ['f("abc")', 'f(None)']);
});

describe('inputs that go together', () => {
  check(
    'nested conditions',
    fn(
      'member: bool, n: int',
      'if member:',
      '    if n > 10:',
      '        return 1',
      '    return 2',
      'return 3',
    ),
    ['f(True, 10)', 'f(True, 11)', 'f(False, 1)'],
  );
  check('both parts of an and', fn('a: int, b: str', 'if a > 5 and b == "x":', '    return 1', 'return 2'), [
    'f(6, "x")',
    'f(6, "abc")',
    'f(1, "abc")',
  ]);
  check(
    'what an early return leaves',
    fn(
      'n: int, s: str',
      'if n < 3:',
      '    raise ValueError("x")',
      'if s == "a":',
      '    return 1',
      'return 2',
    ),
    ['f(3, "a")', 'f(3, "abc")', 'f(2, "abc")'],
  );
  check(
    'fields of a mapping',
    fn(
      'data: dict',
      'if "email" not in data:',
      '    return 1',
      'if data["age"] < 18:',
      '    return 2',
      'return 3',
    ),
    ['f({"age": 1})', 'f({"age": 17, "email": "abc"})', 'f({"age": 18, "email": "abc"})', 'f({})'],
  );
  check(
    'items of a list',
    fn('items: list[int]', 'n = 0', 'for i in items:', '    if i > 4:', '        n += 1', 'return n'),
    ['f([])', 'f([4])', 'f([5])', 'f([1])'],
  );
  check(
    'what a called function asks',
    `def g(q: int):\n    if q > 7:\n        return 1\n    return 2\n\n${fn('n: int', 'return g(n) * 2')}`,
    ['g(7)', 'g(8)', 'f(7)', 'f(8)'],
  );
});

describe('types without annotations', () => {
  check('come from comparisons', fn('n', 'if n > 3:', '    return 1', 'return 2'), ['f(3)', 'f(4)']);
  check('come from methods', fn('s', 'if s.strip():', '    return 1', 'return 2'), ['f("abc")', 'f("")']);
  check('come from defaults', fn('n=5', 'if n:', '    return n + 1', 'return 2'), ['f()', 'f(0)']);
  check('come from isinstance', fn('v', 'if isinstance(v, str):', '    return 1', 'raise TypeError("x")'), [
    'f("abc")',
    'f(1)',
  ]);
  check(
    'come from iteration',
    fn('rows', 'n = 0', 'for row in rows:', '    if row["id"] > 2:', '        n += 1', 'return n'),
    ['f([])', 'f([{"id": 2}])', 'f([{"id": 3}])'],
  );
});

describe('types with annotations', () => {
  const two = ['if a:', '    return 1', 'return 2'];
  check('Literal', `from typing import Literal\n${fn('a: Literal["x", "y"]', ...two)}`, ['f("x")', 'f("y")']);
  check('Optional', `from typing import Optional\n${fn('a: Optional[int]', ...two)}`, [
    'f(1)',
    'f(0)',
    'f(None)',
  ]);
  check(
    'Enum',
    `from enum import Enum\nclass E(Enum):\n    A = 1\n    B = 2\n${fn('a: E', 'if a is E.A:', '    return 1', 'return 2')}`,
    ['f(E.A)', 'f(E.B)'],
  );
  check(
    'Enum of another file',
    `from .kinds import E\n${fn('a: E', 'if a == E.A:', '    return 1', 'return 2')}`,
    ['f(E.A)', 'f(E.B)'],
    new Map([['shop/kinds.py', 'from enum import Enum\nclass E(Enum):\n    A = 1\n    B = 2\n']]),
  );
  check(
    'dates',
    `from datetime import date\n${fn('a: date', 'if a.month == 2:', '    return 1', 'return 2')}`,
    ['f(date(2024, 1, 15))', 'f(date(2024, 2, 29))'],
  );
  check('a name for a type', `from decimal import Decimal\nMoney = Decimal\n${fn('a: Money', ...two)}`, [
    'f(Decimal("10.00"))',
    'f(Decimal("0"))',
  ]);
  check('containers', fn('a: dict[int, str], b: tuple[int, str], c: set[str]', ...two), [
    'f({1: "abc"}, (1, "abc"), {"abc"})',
    'f({}, (1, "abc"), {"abc"})',
  ]);
  check('text annotations', fn('a: "int | None"', ...two), ['f(1)', 'f(None)']);
  check(
    'keyword-only and left-out defaults',
    fn('a: int, b: int = 2, *, c: bool = False', 'if a > b and c:', '    return 1', 'return 2'),
    ['f(1)', 'f(1, c=True)', 'f(1, 2)'],
  );
  check(
    'static and class methods',
    'class P:\n    @staticmethod\n    def a(n: int):\n        if n > 3:\n            return 1\n        return 2\n\n    @classmethod\n    def b(cls, n: int):\n        if n > 3:\n            return 1\n        return 2\n',
    ['P.a(3)', 'P.a(4)', 'P.b(3)', 'P.b(4)'],
  );
});

describe('what the project says about a parameter without annotation', () => {
  const opaque = ['if g(x):', '    return 1', 'return 2'];
  const tests = (...lines: string[]): Map<string, string> =>
    new Map([['tests/test_sample.py', ['from shop.sample import f', ...lines, ''].join('\n')]]);
  check(
    'a call in a test',
    fn('x, y', ...opaque),
    ['f("10.0.0.1", 3)', 'f("10.0.0.2", 3)', 'f("10.0.0.1", 0)'],
    tests('def test_f():', '    assert f("10.0.0.1", y=3)'),
  );
  check(
    'the cases of a test',
    fn('x', ...opaque),
    ['f("ab")', 'f("cd")', 'f("a")', 'f("")'],
    tests(
      '@pytest.mark.parametrize("given, expected", [("ab", 1), pytest.param("cd", 2, id="c")])',
      'def test_f(given, expected):',
      '    assert f(given) == expected',
    ),
  );
  check(
    'a call through the package',
    fn('x', ...opaque),
    ['f((1, 2))'],
    new Map([['tests/test_sample.py', 'import shop\n\ndef test_f():\n    assert shop.f((1, 2))\n']]),
  );
  check('an example in the docstring', fn('x', '"""Does.', '', '>>> f("x-1")', '1', '"""', ...opaque), [
    'f("x-1")',
  ]);
  check(
    'a length is built from an example',
    fn('x', 'if len(x) > 4:', '    return 1', 'return 2'),
    ['f("12-12")'],
    tests('def test_f():', '    assert f("12-")'),
  );
  for (const [docstring, call] of [
    [':param x: A string of digits.', 'f("abc")'],
    [':type x: int, optional', 'f(None)'],
    [':param float x: the price', 'f(1.5)'],
    ['Args:\n        x (list of str): names', 'f(["abc"])'],
    ['Parameters\n    ----------\n    x : bool', 'f(True)'],
  ] as const) {
    check(`the docstring: ${docstring}`, fn('x', `"""${docstring}"""`, ...opaque), [call]);
  }
  check('a compiled pattern', fn('x', 'if _DATE.match(x):', '    return 1', 'return 2'), ['f("abc")']);
  check(
    'a copy of it',
    `import copy\n${fn('x', 'y = copy.copy(x)', 'if y.strip():', '    return 1', 'return 2')}`,
    ['f("abc")'],
  );
  check('its name', fn('text', 'if g(text):', '    return 1', 'return 2'), ['f("abc")']);
  check(
    'a type alias in quotes',
    `from typing import TypeAlias\nNumber: TypeAlias = "float | str"\n${fn('x: Number', ...opaque)}`,
    ['f(1.5)', 'f("abc")'],
  );
  test('but not a function of the same name elsewhere', () => {
    const other = new Map([
      ['tests/test_other.py', 'from shop.other import f\n\ndef test_f():\n    assert f(7)\n'],
    ]);
    expect(build(fn('x', ...opaque), other).probes).toEqual([]);
  });
});

describe("decorators of the project's own", () => {
  const body = ['if x > 3:', '    return 1', 'return 2'];
  check('from its package', `from .tools import checked\n@checked\n${fn('x: int', ...body)}`, [
    'f(3)',
    'f(4)',
  ]);
  check('of its module', `def twice(f):\n    return f\n\n@twice\n${fn('x: int', ...body)}`, ['f(3)', 'f(4)']);
  check('with arguments', `import shop.tools as t\n@t.recurse(int)\n${fn('x: int', ...body)}`, [
    'f(3)',
    'f(4)',
  ]);
  test.each([
    'from .tools import admin_view\n@admin_view',
    'from shop.app import task\n@task',
    'from other import checked\n@checked',
    'from .tools import Checked\n@Checked(1)',
    'import contextlib\n@contextlib.contextmanager',
  ])('are none of these: %s', (start) => {
    expect(build(`${start}\n${fn('x: int', ...body)}`).probes).toEqual([]);
  });
});

describe('what the engine does not attempt', () => {
  function refuse(name: string, text: string, reason: RegExp): void {
    test(name, () => {
      const { probes, notAttempted } = build(text);
      expect(probes).toEqual([]);
      expect(notAttempted).toHaveLength(1);
      expect(notAttempted[0]!.reason).toMatch(reason);
    });
  }
  const body = 'if n > 3:\n        return 1\n    return 2\n';
  refuse(
    'a method',
    `class C:\n    def f(self, n: int):\n        if n > 3:\n            return 1\n        return 2\n`,
    /object of type C/,
  );
  refuse('an asynchronous function', `async def f(n: int):\n    ${body}`, /asynchronous/);
  refuse('a generator', 'def f(n: int):\n    if n > 3:\n        yield n\n', /generator/);
  refuse('a decorated function', `@app.task(bind=True)\ndef f(n: int):\n    ${body}`, /@app\.task/);
  refuse('a parameter of a class', `def f(n: "Order"):\n    ${body}`, /object of type Order/);
  refuse('a list of objects', `def f(n: list[Order]):\n    ${body}`, /object of type Order/);
  refuse(
    'a parameter that nothing is known of',
    'def f(n):\n    if g(n):\n        return 1\n    return 2\n',
    /what `n` is/,
  );
  for (const [call, reason] of [
    ['open("x").read()', /files/],
    ['os.remove("x")', /files/],
    ['subprocess.run(["x"])', /processes/],
    ['requests.get("x")', /network/],
    ['Order.objects.get(id=n)', /database/],
    ['order.save()', /database/],
    ['datetime.now()', /clock/],
    ['timezone.now()', /clock/],
    ['random.random()', /chance/],
    ['uuid.uuid4()', /chance/],
    ['os.environ["A"]', /environment/],
    ['os.getenv("A")', /environment/],
    ['input()', /person/],
    ['SCHEMES["x"] = n', /changes SCHEMES/],
    ['_NAMES.add(n)', /changes _NAMES/],
  ] as const) {
    refuse(call, `def f(n: int):\n    x = ${call}\n    if n > 3:\n        return x\n    return 2\n`, reason);
  }
  test('a function that calls one of its module with an effect', () => {
    const { notAttempted } = build(
      'def g(n: int):\n    if n > 2:\n        open("x")\n\ndef f(n: int):\n    if n > 3:\n        return g(n)\n    return 2\n',
    );
    expect(notAttempted.map(({ what }) => what).sort()).toEqual(['shop/sample.py::f', 'shop/sample.py::g']);
  });
});

describe('the number of probes', () => {
  test('is limited for one target, and the number left out is said', () => {
    const tests = Array.from({ length: 60 }, (_, n) => `    if n == ${n * 5}:\n        return ${n}\n`).join(
      '',
    );
    const { probes, notAttempted } = build(`def f(n: int):\n${tests}    return -1\n`);
    expect(probes).toHaveLength(40);
    expect(notAttempted).toEqual([
      { what: 'shop/sample.py::f', reason: expect.stringMatching(/^\d+ further inputs/) },
    ]);
  });

  test('is shared out when all together are too many', () => {
    const many = Array.from(
      { length: 60 },
      (_, k) => `def f${k}(n: int, s: str):\n    if n > ${k} and s == "x":\n        return 1\n    return 2\n`,
    );
    const { probes, notAttempted } = build(many.join('\n'));
    expect(probes.length).toBeLessThanOrEqual(400);
    expect(new Set(probes.map(({ targetId }) => targetId)).size).toBe(60);
    expect(notAttempted.at(-1)).toEqual({
      what: 'built-in engine',
      reason: expect.stringContaining('at most 400'),
    });
  });

  test('and their order and ids are the same every time', () => {
    const text = fn('n: int, s: str', 'if n > 3 and s in ("a", "b"):', '    return 1', 'return 2');
    expect(build(text)).toEqual(build(text));
    expect(
      build(text)
        .probes.slice(0, 2)
        .map(({ id }) => id),
    ).toEqual(['p1', 'p2']);
  });
});
