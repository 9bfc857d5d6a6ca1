import { beforeAll, describe, expect, test } from '@jest/globals';
import { buildChangeSet } from '../../../src/core/change-set/build-change-set.ts';
import { buildContext } from '../../../src/core/context/build-context.ts';
import { choosePaths } from '../../../src/core/context/choose-paths.ts';
import { describePreflight } from '../../../src/core/context/preflight.ts';
import { findProjectFacts } from '../../../src/core/context/project-facts.ts';
import { createIndexer } from '../../../src/core/index/index-texts.ts';
import type { PythonParser } from '../../../src/core/python/parser.ts';
import { findTargets } from '../../../src/core/python/targets.ts';
import { chooseConvention } from '../../../src/core/python/test-convention.ts';
import { projectTestPathFor } from '../../../src/core/python/test-path.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';
import { startProcessorClock } from '../../support/processor-clock.ts';

let parser: PythonParser;

beforeAll(async () => {
  parser = await loadPythonParser();
});

/** Everything that reads a pull request's files, on one file that is new and one that was changed a little. */
function readThrough(text: string): void {
  const allPaths = [
    'a.py',
    'b.py',
    'tests/test_a.py',
    'pyproject.toml',
    'requirements.txt',
    'setup.cfg',
    'manage.py',
  ];
  const changeSet = buildChangeSet({
    files: ['a.py', 'b.py'].map((path) => ({
      path,
      previousPath: null,
      status: path === 'a.py' ? 'added' : 'modified',
      patch: null,
    })),
    baseSha: '',
    headSha: '',
    headTexts: new Map(['a.py', 'b.py'].map((path) => [path, { text }])),
    baseTexts: new Map([['b.py', { text: `x = 1\n${text}` }]]),
  });
  const { targets } = findTargets(parser, changeSet, allPaths);
  const texts = new Map(allPaths.map((path) => [path, text]));
  const index = createIndexer(parser, allPaths)(texts);
  choosePaths({ index, targets, changeSet, texts });
  expect(buildContext({ index, targets, changeSet, texts, tokenBudget: 5_000 }).render().length).toBeLessThan(
    20_000,
  );
  expect(describePreflight({ parser, index, texts, targets }).tokens).toBeLessThanOrEqual(1_000);
  expect(findProjectFacts(texts, allPaths)).not.toBe('');
  expect(projectTestPathFor('a.py', chooseConvention(allPaths, texts), allPaths)).toBe(
    'tests/test_a_more.py',
  );
}

const N = 10_000;

describe('hostile text is read through without failing and without taking long:', () => {
  const cases: [string, string][] = [
    ['open parentheses', `def f(a):\n    return ${'('.repeat(N)}`],
    ['nested parentheses', `def f(a):\n    return ${'('.repeat(N)}a${')'.repeat(N)}\n`],
    ['a long chain of attributes', `def f(a):\n    return a${'.b'.repeat(N)}\n`],
    ['a long chain of calls', `def f(a):\n    return a${'.create()'.repeat(5_000)}\n`],
    ['a long chain of operators', `def f(a):\n    return a${' + a'.repeat(N)}\n`],
    ['nested lambdas', `def f(a):\n    return ${'lambda: '.repeat(5_000)}a\n`],
    ['nested f-strings', `def f(a):\n    return ${'f"{'.repeat(2_000)}`],
    ['deep blocks', Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}if a:`).join('\n')],
    ['nested classes', Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}class A${i}(A):`).join('\n')],
    ['one name defined over and over', 'def f(a):\n    return a > 1\n'.repeat(3_000)],
    ['decorators', `${'@d\n'.repeat(3_000)}def f(a):\n    return a > 1\n`],
    ['an open string', `def f(a):\n    """${'x\n'.repeat(N)}`],
    ['NUL and lone surrogates', `def f(a):\n    return a > "\u0000\ud800"\n\ud800\u0000`],
    ['only carriage returns', 'def f(a):\r    return a > 1\r'.repeat(1_000)],
    ['brackets', '['.repeat(N)],
    ['quotes and brackets', '"a['.repeat(N)],
    ['operators after a name', `pytest${'!='.repeat(N)}\n"pytest${'<>'.repeat(N)}`],
    ['spaces', `[pytest]\naddopts =${' '.repeat(N)}x\npytest${' '.repeat(250)}!`],
    ['assignments without end', `${'a = '.repeat(N)}1\n`],
    ['module-level lines', Array.from({ length: 20_000 }, (_, i) => `A${i} = ${i}`).join('\n')],
    ['imports', Array.from({ length: 5_000 }, (_, i) => `from a import b${i}`).join('\n')],
  ];
  for (const [name, text] of cases) {
    test(name, () => {
      const elapsed = startProcessorClock();
      readThrough(text);
      expect(elapsed()).toBeLessThan(3_000);
    });
  }
});
