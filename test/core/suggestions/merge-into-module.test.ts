import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { PythonParser } from '../../../src/core/python/parser.ts';
import { type Fit, fitIntoModule } from '../../../src/core/suggestions/fit-into-module.ts';
import { type MergePart, mergeIntoModule } from '../../../src/core/suggestions/merge-into-module.ts';
import { readImports } from '../../../src/core/suggestions/read-imports.ts';
import { lintPython } from '../../../src/core/suggestions/ruff.ts';
import { findTests } from '../../../src/core/suggestions/test-names.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';

let parser: PythonParser;
beforeAll(async () => {
  parser = await loadPythonParser();
});

const ROOT = join(import.meta.dirname, '../../..');
const TARGET = 'shop/pricing.py::discount';
const IMPORTS = ['from shop.pricing import discount'];
const CODE = 'def test_new():\n    assert discount(1) == 2\n';
const MODULE = `${IMPORTS[0]}\n\n\ndef test_discount():\n    assert discount(5) == 4\n`;

/** One suggestion, as far as merging sees it. */
interface Given {
  targetId?: string;
  imports?: string[];
  code?: string;
}

/** Cases of a text file: `=== name`, then parts that begin with `--- name`; `~` says that the last line has no end. */
function readCases(file: string): { name: string; parts: Map<string, string> }[] {
  const text = readFileSync(join(import.meta.dirname, file), 'utf8');
  return text
    .split(/^=== /m)
    .slice(1)
    .map((one) => {
      const [head = '', ...parts] = one.split(/^--- /m);
      const read = parts.map((part): [string, string] => {
        const end = part.indexOf('\n');
        return [part.slice(0, end), part.slice(end + 1).replace(/\n~\n$/, '')];
      });
      return { name: head.trim(), parts: new Map(read) };
    });
}

/** How the file of a case is written down; the cases themselves have plain line breaks and four blanks. */
const FORMS: Record<string, (text: string) => string> = {
  crlf: (text) => text.replaceAll('\n', '\r\n'),
  tabs: (text) => text.replaceAll('    ', '\t'),
  bom: (text) => `\uFEFF${text}`,
};

function givenOf(parts: ReadonlyMap<string, string>): Given {
  const imports = parts.get('imports')?.trim().split('\n');
  const code = parts.get('code');
  return { ...(imports ? { imports } : {}), ...(code ? { code } : {}) };
}

function tryToFit(text: string, given: Given, placed: MergePart[] = [], lineLength = 88): Fit {
  const { targetId = TARGET, imports = IMPORTS, code = CODE } = given;
  const wanted = { targetId, imports: readImports(parser, imports).items, code };
  return fitIntoModule(parser, { text, lineLength }, wanted, placed);
}

/** Places the suggestions one after the other; all of them must fit. */
function place(text: string, givens: Given[], lineLength = 88): MergePart[] {
  const placed: MergePart[] = [];
  for (const given of givens) {
    const fitted = tryToFit(text, given, placed, lineLength);
    if (!fitted.ok) throw new Error(`${fitted.obstacle.code}: ${fitted.obstacle.reason}`);
    const { targetId = TARGET, imports = IMPORTS } = given;
    placed.push({ targetId, imports, code: fitted.code, testNames: fitted.testNames });
  }
  return placed;
}

function merge(text: string, parts: MergePart[], lineLength = 88): string {
  const merged = mergeIntoModule(parser, { text, lineLength }, parts);
  if (!merged.ok) throw new Error(`${merged.obstacle.code}: ${merged.obstacle.reason}`);
  return merged.text;
}

/** Whether `text` is `merged` with some characters taken out: nothing of it was changed or moved. */
function isKept(text: string, merged: string): boolean {
  let at = 0;
  for (const character of merged) if (text.startsWith(character, at)) at += character.length;
  return at === text.length;
}

describe('merged into an existing module,', () => {
  const cases = readCases('merge-cases.txt');

  test('there are cases', () => expect(cases.length).toBeGreaterThanOrEqual(40));

  test.each(cases)('$name', ({ parts }) => {
    const options = parts.get('as')?.trim().split('\n') ?? [];
    const form = (text: string): string => FORMS[options[0]!]?.(text) ?? text;
    const lineLength = Number(/lines of (\d+)/.exec(options.join(' '))?.[1] ?? 88);
    const text = form(parts.get('module')!);
    const merged = merge(text, place(text, [givenOf(parts)], lineLength), lineLength);
    expect(merged).toBe(form(parts.get('merged')!));
    expect(isKept(text, merged)).toBe(true);
  });
});

describe('a module takes no test that', () => {
  test.each(readCases('merge-obstacles.txt'))('$name', ({ parts }) => {
    expect(tryToFit(parts.get('module')!, givenOf(parts))).toMatchObject({
      ok: false,
      obstacle: { code: parts.get('obstacle')!.trim(), reason: expect.stringMatching(/\S/) },
    });
  });

  test.each([
    ['has too many lines', MODULE + '\n'.repeat(2000), 'too-large'],
    ['has too many characters', `${MODULE}# ${'x'.repeat(200_000)}\n`, 'too-large'],
    ['ends lines in carriage returns', `# a\r${MODULE}`, 'unusual-encoding'],
    ['nests too deep', `${MODULE}x = ${'('.repeat(300)}1${')'.repeat(300)}\n`, 'not-parsed'],
  ])('%s', (_, text, code) => {
    expect(tryToFit(text, {})).toMatchObject({ ok: false, obstacle: { code } });
  });
});

describe('several suggestions', () => {
  const CLASSY = `from django.test import TestCase\n\n${IMPORTS[0]}\n\n\nclass DiscountTests(TestCase):\n    def test_a(self):\n        self.assertEqual(discount(1), 1)\n`;
  const method = (value: number): Given => ({
    imports: ['from django.test import TestCase', ...IMPORTS],
    code: `class TestDiscount(TestCase):\n    def test_a(self):\n        self.assertEqual(discount(${value}), ${value})\n`,
  });
  const GIVEN: Given[] = [
    { code: CODE },
    { code: CODE.replace('1', '7') },
    { imports: ['from decimal import Decimal', ...IMPORTS], code: CODE.replace('(1)', '(Decimal(3))') },
    {
      targetId: 'shop/pricing.py::total',
      imports: ['from shop.pricing import total'],
      code: CODE.replace('discount(1)', 'total(9)'),
    },
  ];

  test('stand in their order behind one test, with names of their own', () => {
    const parts = place(MODULE, GIVEN.slice(0, 2));
    expect(parts.map(({ testNames }) => testNames)).toEqual([['test_new'], ['test_new_2']]);
    const second = CODE.replace('1', '7').replace('test_new', 'test_new_2');
    expect(merge(MODULE, parts)).toBe(`${MODULE}\n\n${CODE}\n\n${second}`);
  });

  test('give methods of different names to one class', () => {
    const parts = place(CLASSY, [method(5), method(6)]);
    expect(parts.map(({ testNames }) => testNames)).toEqual([
      ['DiscountTests::test_a_2'],
      ['DiscountTests::test_a_3'],
    ]);
    expect(merge(CLASSY, parts)).toBe(
      `${CLASSY}\n    def test_a_2(self):\n        self.assertEqual(discount(5), 5)\n\n    def test_a_3(self):\n        self.assertEqual(discount(6), 6)\n`,
    );
  });

  test('methods come before a function that follows their class', () => {
    const parts = place(CLASSY, [{ code: CODE }, method(5)]);
    expect(merge(CLASSY, parts)).toBe(
      `${CLASSY}\n    def test_a_2(self):\n        self.assertEqual(discount(5), 5)\n\n\n${CODE}`,
    );
  });

  test.each([
    ['functions', MODULE, GIVEN.filter((_, index) => index !== 1)],
    ['methods', CLASSY, [method(5), method(6), GIVEN[2]!]],
  ])('of which any are left out leave exactly the text without them: %s', (_, text, givens) => {
    const parts = place(text, givens);
    for (let set = 0; set < 1 << parts.length; set++) {
      const kept = parts.filter((_part, index) => set & (1 << index));
      const others = parts.filter((part) => !kept.includes(part));
      const merged = merge(text, kept);
      expect(isKept(text, merged)).toBe(true);
      for (const { code } of others) {
        const [name = ''] = /test_\w+(?=\()/.exec(code) ?? [];
        expect(merged).not.toMatch(new RegExp(`\\b${name}\\b`));
      }
      expect(merge(text, kept)).toBe(merged);
      if (set === 0) expect(merged).toBe(text);
    }
  });
});

/** Modules of this repository: its own tests in Python and those of its examples. */
const MODULES = ['ci/tests', 'examples/shop/base/tests', 'examples/shop/change/tests'].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.startsWith('test_'))
    .map((name) => join(folder, name)),
);

const trimmed = (text: string): string => text.trimEnd();

describe('real modules keep every character and gain no finding', () => {
  test.each(MODULES)('%s', (path) => {
    const text = readFileSync(join(ROOT, path), 'utf8');
    const before = parser.withTree(text, (root) => findTests(root).map(({ testName }) => testName));
    // One about the target of each of its tests, so that the places differ.
    const givens = before.slice(0, 2).map(
      (name, index): Given => ({
        targetId: `shop/pricing.py::${name
          .split('::')
          .at(-1)!
          .replace(/^test_/, '')}`,
        imports: [
          'import pytest',
          'from shop.pricing import discount',
          'from decimal import ROUND_UP, Decimal',
        ],
        code: `def ${name.split('::').at(-1)}():\n    with pytest.raises(ValueError):\n        discount(${index}, Decimal(1), ROUND_UP)\n`,
      }),
    );
    for (const form of path.startsWith('examples') ? [...Object.values(FORMS), trimmed] : [trimmed]) {
      const given = form(text);
      const parts = place(given, givens);
      const merged = merge(given, parts);
      expect(isKept(given, merged)).toBe(true);
      const names = parser.withTree(merged, (root) => findTests(root).map(({ testName }) => testName));
      expect(names.toSorted()).toEqual([...before, ...parts.flatMap(({ testNames }) => testNames)].sort());
      expect(new Set(names).size).toBe(names.length);
      expect(lintPython(merged)).toHaveLength(lintPython(given).length);
      expect(merged.includes('\r\n')).toBe(given.includes('\r\n'));
      if (given.includes('\r\n')) expect(merged.match(/(?<!\r)\n/)).toBeNull();
    }
  });
});
