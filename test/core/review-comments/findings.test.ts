import { beforeAll, describe, expect, test } from '@jest/globals';
import { buildChangeSet } from '../../../src/core/change-set/build-change-set.ts';
import type { PythonParser } from '../../../src/core/python/parser.ts';
import { findTargets } from '../../../src/core/python/targets.ts';
import { findOpinions } from '../../../src/core/review-comments/find-opinions.ts';
import { findTestFindings } from '../../../src/core/review-comments/find-test-findings.ts';
import { findUnreached } from '../../../src/core/review-comments/find-unreached.ts';
import { findPlaces } from '../../../src/core/review-comments/places.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';

let parser: PythonParser;
beforeAll(async () => {
  parser = await loadPythonParser();
});

interface Given {
  path: string;
  base?: string;
  head: string;
  patch: string;
}

function given(...files: Given[]) {
  const texts = (side: 'base' | 'head') =>
    new Map(files.flatMap((file) => (file[side] === undefined ? [] : [[file.path, { text: file[side]! }]])));
  const changeSet = buildChangeSet({
    files: files.map(({ path, base, patch }) => ({
      ...{ path, patch, previousPath: null },
      status: base === undefined ? ('added' as const) : ('modified' as const),
    })),
    baseSha: 'a'.repeat(40),
    headSha: 'b'.repeat(40),
    headTexts: texts('head'),
    baseTexts: texts('base'),
  });
  const places = findPlaces(parser, changeSet.files, new Map(files.map(({ path, patch }) => [path, patch])));
  const { targets } = findTargets(
    parser,
    changeSet,
    files.map(({ path }) => path),
  );
  return { places, findings: findTestFindings(parser, changeSet, places, targets) };
}

const LONG = Array.from({ length: 12 }, (_, index) => `    step(${index})\n`).join('');

describe('findings about tests', () => {
  test('are about what the pull request brings, not what base has', () => {
    const base = 'def test_a():\n    total(1)\ndef test_b():\n    assert total(2) == 2\n';
    const head = 'def test_a():\n    total(7)\ndef test_b():\n    total(2)\n';
    const patch =
      '@@ -1,4 +1,4 @@\n def test_a():\n-    total(1)\n+    total(7)\n def test_b():\n-    assert total(2) == 2\n+    total(2)';
    const { findings } = given({ path: 'tests/test_x.py', base, head, patch });
    expect(findings).toMatchObject([{ rule: 'no-assertion', what: 'test_b', firstLine: 3, isInDiff: true }]);
  });

  test('stand where the diff shows the test when it does not show their own lines', () => {
    const head = `def test_a():\n${LONG}    total(2)\n`;
    const base = head.replace('total(2)', 'assert total(2) == 2');
    const patch =
      '@@ -11,4 +11,4 @@\n     step(9)\n     step(10)\n     step(11)\n-    assert total(2) == 2\n+    total(2)';
    const { findings } = given({ path: 'tests/test_x.py', base, head, patch });
    expect(findings).toMatchObject([{ rule: 'no-assertion', firstLine: 11, lastLine: 11, isInDiff: true }]);
  });

  test('keep their fingerprint when lines move, and have another for another test', () => {
    const code = 'def test_a():\n    assert True\n';
    const added = (text: string) => ({
      ...{ path: 'tests/test_x.py', head: text },
      patch: `@@ -0,0 +1,${text.split('\n').length - 1} @@\n${text
        .trimEnd()
        .split('\n')
        .map((line) => `+${line}`)
        .join('\n')}`,
    });
    const [first] = given(added(code)).findings;
    const [moved, other] = given(added(`# More.\n\n${code}\n${code.replace('_a', '_b')}`)).findings;
    expect(moved).toMatchObject({ fingerprint: first!.fingerprint, firstLine: 4 });
    expect(other!.fingerprint).not.toBe(first!.fingerprint);
  });

  test('propose nothing where line ends are not plain', () => {
    const head = 'def test_a():\r\n    assert (f() == 1, "x")\r\n';
    const patch = '@@ -0,0 +1,2 @@\n+def test_a():\r\n+    assert (f() == 1, "x")\r';
    expect(given({ path: 'tests/test_x.py', head, patch }).findings).toMatchObject([{ replacement: null }]);
  });

  test('name a contradiction with the docstring of the code', () => {
    const code =
      'def total(n: int) -> int:\n    """The total.\n\n    >>> total(2)\n    4\n    """\n    if n:\n        return n * 2\n    return 0\n';
    const tests = 'from shop import total\n\n\ndef test_two():\n    assert total(2) == 5\n';
    const added = (path: string, head: string) => ({
      ...{ path, head },
      patch: `@@ -0,0 +1,${head.split('\n').length - 1} @@\n${head
        .trimEnd()
        .split('\n')
        .map((line) => `+${line}`)
        .join('\n')}`,
    });
    const { findings } = given(added('shop.py', code), added('tests/test_shop.py', tests));
    expect(findings).toMatchObject([
      {
        rule: 'contradicts-docstring',
        what: 'test_two',
        firstLine: 4,
        message: expect.stringContaining('`total(2)`'),
      },
    ]);
  });
});

test('places: changed lines that no test reaches are one finding a function, and opinions stand at their test', () => {
  const head =
    'A = 1\n\n\ndef f(x):\n    if x:\n        return 1\n    return 2\n\n\ndef g():\n    return 3\n';
  const patch = `@@ -0,0 +1,11 @@\n${head
    .trimEnd()
    .split('\n')
    .map((line) => `+${line}`)
    .join('\n')}`;
  const { places } = given({ path: 'shop.py', head, patch });
  expect(
    findUnreached(
      [
        { path: 'shop.py', lines: [1, 6, 7, 11], branches: [[5, 6]] },
        { path: 'gone.py', lines: [1], branches: [] },
      ],
      places,
    ),
  ).toMatchObject([
    {
      what: 'f',
      firstLine: 6,
      lastLine: 7,
      severity: 2,
      message: expect.stringContaining('lines 6-7; branch 5→6'),
    },
    { what: 'g', firstLine: 11, lastLine: 11 },
  ]);
  const said = { path: 'shop.py', problem: 'Two things.', advice: 'Split it.' };
  const opinions = findOpinions(
    [
      { ...said, test: 'g' },
      { ...said, test: 'g' },
      { ...said, test: 'nowhere' },
    ],
    places,
  );
  expect(opinions).toMatchObject([{ what: 'g', firstLine: 10, severity: 4, isInDiff: true }]);
});
