import { describe, expect, test } from '@jest/globals';
import { changedLinesFromPatch, readAddedLines } from '../../../src/core/change-set/patch.ts';

function check(patch: string[], expected: number[]): void {
  expect(changedLinesFromPatch(patch.join('\n'))).toEqual(expected);
}

describe('changed lines of a patch', () => {
  test('are the added ones of every hunk', () => {
    check(
      ['@@ -1,3 +1,4 @@', ' a', '+b', ' c', ' d', '@@ -10,2 +11,3 @@ def f():', ' x', '-y', '+y2', '+y3'],
      [2, 12, 13],
    );
  });

  test('of a new file are all of them', () => {
    check(['@@ -0,0 +1,2 @@', '+a', '+b'], [1, 2]);
    check(['@@ -0,0 +1 @@', '+a', '\\ No newline at end of file'], [1]);
  });

  test('are none where lines were only removed', () => {
    check(['@@ -1,3 +1,1 @@', ' a', '-b', '-c'], []);
    check(['@@ -1,2 +0,0 @@', '-b', '-c'], []);
  });

  test('are not moved by a missing newline at the end on either side', () => {
    check(
      ['@@ -1,2 +1,2 @@', ' a', '-b', '\\ No newline at end of file', '+c', '\\ No newline at end of file'],
      [2],
    );
    check(['@@ -1,1 +1,2 @@', '-a', '\\ No newline at end of file', '+a', '+b'], [1, 2]);
  });

  test('are right where content looks like a file header or a hunk', () => {
    check(['@@ -1,4 +1,4 @@', ' a', '--- b/old', '+++ b/new', ' c', '-@@ -1 +1 @@', '+@@ -1 +1 @@'], [2, 4]);
    check(['@@ -1,2 +1,3 @@', ' diff --git a/x b/x', '+index 1..2', ' new file mode 100644'], [2]);
    check(
      ['@@ -1,2 +1,3 @@', '--- old', '---', '+++', '+++ new', '+x', '@@ -9,1 +10,2 @@', ' a', '+b'],
      [1, 2, 3, 11],
    );
  });

  test('are right with CRLF and with empty lines that lost their leading space', () => {
    check(['@@ -1,3 +1,4 @@\r', ' a\r', '', '+b\r', ' c\r'], [3]);
  });

  test('keep their text', () => {
    expect(readAddedLines('@@ -1 +1,2 @@\n a\n+\tb = 1\n\\ No newline at end of file')).toEqual([
      { line: 2, text: '\tb = 1' },
    ]);
  });

  test('are none of an empty patch', () => {
    check([''], []);
  });
});
