import { describe, expect, test } from '@jest/globals';
import { buildStatements, type LcovFile, parseLcov } from '../../../src/core/evidence/lcov.ts';

function lcov(...lines: string[]): string {
  return `${lines.join('\n')}\n`;
}

/** What coverage.py 7.17 writes for a small module with a function named to hurt. */
const REAL = lcov(
  'SF:empty.py',
  'end_of_record',
  'SF:shop/end_of_record.py',
  'DA:1,1',
  'DA:2,1',
  'DA:3,0',
  'DA:5,0',
  'LF:4',
  'LH:2',
  'FN:1,5,K.end_of_record',
  'FNDA:1,K.end_of_record',
  'FNF:1',
  'FNH:1',
  'BRDA:2,0,jump to line 3,0',
  "BRDA:2,0,return from function 'end_of_record',1",
  'BRDA:3,0,jump to line 5,-',
  'BRDA:3,0,exit the module,-',
  'BRF:4',
  'BRH:1',
  'end_of_record',
);

describe('an LCOV text', () => {
  function check(text: string, expected: LcovFile[]) {
    expect(parseLcov(text)).toEqual({ kind: 'ok', files: expected });
  }
  const record = (...lines: string[]) => lcov('SF:a.py', ...lines, 'end_of_record');
  const file = (lines: LcovFile['lines'], branches: LcovFile['branches'] = []) => [
    { path: 'a.py', lines, branches },
  ];

  test('as coverage.py writes it, with labels, FN with three fields, and names that look like the end', () =>
    check(REAL, [
      { path: 'empty.py', lines: [], branches: [] },
      {
        path: 'shop/end_of_record.py',
        lines: [
          { line: 1, hits: 1 },
          { line: 2, hits: 1 },
          { line: 3, hits: 0 },
          { line: 5, hits: 0 },
        ],
        branches: [
          { line: 2, taken: 0 },
          { line: 2, taken: 1 },
          { line: 3, taken: 0 },
          { line: 3, taken: 0 },
        ],
      },
    ]));
  test('that is empty has no files', () => check('', []));
  test('with a comma in a branch label', () =>
    check(record("BRDA:4,0,return from function '<lambda a, b>',1"), file([], [{ line: 4, taken: 1 }])));
  test('with a block that is marked as an exception', () =>
    check(record('BRDA:4,e0,1,3'), file([], [{ line: 4, taken: 3 }])));
  test('with checksums, a test name and Windows line ends', () =>
    check('TN:suite\r\nSF:a.py\r\nDA:1,2,f00==\r\nend_of_record\r\n', file([{ line: 1, hits: 2 }])));
  test('that is the name of a file on this machine is text all the same', () => check('package.json', []));
  test('with colons and spaces in a path', () =>
    check(lcov('SF:a b:c.py', 'DA:1,1', 'end_of_record'), [
      { path: 'a b:c.py', lines: [{ line: 1, hits: 1 }], branches: [] },
    ]));
});

describe('an LCOV text is broken', () => {
  test.each([
    ['when its last record has no end', lcov('SF:a.py', 'DA:1,1'), 'its last record has no end'],
    ['when a record begins inside another', lcov('SF:a.py', 'SF:b.py', 'end_of_record'), 'line 2 is not'],
    ['when a record ends twice', lcov('SF:a.py', 'end_of_record', 'end_of_record'), 'line 3 is not'],
    [
      'when it names a file twice',
      lcov('SF:a', 'end_of_record', 'SF:a', 'end_of_record'),
      'for the second time',
    ],
    ['when a file has no name', lcov('SF:', 'end_of_record'), 'line 1 is not'],
    ['when it counts a line twice', lcov('SF:a', 'DA:1,1', 'DA:1,0', 'end_of_record'), 'line 3 is not'],
    ['when a number is missing', lcov('SF:a', 'DA:,1', 'end_of_record'), 'line 2 is not'],
    ['when a count is negative', lcov('SF:a', 'DA:1,-1', 'end_of_record'), 'line 2 is not'],
    ['when a branch has no count', lcov('SF:a', 'BRDA:1,0,jump', 'end_of_record'), 'line 2 is not'],
    ['when a count stands outside a record', lcov('DA:1,1'), 'line 1 is not'],
  ])('%s', (_case, text, reason) => {
    expect(parseLcov(text)).toEqual({ kind: 'broken', reason: expect.stringContaining(reason) });
  });
});

test('statements are given for the asked paths only, whatever their names', () => {
  const reading = parseLcov(REAL.replace('SF:empty.py', 'SF:__proto__\nDA:7,0\nBRDA:7,0,x,-'));
  if (reading.kind === 'broken') throw new Error(reading.reason);
  expect(
    JSON.stringify(buildStatements(reading.files, ['__proto__', 'shop/end_of_record.py', 'other.py'])),
  ).toBe(
    JSON.stringify(
      JSON.parse(
        '{"__proto__": {"lines": [7], "branches": [{"line": 7, "count": 1}]}, ' +
          '"shop/end_of_record.py": {"lines": [1, 2, 3, 5], "branches": [{"line": 2, "count": 2}, {"line": 3, "count": 2}]}}',
      ),
    ),
  );
});
