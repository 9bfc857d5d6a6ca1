import { beforeAll, describe, expect, test } from '@jest/globals';
import { buildChangeSet } from '../../../src/core/change-set/build-change-set.ts';
import type { PythonParser } from '../../../src/core/python/parser.ts';
import type { Target } from '../../../src/core/python/target.ts';
import { findTargets, type TargetsFound } from '../../../src/core/python/targets.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';
import { startProcessorClock } from '../../support/processor-clock.ts';

let parser: PythonParser;

beforeAll(async () => {
  parser = await loadPythonParser();
});

/** Texts by path: at head alone (a new file), or `[base, head]`. */
type Files = Record<string, string | [base: string, head: string]>;

/** The change set that GitHub's list without patches gives, so that changed lines come from the texts. */
function find(files: Files, otherPaths: string[] = []): TargetsFound {
  const entries = Object.entries(files);
  const changeSet = buildChangeSet({
    files: entries.map(([path, texts]) => ({
      path,
      previousPath: null,
      status: typeof texts === 'string' ? 'added' : 'modified',
      patch: null,
    })),
    baseSha: 'b'.repeat(40),
    headSha: 'h'.repeat(40),
    headTexts: new Map(
      entries.map(([path, texts]) => [path, { text: typeof texts === 'string' ? texts : texts[1] }]),
    ),
    baseTexts: new Map(
      entries.flatMap(([path, texts]) => (typeof texts === 'string' ? [] : [[path, { text: texts[0] }]])),
    ),
  });
  return findTargets(parser, changeSet, [...entries.map(([path]) => path), ...otherPaths]);
}

/** Qualnames of the targets and what is said of the rest, for one file. */
function summary(base: string | null, head: string): { targets: string[]; skipped: Record<string, string> } {
  const found = find({ 'shop/a.py': base === null ? head : [base, head] });
  return {
    targets: found.targets.map((target) => target.qualname).sort(),
    skipped: Object.fromEntries(
      found.skipped.map(({ what, reason }) => [what.replace('shop/a.py::', ''), reason]),
    ),
  };
}

function targetOf(head: string, qualname: string): Target {
  const target = find({ 'shop/a.py': head }).targets.find((candidate) => candidate.qualname === qualname);
  if (!target) throw new Error(`no target ${qualname}`);
  return target;
}

const PRICING = `from decimal import Decimal


def discount(price: Decimal, percent: int = 0, *, coupon: str | None = None) -> Decimal:
    """Price after discount.

    Never below zero.
    """
    if percent < 0:
        raise ValueError("percent")
    return price * (100 - percent) / 100
`;

describe('a target', () => {
  test('carries all that a test writer needs', () => {
    expect(
      find({ 'src/shop/pricing.py': PRICING }, ['src/shop/__init__.py', 'tests/test_pricing.py']).targets,
    ).toEqual([
      {
        id: 'src/shop/pricing.py::discount',
        path: 'src/shop/pricing.py',
        module: 'shop.pricing',
        qualname: 'discount',
        kind: 'function',
        className: null,
        isAsync: false,
        decorators: [],
        parameters: [
          { name: 'price', kind: 'positional-or-keyword', annotation: 'Decimal', default: null },
          { name: 'percent', kind: 'positional-or-keyword', annotation: 'int', default: '0' },
          { name: 'coupon', kind: 'keyword-only', annotation: 'str | None', default: 'None' },
        ],
        returns: 'Decimal',
        docstring: 'Price after discount.\n\nNever below zero.',
        startLine: 4,
        endLine: 11,
        source: PRICING.split('\n').slice(3, 11).join('\n'),
        changedLines: [4, 5, 6, 7, 8, 9, 10, 11],
        score: 11.1,
        reasons: ['1 branch', 'raises ValueError', 'compares with limits', 'arithmetic', '8 new lines'],
      },
    ]);
  });

  test('has the kind that its place and decorators give it', () => {
    const body = '    if a:\n            return 1\n        return 2\n';
    const head = `
class Cart:
    def method(self, a):
    ${body}
    @staticmethod
    def static(a):
    ${body}
    @classmethod
    def build(cls, a):
    ${body}
    @functools.cached_property
    def total(self):
    ${body.replace('if a', 'if self.a')}
    class Line:
        async def save(self, a):
            if a:
                return 1
            return 2
`;
    const kinds = Object.fromEntries(
      find({ 'a.py': head }).targets.map((t) => [t.qualname, [t.kind, t.className, t.isAsync]]),
    );
    expect(kinds).toEqual({
      'Cart.method': ['method', 'Cart', false],
      'Cart.static': ['static-method', 'Cart', false],
      'Cart.build': ['class-method', 'Cart', false],
      'Cart.total': ['property', 'Cart', false],
      'Cart.Line.save': ['method', 'Cart.Line', true],
    });
  });

  test('begins with its decorators and keeps them as written', () => {
    const target = targetOf(
      'import x\n\n@x.retry(\n    times=3,\n)\n@login_required\nasync def f(a):\n    if a:\n        return 1\n',
      'f',
    );
    expect([target.startLine, target.endLine, target.isAsync]).toEqual([3, 9, true]);
    expect(target.decorators).toEqual(['x.retry(\n    times=3,\n)', 'login_required']);
    expect(target.source.split('\n')[0]).toBe('@x.retry(');
    expect(target.reasons).toContain('concerns rights or identity');
  });

  test('knows every kind of parameter', () => {
    const { parameters } = targetOf(
      'def f(a, b: int, /, c=1, *args: str, d, e: int = 2, **kw):\n    if a: return b\n    return c\n',
      'f',
    );
    expect(parameters.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'a positional-only',
      'b positional-only',
      'c positional-or-keyword',
      'args var-positional',
      'd keyword-only',
      'e keyword-only',
      'kw var-keyword',
    ]);
    expect(parameters.map((parameter) => [parameter.annotation, parameter.default])).toEqual([
      [null, null],
      ['int', null],
      [null, '1'],
      ['str', null],
      [null, null],
      ['int', '2'],
      [null, null],
    ]);
  });

  test('of an indented method keeps the indentation of its first line and CRLF', () => {
    const target = targetOf(
      'class A:\r\n    def f(self, a):\r\n        if a:\r\n            return 1\r\n',
      'A.f',
    );
    expect(target.source).toBe('    def f(self, a):\r\n        if a:\r\n            return 1');
    expect([target.startLine, target.endLine]).toEqual([2, 4]);
  });
});

const F = 'def f(a):\n    if a > 1:\n        return a\n    return 2\n';
const G = '\ndef g(a):\n    if a:\n        return "x"\n    return "y"\n';

describe('a change touches', () => {
  function check(base: string, head: string, targets: string[], skipped: Record<string, string> = {}): void {
    expect(summary(base, head)).toEqual({ targets, skipped });
  }

  test('only the function whose code differs', () => {
    check(F + G, F.replace('> 1', '>= 1') + G, ['f']);
    check(F, F + G, ['g']);
  });

  test('a function that only lost a line', () => {
    check(F + G, F.replace('    if a > 1:\n        return a\n', '    a += 1\n') + G, ['f']);
    check(F.replace('    return 2', '    log(a)\n    return 2') + G, F + G, ['f']);
  });

  test('nothing when comments, docstrings, layout, quotes or trailing commas differ', () => {
    const reason = 'changes only comments, docstrings, imports, metadata or layout';
    check(F + G, F.replace('return a\n', 'return a  # same\n') + G, [], { 'shop/a.py': reason });
    check(F, F.replace(':\n', ':\n    """Doc."""\n'), [], { 'shop/a.py': reason });
    check(
      'def f(a, b):\n    if a:\n        return g(a, b)\n',
      'def f(\n    a,\n    b,\n):\n    if a:\n        return g(\n            a,\n            b,\n        )\n',
      [],
      { 'shop/a.py': reason },
    );
    check(G, G.replaceAll('"', "'"), [], { 'shop/a.py': reason });
    check(F, `import os\n${F}`, [], { 'shop/a.py': reason });
  });

  test('a function whose statement moved into another block or line', () => {
    check(
      'def f(a):\n    if a:\n        b()\n    c()\n',
      'def f(a):\n    if a:\n        b()\n        c()\n',
      ['f'],
    );
    check('def f(a):\n    if a: x = g\n    (a)\n', 'def f(a):\n    if a: x = g(a)\n', ['f']);
    check('def f(a):\n    if a: return (a,)\n', 'def f(a):\n    if a: return (a)\n', ['f']);
  });

  test('nothing where only annotations were added, unless a decorator may read them', () => {
    check(F, F.replace('(a)', '(a: int) -> int'), [], { f: 'only type annotations changed' });
    check(`@app.get("/")\n${F}`, `@app.get("/")\n${F.replace('(a)', '(a: int)')}`, ['f']);
  });

  test('the outermost function of nested ones', () => {
    const nested = 'def outer(a):\n    def inner(b):\n        return b > 1\n    return inner(a)\n';
    check(nested, nested.replace('> 1', '> 2'), ['outer']);
  });

  test('functions that use a constant whose value changed', () => {
    const base = `LIMIT = 5\n\ndef f(a):\n    if a > LIMIT:\n        return 1\n    return 2\n${G}`;
    const found = find({ 'shop/a.py': [base, base.replace('= 5', '= 6')] });
    expect(
      found.targets.map(({ qualname, reasons, changedLines }) => [qualname, reasons[0], changedLines]),
    ).toEqual([['f', 'uses LIMIT, which changed', []]]);
    expect(found.skipped).toEqual([
      { what: 'shop/a.py', reason: 'module-level code (line 1) runs when the file is imported' },
    ]);
  });

  test('changed lines when the text at base is not known', () => {
    const changeSet = buildChangeSet({
      files: [
        {
          path: 'a.py',
          previousPath: null,
          status: 'modified',
          patch: '@@ -7,3 +7,3 @@\n     if a:\n-        return "z"\n+        return "x"\n     return "y"',
        },
      ],
      baseSha: '',
      headSha: '',
      headTexts: new Map([['a.py', { text: F + G }]]),
      baseTexts: new Map(),
    });
    expect(findTargets(parser, changeSet, ['a.py']).targets.map((t) => [t.qualname, t.changedLines])).toEqual(
      [['g', [8]]],
    );
  });

  test('nothing in code that moved to another file as it was', () => {
    const found = find({ 'a.py': [F + G, F], 'b.py': G });
    expect(found.targets).toEqual([]);
    expect(found.skipped.map(({ what, reason }) => `${what}: ${reason}`)).toEqual([
      'b.py::g: moved from a.py without a change',
    ]);
  });
});

describe('conditional and repeated definitions', () => {
  test('under TYPE_CHECKING or a main guard are not there for a test', () => {
    const indented = F.replace(/^/gm, '    ').trimEnd();
    expect(summary(null, `if TYPE_CHECKING:\n${indented}\n`).targets).toEqual([]);
    expect(summary(null, `if __name__ == "__main__":\n${indented}\n`).targets).toEqual([]);
    expect(summary(null, `if TYPE_CHECKING:\n    from x import f\nelse:\n${indented}\n`).targets).toEqual([
      'f',
    ]);
  });

  test('in try and if are found once', () => {
    const one = F.replace(/^/gm, '    ').trimEnd();
    expect(summary(null, `try:\n    import orjson\n${one}\nexcept ImportError:\n${one}\n`).targets).toEqual([
      'f',
    ]);
    expect(summary(null, `if sys.version_info >= (3, 12):\n${one}\nelse:\n${one}\n`).targets).toEqual(['f']);
  });

  test('as overloads give way to the implementation', () => {
    const head = `@overload\ndef f(a: int) -> int: ...\n@typing.overload\ndef f(a: str) -> str: ...\n${F}`;
    expect(summary(null, head)).toEqual({ targets: ['f'], skipped: {} });
    expect(summary(F, head).targets).toEqual([]);
    expect(summary(head, head.replace('int: ...', 'bool: ...')).targets).toEqual([]);
  });

  test('as a property with a setter are one target, the part with more to test', () => {
    const head =
      'class A:\n    @property\n    def x(self):\n        return self._x\n    @x.setter\n    def x(self, value):\n        if value < 0:\n            raise ValueError\n        self._x = value\n';
    const found = find({ 'a.py': head });
    expect(found.targets.map((t) => [t.qualname, t.kind, t.startLine])).toEqual([['A.x', 'property', 5]]);
    expect(found.skipped).toEqual([]);
  });
});

describe('what is left out, and why', () => {
  const cases: [string, string, string][] = [
    ['def f(a): pass\n', 'f', 'has no body of its own'],
    ['def f(a):\n    """Doc."""\n    ...\n', 'f', 'has no body of its own'],
    ['def f(a):\n    raise NotImplementedError("later")\n', 'f', 'has no body of its own'],
    ['class A(ABC):\n    @abc.abstractmethod\n    def f(self):\n        """Doc."""\n', 'A.f', 'abstract'],
    [
      'class A(Protocol[T]):\n    def f(self) -> int:\n        return 1 + 1\n',
      'A.f',
      'part of a Protocol: it only describes a type',
    ],
    [
      'class A:\n    def __repr__(self):\n        return f"A({self.x})"\n',
      'A.__repr__',
      'a one-line __repr__',
    ],
    [
      'class A:\n    def __init__(self, x, y=None):\n        super().__init__()\n        self.x = x\n        self.y: int = y\n        self.z = []\n',
      'A.__init__',
      'only stores its arguments',
    ],
    [
      'class A:\n    @property\n    def x(self):\n        return self._x\n',
      'A.x',
      'only returns a value it has',
    ],
    ['class A:\n    def set_x(self, x):\n        self._x = x\n', 'A.set_x', 'only stores a value'],
    ['def f():\n    return "name"\n', 'f', 'only returns a constant'],
    [
      'class A:\n    def find(self, key, **kw):\n        return self.inner.find(key, limit=key, **kw)\n',
      'A.find',
      'only hands on to another function',
    ],
    ['async def f(a):\n    return await g(a)\n', 'f', 'only hands on to another function'],
  ];
  for (const [head, qualname, reason] of cases) {
    test(`${JSON.stringify(head)}: ${reason}`, () => {
      expect(summary(null, head)).toEqual({ targets: [], skipped: { [qualname]: reason } });
    });
  }

  test('small functions that decide or calculate stay in', () => {
    for (const line of [
      'a > 1',
      'a if a else 2',
      'a + 1',
      'g(a + 1)',
      'g(h(a))',
      '[x for x in a if x]',
      'g(a, "x")',
      'not a',
      'a and b',
      'a[0]',
    ]) {
      expect(summary(null, `def f(a, b):\n    return ${line}\n`)).toEqual({ targets: ['f'], skipped: {} });
    }
    const shown = 'class A:\n    def __str__(self):\n        return "a" if self.x else "b"\n';
    expect(summary(null, shown).targets).toEqual(['A.__str__']);
  });

  test('a function that became trivial stays in, because behaviour was lost', () => {
    expect(summary(F, 'def f(a):\n    return a\n').targets).toEqual(['f']);
    expect(summary('def f(a):\n    return a\n', 'def f(a):\n    return a.b\n').skipped).toEqual({
      f: 'only returns a value it has',
    });
  });

  test('more than three functions of a file for one reason are counted', () => {
    const four = ['a', 'b', 'c', 'd'].map((name) => `def ${name}():\n    pass\n`).join('');
    expect(find({ 'x.py': four }).skipped).toEqual([
      { what: 'x.py (4 functions)', reason: 'has no body of its own' },
    ]);
  });

  test('build scripts, files without a module name, and tests', () => {
    const found = find({
      'setup.py': F,
      'manage.py': F,
      'ez_setup.py': F,
      'docs/conf.py': F,
      'my-script.py': F,
      'tests/test_a.py': F,
      'shop/conftest.py': F,
    });
    expect(found.targets).toEqual([]);
    expect(Object.fromEntries(found.skipped.map(({ what, reason }) => [what, reason]))).toEqual({
      'setup.py': 'a build or start script',
      'manage.py': 'a build or start script',
      'ez_setup.py': 'a build or start script',
      'docs/conf.py': 'settings of the documentation',
      'my-script.py': 'no import statement can name this file',
    });
  });

  test('a function with a syntax error, but not its sound neighbours', () => {
    const head = `${F}\ndef broken(a):\n    if a >:\n        return 1\n    return 2\n${G}`;
    expect(summary(null, head)).toEqual({
      targets: ['f', 'g'],
      skipped: { broken: 'does not parse at line 7' },
    });
    expect(summary('x = 1\n', 'x = = 2\n').skipped).toEqual({ 'shop/a.py': 'does not parse at line 1' });
  });

  test('module-level code of a changed file, by its lines', () => {
    expect(summary(`A = 1\n${F}`, `A = 2\nB = g(\n    A,\n)\n${F}`)).toEqual({
      targets: [],
      skipped: { 'shop/a.py': 'module-level code (lines 1, 2, 3, 4) runs when the file is imported' },
    });
    expect(
      summary(`A = 1\n${F}`, `import x\n__all__ = ["A"]\n__version__ = "2"\nA = 1\n${F}`).skipped,
    ).toEqual({
      'shop/a.py': 'changes only comments, docstrings, imports, metadata or layout',
    });
  });
});

describe('a class is a target of its own', () => {
  const model =
    'from django.db import models\n\nclass Order(models.Model):\n    total = models.DecimalField(max_digits=8, decimal_places=2)\n\n    class Meta:\n        ordering = ["total"]\n\n    def due(self, now):\n        if now > self.end:\n            return self.total\n        return 0\n';

  test('when fields or Meta of a model change, with its own lines only', () => {
    const found = find({
      'shop/models.py': [model, model.replace('=8', '=9').replace('"total"', '"-total"')],
    });
    expect(found.targets.map((t) => [t.qualname, t.kind, t.className, t.changedLines, t.reasons[0]])).toEqual(
      [['Order', 'class', 'Order', [4, 7], 'Django model: its fields or settings changed']],
    );
  });

  test('not when only a method changes', () => {
    const found = find({ 'shop/models.py': [model, model.replace('now >', 'now >=')] });
    expect(found.targets.map((t) => t.qualname)).toEqual(['Order.due']);
  });

  test('when a view changes who may do what', () => {
    const view = 'class OrderView(APIView):\n    permission_classes = [IsAuthenticated]\n';
    const found = find({ 'views.py': [view, view.replace('IsAuthenticated', 'AllowAny')] });
    expect(found.targets.map((t) => [t.qualname, t.reasons])).toEqual([
      [
        'OrderView',
        [
          'view: its fields or settings changed',
          'concerns rights or identity',
          'no test file is named after its module',
        ],
      ],
    ]);
  });

  test('when a data class or pydantic model computes or checks its fields', () => {
    expect(summary(null, '@dataclass\nclass A:\n    x: int\n    y: int = 1\n').targets).toEqual([]);
    expect(
      summary(
        null,
        '@dataclasses.dataclass(frozen=True)\nclass A:\n    x: list = field(default_factory=list)\n',
      ).targets,
    ).toEqual(['A']);
    expect(summary(null, 'class A(BaseModel):\n    x: int = Field(gt=0)\n').targets).toEqual(['A']);
  });

  test('not when it only holds constants, an enumeration, an exception or methods', () => {
    expect(summary(null, 'class A(Enum):\n    X = 1\n').targets).toEqual([]);
    expect(summary(null, 'class A(Exception):\n    pass\n').targets).toEqual([]);
    expect(
      summary(null, `class A:\n    limit = 5\n    def f(self, a):\n        return a > 1\n`).targets,
    ).toEqual(['A.f']);
  });
});

describe('the order of targets', () => {
  test('puts decisions, refusals, rights, money and database writes before straight runs', () => {
    const head = `
def plain(a):
    b = g(a, 1)
    return h(b, 2)

def decides(a):
    if a > 1:
        raise ValueError("a")
    return a

def pays(order, rate):
    order.total = Decimal(order.net) * rate
    order.save()
    return Decimal("0.01")

def guards(user, thing):
    if not user.has_perm("shop.change") or thing.owner != user:
        raise PermissionDenied
    for line in thing.lines:
        line.objects.filter(x=1).delete()
`;
    const { targets } = find({ 'a.py': head }, ['tests/test_a.py']);
    expect(targets.map((t) => [t.qualname, t.reasons])).toEqual([
      [
        'guards',
        [
          '1 branch',
          'raises PermissionDenied',
          'concerns rights or identity',
          'writes to the database',
          '1 loop',
          '5 new lines',
        ],
      ],
      ['decides', ['1 branch', 'raises ValueError', 'compares with limits']],
      ['pays', ['writes to the database', 'calculates with Decimal']],
      ['plain', ['a straight run without decisions']],
    ]);
  });

  test('prefers what the pull request itself does not test', () => {
    const head = F + G;
    const { targets } = find({
      'a.py': head,
      'tests/test_a.py': 'from a import f\n\ndef test_f():\n    assert f(1)\n',
    });
    const scoreOf = (found: TargetsFound): number => found.targets.find((t) => t.qualname === 'f')!.score;
    expect(
      scoreOf(find({ 'a.py': head }, ['tests/test_a.py'])) - targets.find((t) => t.qualname === 'f')!.score,
    ).toBe(2);
  });

  test('puts programs beside the project last', () => {
    expect(find({ 'tools/a.py': F, 'shop/b.py': F }).targets.map((t) => t.path)).toEqual([
      'shop/b.py',
      'tools/a.py',
    ]);
  });

  test('does not take joined texts or splats for arithmetic', () => {
    expect(
      targetOf('def f(a, *rest, **kw):\n    return g("x" + a, "%s" % a, *rest, **kw)\n', 'f').reasons,
    ).toEqual(['no test file is named after its module']);
  });
});

test('a file of ten thousand lines is read in a moment', () => {
  const big = Array.from(
    { length: 1_000 },
    (_, i) =>
      `def f${i}(a, b):\n    total = a * ${i}\n    for x in b:\n        if x > total:\n            total += x\n        elif x < 0:\n            raise ValueError(f"bad {x}")\n    return total\n\n`,
  ).join('');
  const elapsed = startProcessorClock();
  expect(find({ 'a.py': [big.replaceAll('> total', '>= total'), big] }).targets).toHaveLength(1_000);
  expect(elapsed()).toBeLessThan(5_000);
});
