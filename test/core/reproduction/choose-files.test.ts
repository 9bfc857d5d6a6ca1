import { expect, test } from '@jest/globals';
import { chooseFiles, MAX_FILES } from '../../../src/core/reproduction/choose-files.ts';
import { isolateReport } from '../../../src/core/reproduction/isolate-report.ts';

const entry = (path: string, size = 100) => ({ path, size, mode: '100644' });
/** More than are read for one report. */
const MANY = Array.from({ length: 400 }, (_, number) => entry(`app/m${number}.py`));
const report = (body: string) => isolateReport({ title: 'Wrong', body });

test('of a large project what the search found is looked through, before what shares words with its path', () => {
  const entries = [...MANY, entry('far/away/ledger.py'), entry('deep/in/postings.py')];
  const { chosen, leftOut } = chooseFiles(report('The postings vanish.'), entries, ['far/away/ledger.py']);
  expect(chosen.slice(0, 2)).toEqual(['far/away/ledger.py', 'deep/in/postings.py']);
  expect(chosen).toHaveLength(MAX_FILES);
  expect(leftOut).toBe(entries.length - MAX_FILES);
  // Without a search nothing leads there.
  expect(chooseFiles(report('The postings vanish.'), entries, []).chosen).not.toContain('far/away/ledger.py');
});

test('a traceback and a path in the report come before what the search found; tests and large files are not read', () => {
  const entries = [...MANY, entry('far/ledger.py'), entry('tests/test_ledger.py'), entry('big.py', 300_000)];
  const body =
    'See app/m7.py.\n\nTraceback (most recent call last):\n  File "/srv/app/m9.py", line 1, in f\n    x\nKeyError: 1';
  const { chosen } = chooseFiles(report(body), entries, ['tests/test_ledger.py', 'big.py', 'far/ledger.py']);
  expect(chosen.slice(0, 3)).toEqual(['app/m9.py', 'app/m7.py', 'far/ledger.py']);
  expect(chosen).not.toContain('tests/test_ledger.py');
  expect(chosen).not.toContain('big.py');
});
