import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readCases } from '../../bench/repro/read-cases.ts';
import { checkFlip } from '../../src/core/reproduction/check-flip.ts';
import { loadPythonParser } from '../../src/edges/files/load-grammar.ts';

const CASES = readCases();
const WRONG = [
  'another bug',
  'assert False',
  'mocks the suspect',
  'fails for another reason',
  'flaky',
  'vacuous',
].map((name) => `wrong: ${name}`);

test('every planted bug has a report, a hidden fix, a right answer and six wrong ones; what is no bug has no right one', () => {
  expect(CASES.length).toBeGreaterThanOrEqual(15);
  for (const { name, notABug, fix, scripts } of CASES) {
    expect([name, fix === null]).toEqual([name, notABug]);
    expect([name, scripts.filter(({ isRight }) => isRight).length]).toEqual([name, notABug ? 0 : 1]);
    expect(scripts.map((script) => script.name)).toEqual(expect.arrayContaining(WRONG));
  }
});

test('a right answer differs from its passing version in nothing but what it expects', async () => {
  const parser = await loadPythonParser();
  const right = CASES.flatMap(({ name, scripts }) =>
    scripts.filter(({ isRight }) => isRight).map((script) => ({ name, script })),
  );
  const refused = right.flatMap(({ name, script: { imports, passing, flipped } }) => {
    const checked = checkFlip(parser, { imports, code: passing }, { imports, code: flipped });
    return checked.ok ? [] : [[name, checked]];
  });
  expect(refused).toEqual([]);
});

test('the kept result: every bug that was run is confirmed by the right answer, and nothing by a wrong one', () => {
  const file = join(import.meta.dirname, '../../bench/results/repro.json');
  const kept = JSON.parse(readFileSync(file, 'utf8')) as {
    attempts: { report: string; script: string; confirmed: boolean; passesOnFixedCode: boolean | null }[];
  };
  const run = new Set(kept.attempts.map(({ report }) => report));
  const scripts = CASES.filter(({ name }) => run.has(name)).flatMap((bug) =>
    bug.scripts.map((script) => ({ report: bug.name, script: script.name, confirmed: script.isRight })),
  );
  expect(kept.attempts.map(({ report, script, confirmed }) => ({ report, script, confirmed }))).toEqual(
    scripts,
  );
  expect(kept.attempts.filter((one) => one.confirmed && !one.passesOnFixedCode)).toEqual([]);
});
