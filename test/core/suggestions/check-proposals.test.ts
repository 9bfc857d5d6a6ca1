import { beforeAll, describe, expect, test } from '@jest/globals';
import type { PythonParser } from '../../../src/core/python/parser.ts';
import type { Target } from '../../../src/core/python/target.ts';
import { type CheckRequest, checkProposals } from '../../../src/core/suggestions/check-proposals.ts';
import { describePreferences } from '../../../src/core/suggestions/rejected-test.ts';
import { renderTestFiles } from '../../../src/core/suggestions/render-test-file.ts';
import type { ProposedTest } from '../../../src/core/suggestions/reply-schema.ts';
import type { Suggestion } from '../../../src/core/suggestions/suggestion.ts';
import { findPrints } from '../../../src/core/suggestions/suggestion-prints.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';
import { startProcessorClock } from '../../support/processor-clock.ts';

let parser: PythonParser;

beforeAll(async () => {
  parser = await loadPythonParser();
});

function target(path: string, qualname: string): Target {
  return {
    id: `${path}::${qualname}`,
    path,
    module: path.replace(/\.py$/, '').replaceAll('/', '.'),
    qualname,
    kind: 'function',
    className: null,
    isAsync: false,
    decorators: [],
    parameters: [],
    returns: null,
    docstring: null,
    startLine: 1,
    endLine: 2,
    source: '',
    changedLines: [1],
    score: 1,
    reasons: [],
  };
}

const NO_MODULES = { texts: new Map<string, string>(), lineLength: 88 };
const PATHS = ['shop/__init__.py', 'shop/pricing.py', 'tests/test_models.py', 'pyproject.toml'];

function proposal(given: Partial<ProposedTest> = {}): ProposedTest {
  return {
    target_id: 'shop/pricing.py::discount',
    path: 'tests/test_pricing.py',
    title: 'a title',
    checks: 'what it checks',
    imports: ['from shop.pricing import discount'],
    code: 'def test_discount():\n    assert discount(1) == 2\n',
    ...given,
  };
}

test('code that is indented as a whole loses that indentation', () => {
  const code =
    '    def test_discount():\n        assert discount(1) == 2\n\n    def test_two():\n        assert discount(2) == 4\n';
  expect(run([proposal({ code })])).toMatchObject({
    suggestions: [{ testNames: ['test_discount', 'test_two'] }],
    refusals: [],
  });
});

function run(
  proposals: ProposedTest[],
  given: Partial<CheckRequest> = {},
): ReturnType<typeof checkProposals> {
  return checkProposals({
    proposals,
    parser,
    allPaths: PATHS,
    targets: [target('shop/pricing.py', 'discount'), target('shop/cart.py', 'Cart.add')],
    existing: [],
    existingTestTexts: new Map(),
    modules: NO_MODULES,
    rejected: [],
    nextId: 1,
    origin: 'model',
    ...given,
  });
}

/** The one suggestion made of one proposal. */
function accept(given: Partial<ProposedTest>, request: Partial<CheckRequest> = {}): Suggestion {
  const { suggestions, refusals } = run([proposal(given)], request);
  expect(refusals).toEqual([]);
  return suggestions[0]!;
}

describe('a proposal that climbs the first rungs', () => {
  test('becomes a suggestion with its tests named as pytest names them', () => {
    const code =
      'class TestDiscount:\n  def test_one(self):\n    assert discount(1) == 2\n\ndef test_two( ) :\n  assert discount(2)==3';
    expect(accept({ code }, { nextId: 7 })).toEqual({
      id: 's7',
      targetId: 'shop/pricing.py::discount',
      title: 'a title',
      notMerged: null,
      checks: 'what it checks',
      path: 'tests/test_pricing.py',
      imports: ['from shop.pricing import discount'],
      code: 'class TestDiscount:\n    def test_one(self):\n        assert discount(1) == 2\n\n\ndef test_two():\n    assert discount(2) == 3\n',
      testNames: ['TestDiscount::test_one', 'test_two'],
      origin: 'model',
      repairs: 0,
      mends: [],
    });
  });

  const imports: [string, Partial<ProposedTest>, string[]][] = [
    [
      'loses imports that it does not use',
      { imports: ['import os, json', 'from shop.pricing import discount, other'] },
      ['from shop.pricing import discount'],
    ],
    [
      'gains the obvious imports that it forgot',
      {
        imports: [],
        code: 'def test_x():\n    with pytest.raises(ValueError):\n        discount(Decimal("1"), datetime.date(2024, 1, 1))\n',
      },
      [
        'import pytest',
        'from shop.pricing import discount',
        'from decimal import Decimal',
        'import datetime',
      ],
    ],
    [
      'has the imports of its code moved up, but not those inside functions',
      {
        imports: [],
        code: 'import pytest; from shop.pricing import discount as d\n\ndef test_x():\n    from shop import cart\n    assert d(cart) == pytest.approx(1.0)\n',
      },
      ['import pytest', 'from shop.pricing import discount as d'],
    ],
    [
      'may import in several lines',
      { imports: ['from shop.pricing import (\n    discount,  # note\n)'] },
      ['from shop.pricing import discount'],
    ],
  ];
  for (const [name, given, expected] of imports) {
    test(name, () => expect(accept(given).imports.toSorted()).toEqual(expected.toSorted()));
  }

  test('has module marks moved to its tests, and a main guard and docstring removed', () => {
    const code =
      '"""Tests."""\npytestmark = [pytest.mark.django_db, pytest.mark.slow]\n\ndef helper():\n    return 1\n\ndef test_x():\n    assert discount(helper()) == 1\n\nif __name__ == "__main__":\n    pytest.main()\n';
    expect(accept({ code }).code).toBe(
      'def helper():\n    return 1\n\n\n@pytest.mark.django_db\n@pytest.mark.slow\ndef test_x():\n    assert discount(helper()) == 1\n',
    );
  });

  test('is placed by convention where its path is harmless but no new test file', () => {
    expect(accept({ path: 'tests/test_models.py' }).path).toBe('tests/test_pricing.py');
    expect(accept({ path: '' }).path).toBe('tests/test_pricing.py');
    expect(accept({ path: 'tests/deep/test_special.py' }).path).toBe('tests/deep/test_special.py');
  });

  test('is placed by convention where pytest would take its file for another of the same name', () => {
    expect(accept({ path: 'other/test_models.py' }).path).toBe('tests/test_pricing.py');
  });

  test('finds its target by qualified name', () => {
    for (const named of ['discount', 'shop.pricing.discount', ' shop/pricing.py::discount ']) {
      expect(accept({ target_id: named }).targetId).toBe('shop/pricing.py::discount');
    }
    expect(
      accept({ target_id: 'Cart.add', imports: [], code: 'def test_x():\n    assert Cart().add(1) == 1\n' }),
    ).toMatchObject({
      targetId: 'shop/cart.py::Cart.add',
      imports: ['from shop.cart import Cart'],
    });
  });

  test('keeps a CRLF code readable', () => {
    expect(accept({ code: 'def test_x():\r\n    assert discount(1) == 1\r\n' }).code).not.toContain('\r');
  });
});

describe('a proposal that stops is refused with rung, code and a reason that names the place', () => {
  const cases: [Partial<ProposedTest>, string, string, RegExp][] = [
    [{ target_id: 'nope' }, 'parses', 'unknown-target', /"nope"/],
    [{ code: 'x = 1\ndef test_x(:\n    pass\n' }, 'parses', 'syntax-error', /line 2/],
    [{ imports: ['from shop import'] }, 'parses', 'syntax-error', /from shop import/],
    [{ imports: ['print(1)'] }, 'parses', 'syntax-error', /not an import/],
    [
      { code: 'def test_x():\n    assert discount(1) == 1\n    return\nreturn 1\n' },
      'lints',
      'lint-error',
      /line 4/,
    ],
    [
      { code: `def test_x():\n    assert ${'('.repeat(300)}1${')'.repeat(300)} == discount(1)\n` },
      'parses',
      'too-large',
      /nests/,
    ],
    [{ code: `# ${'x'.repeat(70_000)}` }, 'parses', 'too-large', /characters/],
    [
      { code: 'def test_x():\n    assert discount(rate) == 1\n' },
      'lints',
      'undefined-name',
      /line 2: .*`rate`/,
    ],
    [
      { code: 'def test_x():\n    assert discount(1) == 1\n\ndef test_x():\n    assert discount(2) == 1\n' },
      'lints',
      'redefinition',
      /test_x/,
    ],
    [{ path: 'conftest.py' }, 'allowed', 'path-not-allowed', /"conftest.py"/],
    [{ path: '.github/workflows/test_x.py' }, 'allowed', 'path-not-allowed', /hidden/],
    [
      {
        imports: ['import subprocess'],
        code: 'def test_x():\n    assert subprocess.run([]) == discount(1)\n',
      },
      'allowed',
      'import-not-allowed',
      /subprocess/,
    ],
    [{ code: 'def test_x():\n    discount(1)\n' }, 'allowed', 'no-assertion', /test_x/],
    [{ code: '' }, 'allowed', 'no-test', /no test/],
  ];
  for (const [given, rung, code, reason] of cases) {
    test(`${code}: ${JSON.stringify(given).slice(0, 80)}`, () => {
      const { suggestions, refusals } = run([proposal(given)]);
      expect(suggestions).toEqual([]);
      expect(refusals).toMatchObject([{ title: 'a title', rung, code }]);
      expect(refusals[0]!.reason).toMatch(reason);
    });
  }

  test('a refusal does not cost the others their place or number', () => {
    const { suggestions, refusals } = run([proposal({ path: 'conftest.py' }), proposal()]);
    expect(suggestions.map(({ id, path }) => [id, path])).toEqual([['s1', 'tests/test_pricing.py']]);
    expect(refusals).toHaveLength(1);
  });
});

describe('a proposal that is not new is refused', () => {
  const again = proposal({ code: 'def test_again():\n    # the same\n    assert discount( 1 ) == 2\n' });

  test('when the reply holds it twice', () => {
    expect(run([proposal(), again]).refusals).toMatchObject([
      { rung: 'new', code: 'duplicate', reason: 'it repeats suggestion s1' },
    ]);
  });

  test('when an existing test is the same', () => {
    const existingTestTexts = new Map([
      ['tests/test_old.py', 'class TestOld:\n    def test_it(self):\n        assert discount(1) == 2\n'],
    ]);
    const method = proposal({
      code: 'class TestNew:\n    def test_b(self):\n        assert discount(1) == 2\n',
    });
    expect(run([method], { existingTestTexts }).refusals[0]!.reason).toBe(
      'it repeats a test in tests/test_old.py',
    );
  });

  test('when an earlier suggestion is the same', () => {
    const existing = run([proposal()]).suggestions;
    expect(run([again], { existing }).refusals[0]!.reason).toBe('it repeats suggestion s1');
  });

  test('but one new test among known ones is enough', () => {
    const more = proposal({ code: `${again.code}\ndef test_new():\n    assert discount(5) == 2\n` });
    expect(run([proposal(), more]).suggestions).toHaveLength(2);
  });
});

describe('suggestions in one file', () => {
  test('get test names of their own', () => {
    const { suggestions } = run(
      [1, 2, 3].map((n) => proposal({ code: `def test_a():\n    assert discount(${n}) == 2\n` })),
    );
    expect(suggestions.map(({ path, testNames }) => [path, testNames])).toEqual([
      ['tests/test_pricing.py', ['test_a']],
      ['tests/test_pricing.py', ['test_a_2']],
      ['tests/test_pricing.py', ['test_a_3']],
    ]);
    expect(suggestions[2]!.code).toContain('def test_a_3():');
  });

  const apart: [string, Partial<ProposedTest>, Partial<ProposedTest>][] = [
    [
      'with helpers of the same name',
      { code: 'def make():\n    return 1\n\ndef test_a():\n    assert discount(make()) == 2\n' },
      { code: 'def make():\n    return 2\n\ndef test_b():\n    assert discount(make()) == 2\n' },
    ],
    [
      'when one defines a fixture that the other takes from elsewhere',
      {
        code: '@pytest.fixture\ndef client():\n    return 1\n\ndef test_a(client):\n    assert discount(client) == 2\n',
      },
      { code: 'def test_b(client):\n    assert discount(client.x) == 2\n' },
    ],
    [
      'when they import different things of one name',
      {
        imports: ['from shop.pricing import discount', 'from shop.a import Cart'],
        code: 'def test_a():\n    assert discount(Cart()) == 2\n',
      },
      {
        imports: ['from shop.pricing import discount', 'from shop.b import Cart'],
        code: 'def test_b():\n    assert discount(Cart(1)) == 2\n',
      },
    ],
  ];
  for (const [name, first, second] of apart) {
    test(`go to two files ${name}`, () => {
      const { suggestions } = run([proposal(first), proposal(second)]);
      expect(suggestions.map(({ path }) => path)).toEqual([
        'tests/test_pricing.py',
        'tests/test_pricing_2.py',
      ]);
    });
  }

  test('are rendered with merged, sorted imports, and without one the others stay as they are', () => {
    const { suggestions } = run([
      proposal({
        imports: ['from shop.pricing import total, discount', 'import pytest'],
        code: 'def test_a():\n    with pytest.raises(ValueError):\n        discount(total(0))\n',
      }),
      proposal({
        imports: ['from shop.pricing import discount', 'from decimal import Decimal'],
        code: 'def test_b():\n    assert discount(Decimal("1")) == 2\n',
      }),
      proposal({ code: "def test_c():\n    assert discount('c')==2\n" }),
    ]);
    const [file, ...others] = renderTestFiles(parser, suggestions, NO_MODULES);
    expect(others).toEqual([]);
    expect(file).toEqual({
      path: 'tests/test_pricing.py',
      content: [
        'from decimal import Decimal',
        '',
        'import pytest',
        '',
        'from shop.pricing import discount, total',
        '',
        '',
        'def test_a():',
        '    with pytest.raises(ValueError):',
        '        discount(total(0))',
        '',
        '',
        'def test_b():',
        '    assert discount(Decimal("1")) == 2',
        '',
        '',
        'def test_c():',
        '    assert discount("c") == 2',
        '',
      ].join('\n'),
    });
    const without = renderTestFiles(parser, [suggestions[0]!, suggestions[2]!], NO_MODULES)[0]!.content;
    expect(without).toContain(
      '    with pytest.raises(ValueError):\n        discount(total(0))\n\n\ndef test_c():',
    );
    expect(without).not.toContain('Decimal');
    expect(renderTestFiles(parser, suggestions, NO_MODULES)).toEqual([file]);
  });
});

describe('in a project of many files', () => {
  const numbers = Array.from({ length: 1000 }, (_, index) => index);
  const allPaths = numbers.flatMap((n) => [
    `tests/app${n % 40}/test_mod${n}.py`,
    `shop/app${n % 40}/mod${n}.py`,
  ]);

  /** How many paths are looked at, each time counted, to check these proposals. */
  function countReads(proposals: ProposedTest[]): number {
    let reads = 0;
    const counted = new Proxy([...allPaths], {
      get(paths, key, receiver) {
        if (typeof key === 'string' && /^\d+$/.test(key)) reads += 1;
        return Reflect.get(paths, key, receiver);
      },
    });
    expect(run(proposals, { allPaths: counted }).suggestions).toHaveLength(proposals.length);
    return reads;
  }

  test.each([
    ['where a path is proposed', 'tests/test_new.py'],
    ['where the convention decides', ''],
  ])('thirty proposals look at no more files than one, %s', (_, path) => {
    const proposals = numbers
      .slice(0, 30)
      .map((n) => proposal({ path, code: `def test_${n}():\n    assert discount(${n}) == ${n}${n}\n` }));
    expect(countReads(proposals)).toBe(countReads(proposals.slice(0, 1)));
  });

  test('a name that pytest would take for another file is not used', () => {
    const [one] = run([proposal({ path: 'tests/app1/test_mod2.py' })], { allPaths }).suggestions;
    expect(one!.path).not.toBe('tests/app1/test_mod2.py');
  });
});

test('marks of a module that would be repeated at hundreds of tests are refused before that is parsed', () => {
  const code = `pytestmark = [${'m.x,'.repeat(2400)}]\n${'def test():0\n'.repeat(700)}`;
  const elapsed = startProcessorClock();
  const { refusals } = run([proposal({ code })]);
  expect(elapsed()).toBeLessThan(3000);
  expect(refusals).toMatchObject([{ rung: 'parses', code: 'too-large' }]);
});

describe('a test that a maintainer has rejected', () => {
  const code = 'def test_half():\n    assert discount(2) == 1\n';
  const rejected = (targetId = 'shop/pricing.py::discount') =>
    findPrints(parser, code).map((fingerprint) => ({
      fingerprint,
      targetId,
      title: 'Half',
      reason: 'nobody buys halves',
    }));

  test('is not suggested again, whatever its name, and the reason is told', () => {
    const again = code.replace('test_half', 'test_half_of_two');
    expect(run([proposal({ code: again })], { rejected: rejected() }).refusals).toMatchObject([
      { rung: 'new', code: 'rejected-before', reason: expect.stringContaining('nobody buys halves') },
    ]);
  });

  test('is suggested for another target, and so is one that checks something else', () => {
    expect(
      run([proposal({ code })], { rejected: rejected('shop/cart.py::Cart.add') }).suggestions,
    ).toHaveLength(1);
    const other = code.replace('== 1', '== 2');
    expect(run([proposal({ code: other })], { rejected: rejected() }).suggestions).toHaveLength(1);
  });

  test('is told to the model with its reason, those without a reason are not', () => {
    const [one] = rejected();
    expect(describePreferences([one!, { ...one!, title: 'Other', reason: null }])).toMatch(
      /"Half": nobody buys halves$/,
    );
    expect(describePreferences([{ ...one!, reason: null }])).toBe('');
  });
});
