import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { LABELS, readCorpus } from '../../bench/evidence/corpus.ts';
import { labelTests } from '../../bench/evidence/label-tests.ts';
import { buildShare, scoreLabels } from '../../bench/evidence/score.ts';
import { givenFailure, givenReport, givenTest } from '../support/ci-report.ts';

const ROOT = join(import.meta.dirname, '../..');
const PYTHON = join(ROOT, '.venv', process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

describe('scores', () => {
  const answer = (truth: string, said: string) => ({ scenario: 'a', test: 't', truth, said });

  test('precision counts what was said, recall what is true', () => {
    const answers = [answer('a', 'a'), answer('a', 'b'), answer('b', 'b'), answer('b', 'b')];
    const [a, b, c] = scoreLabels(answers, ['a', 'b', 'c']);
    expect([a!.precision?.value, a!.recall?.value, a!.n]).toEqual([1, 0.5, 2]);
    expect([b!.precision?.value, b!.recall?.value, b!.n]).toEqual([2 / 3, 1, 2]);
    expect(c).toEqual({ label: 'c', precision: null, recall: null, n: 0 });
  });

  test('the interval is Wilson’s: 38 of 40 lie between 83.5 % and 98.6 %', () => {
    const share = buildShare(38, 40)!;
    expect(share.low).toBeCloseTo(0.835, 3);
    expect(share.high).toBeCloseTo(0.986, 3);
    expect(buildShare(40, 40)!.high).toBe(1);
  });
});

test('a test that is sent back as flaky, order-dependent or leaving state has that label, not its class', () => {
  const stable = givenTest({ name: 'test_a', nodeid: 'tests/test_x.py::test_a', path: 'tests/test_x.py' });
  const flaky = {
    ...stable,
    name: 'test_b',
    nodeid: 'tests/test_x.py::test_b',
    stability: {
      alone: { outcomes: 'pfp', failure: givenFailure() },
      shuffled: { outcomes: 'ppp', failure: null },
    },
  };
  const said = labelTests(
    givenReport({ tests: [stable, flaky] }),
    { 'tests/test_x.py': ['test_a', 'test_b', 'test_c'] },
    new Set(),
  );
  expect([...said].map(([test, { label }]) => [test.split('::')[1], label]).sort()).toEqual([
    ['test_a', 'guards-behaviour'],
    ['test_b', 'flaky'],
    ['test_c', 'invalid'],
  ]);
});

describe('the corpus', () => {
  const corpus = readCorpus();
  const scenarios: Record<string, { modules: { path: string; tests: string[] }[] }> = JSON.parse(
    readFileSync(join(ROOT, 'bench/evidence/scenarios.json'), 'utf8'),
  );

  test('has known labels only, and each of its tests is one that its scenario suggests', () => {
    for (const [name, { tests }] of Object.entries(corpus.scenarios)) {
      const suggested = scenarios[name]!.modules.flatMap(({ path, tests: names }) =>
        names.map((test) => `${path}::${test}`),
      );
      expect(suggested).toEqual(expect.arrayContaining(tests.map(({ test }) => test)));
      for (const { label } of tests) expect([...LABELS, null]).toContain(label);
    }
  });

  test('its decision table and the cutting of modules do what they say', () => {
    const printed = execFileSync(PYTHON, ['-m', 'unittest', '-q', 'test_parts'], {
      cwd: join(ROOT, 'bench/evidence'),
      encoding: 'utf8',
      stdio: 'pipe',
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    });
    expect(printed).toBe('');
  });
});
