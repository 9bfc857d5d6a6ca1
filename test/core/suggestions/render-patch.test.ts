import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { git } from '../../../scripts/demo/git.ts';
import { renderPatch } from '../../../src/core/suggestions/render-patch.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'testwright-patch-'));
  git(folder, ['init', '--quiet']);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}\n`).join('');

test.each<[string, string | null, string]>([
  ['a new file', null, lines(1, 5)],
  ['a new file without an end of line', null, 'x = 1'],
  ['lines at the end', lines(1, 9), lines(1, 12)],
  ['lines at the beginning', lines(3, 9), lines(1, 9)],
  ['changes far apart', lines(1, 40), `${lines(0, 20)}new\n${lines(21, 39)}last\n`],
  [
    'changes near each other',
    lines(1, 20),
    lines(1, 20).replace('line 5\n', 'x\n').replace('line 12\n', 'y\n'),
  ],
  [
    'an import that grows',
    'from a import b\n\n\ndef f():\n    pass\n',
    'from a import b, c\n\n\ndef f():\n    pass\n\n\ndef g():\n    pass\n',
  ],
  ['a file that ended without an end of line', 'a\nb', 'a\nb\nc\n'],
  ['a file that loses its end of line', 'a\nb\n', 'a\nb'],
  ['equal lines everywhere', '\n\n\n\n', '\n\n\n\n\n\nx\n\n\n'],
  ['an empty file', '', 'a\n'],
  ['nothing left', 'a\nb\n', ''],
  ['fences and diff marks', '```\n-- a\n', '```\n-- a\n++ b\n@@ -1 +1 @@\n````\n'],
  ['a form feed and other ends of line', 'a\fb\u2028c\n', 'a\fb\u2028c\nd\u0085e\n'],
])('git makes the same of a patch: %s', (_name, before, after) => {
  for (const path of ['tests/test_it.py', 'tests/ü b/test "q".py']) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    rmSync(file, { force: true });
    if (before !== null) writeFileSync(file, before);
    const [patch] = renderPatch([{ path, before, after }]);
    git(folder, ['apply', '-'], { input: patch!.text! });
    expect(readFileSync(file, 'utf8')).toBe(after);
  }
});

test('what a comment cannot carry is named instead', () => {
  const [crlf, long, fine] = renderPatch([
    { path: 'a.py', before: 'a\r\n', after: 'a\r\nb\r\n' },
    { path: 'b.py', before: null, after: 'x\n'.repeat(40_000) },
    { path: 'c.py', before: null, after: 'x\n' },
  ]);
  expect([crlf!.text, long!.text]).toEqual([null, null]);
  expect([crlf!.why, long!.why]).toEqual([
    expect.stringContaining('CR LF'),
    expect.stringContaining('characters'),
  ]);
  expect(fine!.text).toContain('+x\n');
});
