import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { buildContext } from '../../../src/core/context/build-context.ts';
import { findUsers } from '../../../src/core/index/callers.ts';
import type { FileRecord } from '../../../src/core/index/file-record.ts';
import { createIndexer } from '../../../src/core/index/index-texts.ts';
import { idOf, symbolAt } from '../../../src/core/index/project-index.ts';
import { readFileRecord } from '../../../src/core/index/read-file.ts';
import { findBases, resolveImported, resolveUses } from '../../../src/core/index/resolve-name.ts';
import type { PythonParser } from '../../../src/core/python/parser.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';
import { decodeBlob } from '../../../src/edges/github/blob-text.ts';
import { mutate, seededRandom } from '../../support/mutate-text.ts';
import { startProcessorClock } from '../../support/processor-clock.ts';

/** `FUZZ_PROJECTS=2000 FUZZ_SEED=7 npm test -- test/core/index/fuzz.test.ts` looks longer, from another beginning. */
const PROJECTS = Number(process.env.FUZZ_PROJECTS ?? 3);
const SEED = Number(process.env.FUZZ_SEED ?? 1);
const FILES_OF_PROJECT = 6;
/** Larger ones would only make it slow. */
const MAX_REAL = 60_000;

let parser: PythonParser;

beforeAll(async () => {
  parser = await loadPythonParser();
});

/** What one file may take: a tenth of a second, and ten milliseconds for each 1,000 characters. */
function allowedMs(text: string): number {
  return 100 + text.length / 100;
}

/** Reads a text, which must neither fail nor take long, and gives a record that holds together. */
function check(text: string): FileRecord {
  const elapsed = startProcessorClock();
  const record = readFileRecord(parser, text);
  expect(elapsed()).toBeLessThan(allowedMs(text));
  const lines = text.split('\n').length;
  let before = 0;
  for (const { name, qualname, owner, startLine, bodyLine, endLine, uses, calls } of record.symbols) {
    const isWhole =
      name !== '' &&
      qualname === (owner === null ? name : `${owner}.${name}`) &&
      before <= startLine &&
      startLine <= bodyLine &&
      bodyLine <= endLine &&
      endLine <= lines &&
      calls.every((call) => call !== '') &&
      uses.every((use) => /^\.?[^ \t\n\r.()"]+(\.[^ \t\n\r.()"]+)*$/.test(use));
    if (!isWhole)
      throw new Error(
        `does not hold together: ${JSON.stringify({ name, owner, startLine, bodyLine, endLine, uses })}`,
      );
    before = startLine;
  }
  for (const { line, endLine, column } of record.imports)
    if (line < 1 || line > endLine || endLine > lines || column < 0)
      throw new Error(`no place: ${line}–${endLine}, ${column}`);
  // Plain data: it is kept in the database.
  expect(isDeepStrictEqual(JSON.parse(JSON.stringify(record)), record)).toBe(true);
  return record;
}

/** Everything that is asked of an index, of every file in it. */
function checkProject(texts: ReadonlyMap<string, string>): void {
  const size = [...texts.values()].join('');
  const elapsed = startProcessorClock();
  const index = createIndexer(parser, [...texts.keys()])(texts);
  let isFirst = true;
  for (const [path, record] of index.files) {
    for (const one of record.imports) resolveImported(index, path, one);
    for (const symbol of record.symbols) {
      const ref = { path, qualname: symbol.qualname };
      for (const used of resolveUses(index, path, symbol)) symbolAt(index, used);
      if (symbol.kind === 'class') findBases(index, ref);
      if (symbol.startLine % 5 === 0) findUsers(index, ref);
      if (symbol.kind !== 'function' || !isFirst) continue;
      isFirst = false;
      const targets = [{ id: idOf(ref), ...ref }];
      const context = buildContext({ index, targets, changeSet: { files: [] }, texts, tokenBudget: 4_000 });
      expect(context.render().length).toBeLessThan(20_000);
    }
  }
  expect(elapsed()).toBeLessThan(500 + 5 * allowedMs(size));
}

/** Python files of this project and of the machine's own standard library. */
function realFiles(): string[] {
  const library = execFileSync('python3', ['-c', 'import os; print(os.path.dirname(os.__file__))'], {
    encoding: 'utf8',
  }).trim();
  const own = ['ci', 'examples'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  );
  const modules = readdirSync(library).map((name) => join(library, name));
  const tests = ['json', 'asyncio', 'email', 'unittest'].flatMap((name) =>
    readdirSync(join(library, name)).map((file) => join(library, name, file)),
  );
  return [...own, ...modules, ...tests].filter((path) => path.endsWith('.py')).sort();
}

describe(`spoilt real files are read without failing and without taking long (seed ${SEED}):`, () => {
  const paths = realFiles();
  const names = ['a/__init__.py', 'a/b.py', 'a/c/__init__.py', 'a/c/d.py', 'tests/test_b.py', 'conftest.py'];
  /** Each imports the others, so that there are circles. */
  const circle =
    'from a import *\nfrom a.b import *\nfrom .c import d as e\nfrom a.c.d import f\nimport a.b\n';
  for (let project = 0; project < PROJECTS; project++) {
    const seed = SEED * 1_000_003 + project;
    test(`project ${seed}`, () => {
      const random = seededRandom(seed);
      const texts = new Map<string, string>();
      for (let file = 0; file < FILES_OF_PROJECT; file++) {
        const real = readFileSync(paths[Math.floor(random() * paths.length)]!, 'utf8').slice(0, MAX_REAL);
        const text = mutate(random() < 0.5 ? circle + real : real, random);
        check(text);
        texts.set(names[file]!, text);
      }
      checkProject(texts);
    });
  }
});

const N = 4_000;

describe('text that was made to be hard is read without failing and without taking long:', () => {
  const cases: [name: string, text: string][] = [
    ['deep parentheses', `x = ${'('.repeat(N)}${')'.repeat(N)}\n`],
    ['deep calls', `x = ${'f('.repeat(N)}${').a'.repeat(N)}\n`],
    ['deep lists in f-strings', `x = f"${'{['.repeat(N)}"\n`],
    ['f-strings in f-strings', `x = ${'f"{'.repeat(N)}1${'}"'.repeat(N)}\n`],
    ['one huge f-string', `x = f"${'{a.b(c)!r:>{d}} '.repeat(N)}"\n`],
    ['deep blocks', Array.from({ length: 900 }, (_, i) => `${' '.repeat(i)}if a:\n`).join('')],
    ['deep classes', Array.from({ length: 900 }, (_, i) => `${' '.repeat(i)}class A(B):\n`).join('')],
    ['deep functions', Array.from({ length: 900 }, (_, i) => `${' '.repeat(i)}def f(a):\n`).join('')],
    ['decorators', `${'@a.b(c)\n'.repeat(N)}def f(): ...\n`],
    ['classes with decorators', '@a\nclass A(B, c=D):\n  x: int = 1\n'.repeat(N / 4)],
    ['parameters', `def f(${'a: int = lambda x, y: x, '.repeat(N)}): ...\n`],
    ['imports', 'from .a import (b as c, d)\n'.repeat(N)],
    ['one long import', `from a import ${'b as c, '.repeat(N)}d\n`],
    ['from without import', 'from a.b.c '.repeat(N)],
    ['dots', `from ${'.'.repeat(N)} import a\nx = a${'.b'.repeat(N)}\n`],
    ['backslashes', `x = \\\n${'\\\n'.repeat(N)}1\n`],
    ['comments', `if x:\n  y\n${'  #\n'.repeat(N)}z\n`],
    ['assignments', `${'a = '.repeat(N)}1\n`],
    ['annotations', 'a: b\n'.repeat(N)],
    ['open quotes', `x = ${'"'.repeat(N + 1)}\n${"'''".repeat(N)}`],
    ['prefixes of strings', 'rb'.repeat(N)],
    ['lambdas', `x = ${'lambda: '.repeat(N)}1\n`],
    ['spaces', `x =${' '.repeat(N * 10)}1\ndef f(${' '.repeat(N * 10)}a): ...\n`],
    ['empty lines', '\n'.repeat(N * 10)],
    ['carriage returns', 'def f():\r  return 1\r'.repeat(N)],
    ['with and as', `with ${'a() as b, '.repeat(N)}c: pass\n`],
    ['one line of 10 MB', `x = "${'a'.repeat(10_000_000)}"\n`],
    ['one line of 240 KB', `x = [${'a(b), '.repeat(40_000)}]\n`],
  ];
  for (const [name, text] of cases) test(name, () => void check(text));

  test('bytes that are no UTF-8, and texts in other encodings', () => {
    for (const encoding of ['latin1', 'utf16le'] as const) {
      const decoded = decodeBlob(Buffer.from('# é\ndef f():\n    return "ü"\n', encoding));
      if ('text' in decoded) check(decoded.text);
      else expect(decoded.unreadable).not.toBe('');
    }
  });

  test('bases, re-exports and types that lead in circles', () => {
    const files = Array.from({ length: 40 }, (_, i) => {
      const next = `m${(i + 1) % 40}`;
      return [
        `m${i}.py`,
        `from ${next} import *\nfrom ${next} import A as B, make\nclass A(B):\n  x: "B" = make()\n  def f(self): return self.x.y.z(B().f())\n`,
      ] as const;
    });
    checkProject(new Map(files));
  });
});
