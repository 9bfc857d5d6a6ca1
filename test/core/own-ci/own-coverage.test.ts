import { describe, expect, test } from '@jest/globals';
import {
  chooseArtifacts,
  findPending,
  groupRuns,
  isLcovName,
} from '../../../src/core/own-ci/choose-artifacts.ts';
import { findTreePath } from '../../../src/core/own-ci/find-tree-path.ts';
import { measureChangedByLcov, sumLcov } from '../../../src/core/own-ci/measure-own-coverage.ts';
import { uniteLcov } from '../../../src/core/own-ci/unite-lcov.ts';

describe('a path of LCOV', () => {
  const TREE = new Set(['shop/prices.py', 'src/shop/prices.py', 'prices.py', 'manage.py']);
  test.each<[string, string | null]>([
    ['shop/prices.py', 'shop/prices.py'],
    ['./shop/prices.py', 'shop/prices.py'],
    ['shop\\prices.py', 'shop/prices.py'],
    ['/home/runner/work/shop/shop/src/shop/prices.py', 'src/shop/prices.py'],
    ['/home/runner/work/shop/shop/shop/prices.py', 'shop/prices.py'],
    ['D:\\a\\shop\\shop\\prices.py', 'shop/prices.py'],
    ['/builds/x/manage.py', 'manage.py'],
    ['other/prices.py', null],
    ['../shop/prices.py', null],
    ['/home/../shop/prices.py', null],
    ['shop/../../prices.py', null],
    ['/usr/lib/python3/site-packages/shop/prices.py', null],
    ['.venv/lib/site-packages/manage.py', null],
    ['/etc/passwd', null],
    ['', null],
    ['shop/prices.py\u0000', null],
    [`/${'a/'.repeat(3000)}manage.py`, null],
  ])('%j is %j', (given, expected) => {
    expect(findTreePath(given, TREE)).toBe(expected);
  });
});

const record = (path: string, ...lines: string[]): string =>
  [`SF:${path}`, ...lines, 'end_of_record', ''].join('\n');

describe('LCOV files of one commit', () => {
  const TREE = ['shop/a.py', 'shop/b.py', 'tests/test_a.py', 'web/app.js'];
  test('are united', () => {
    const { files, notes } = uniteLcov(
      [
        {
          name: '3.11.lcov',
          text: record('shop/a.py', 'DA:1,1', 'DA:2,0', 'DA:3,0', 'BRDA:2,0,x,-', 'BRDA:2,0,y,1'),
        },
        {
          name: '3.12.lcov',
          text:
            record('/work/shop/a.py', 'DA:1,0', 'DA:2,4', 'DA:3,0', 'BRDA:2,0,x,3', 'BRDA:2,0,y,0') +
            record('shop/b.py', 'DA:1,1'),
        },
      ],
      TREE,
    );
    expect(notes).toEqual([]);
    expect([...files.keys()]).toEqual(['shop/a.py', 'shop/b.py']);
    expect(sumLcov(files.values())).toEqual({
      lines: { covered: 3, total: 4 },
      branches: { covered: 2, total: 2 },
    });
  });

  test('count test files for nothing', () => {
    const { files } = uniteLcov([{ name: 'x', text: record('tests/test_a.py', 'DA:1,1') }], TREE);
    expect(sumLcov(files.values()).lines.total).toBe(0);
  });

  const HOSTILE: [string, string, string[]][] = [
    ['a path outside', record('../../etc/passwd.py', 'DA:1,1'), ['1 file not in this repository left out']],
    [
      'paths that mean the same file',
      record('/x/shop/a.py', 'DA:1,1') + record('/y/shop/a.py', 'DA:1,1'),
      ['1 file not in this repository left out'],
    ],
    ['a negative line', record('shop/a.py', 'DA:-1,1'), ['x is left out: line 2 is not what LCOV has there']],
    ['negative hits', record('shop/a.py', 'DA:1,-1'), ['x is left out: line 2 is not what LCOV has there']],
    [
      'a line without end',
      record('shop/a.py', `DA:${'9'.repeat(20)},1`),
      [expect.stringContaining('line 2') as never],
    ],
    ['half a record', 'SF:shop/a.py\nDA:1,1\n', ['x is left out: its last record has no end']],
    ['other languages', record('web/app.js', 'DA:1,1'), ['1 file that is not Python left out']],
  ];
  test.each(HOSTILE)('leave out %s, and say so', (_what, text, notes) => {
    expect(uniteLcov([{ name: 'x', text }], TREE).notes).toEqual(notes);
  });
});

describe('the changed lines', () => {
  const TEXT = 'def f(x):\n    # a comment\n\n    if x:\n        return 1\n    return 2\n';
  const FILES = uniteLcov(
    [
      {
        name: 'x',
        text: record('shop/a.py', 'DA:1,1', 'DA:4,1', 'DA:5,0', 'DA:6,1', 'BRDA:4,0,a,0', 'BRDA:4,0,b,1'),
      },
    ],
    ['shop/a.py'],
  ).files;
  const change = (path: string, changedLines: number[]) => [{ path, changedLines, isTest: false }];

  test('are those of the statements and branches', () => {
    expect(
      measureChangedByLcov(change('shop/a.py', [2, 3, 4, 5]), FILES, new Map([['shop/a.py', TEXT]])),
    ).toEqual({
      changedLines: { lines: { covered: 1, total: 2 }, branches: { covered: 1, total: 2 } },
      uncovered: [{ path: 'shop/a.py', lines: [5], branches: [] }],
      halfTaken: [{ path: 'shop/a.py', lines: [4] }],
      unknown: [],
    });
  });

  test.each<[string, string, number[], string, RegExp | null]>([
    ['that LCOV does not list', 'shop/new.py', [1], 'x = 1\n', /does not list it/],
    ['that LCOV knows with another text', 'shop/a.py', [3], `\n\n${TEXT}`, /of another text/],
    ['that LCOV knows longer than it is', 'shop/a.py', [1], 'def f(x):\n', /of another text/],
    ['in which a comment changed', 'shop/new.py', [1], '# only a comment\n', null],
    ['that is empty', 'shop/__init__.py', [1], '', null],
  ])('of a file %s are not made up', (_what, path, lines, text, expected) => {
    const { unknown, changedLines } = measureChangedByLcov(
      change(path, lines),
      FILES,
      new Map([[path, text]]),
    );
    expect(changedLines.lines.total).toBe(0);
    expect(unknown).toEqual(expected ? [{ path, reason: expect.stringMatching(expected) }] : []);
  });

  test('of tests count for nothing', () => {
    const changed = [{ path: 'tests/test_a.py', changedLines: [1], isTest: true }];
    expect(measureChangedByLcov(changed, FILES, new Map()).unknown).toEqual([]);
  });
});

describe('what of a commit’s CI is looked at', () => {
  const run = (id: number, path: string, event: string, status = 'completed') => ({
    id,
    path,
    event,
    status,
  });
  test('runs of a push before those of a pull request, the newest first, by workflow', () => {
    const groups = groupRuns([
      run(1, 'w/tests.yml', 'push'),
      run(2, 'w/tests.yml', 'pull_request'),
      run(3, 'w/tests.yml', 'push'),
      run(4, 'w/lint.yml', 'pull_request'),
      run(5, 'w/lint.yml', 'push', 'in_progress'),
    ]);
    expect(groups.map((group) => group.map(({ id }) => id))).toEqual([[3, 1, 2], [4]]);
  });
  test('runs under way are pending, those that wait for an approval are not', () => {
    expect(
      findPending([
        run(1, 'w/b.yml', 'push', 'queued'),
        run(2, 'w/a.yml', 'push', 'in_progress'),
        run(3, 'w/c.yml', 'push', 'waiting'),
      ]),
    ).toEqual(['a.yml', 'b.yml']);
  });
  test.each<[string, string[], string | undefined, string[]]>([
    [
      'those configured',
      ['coverage-3.11', 'coverage-3.12', 'x'],
      'coverage-*',
      ['coverage-3.11', 'coverage-3.12'],
    ],
    ['nothing else than configured', ['coverage'], 'lcov', []],
    ['those that sound like it', ['dist', 'my-lcov', 'Coverage'], undefined, ['Coverage', 'my-lcov']],
    ['else all', ['b', 'a'], undefined, ['a', 'b']],
  ])('artifacts: %s', (_what, names, configured, expected) => {
    expect(
      chooseArtifacts(
        names.map((name) => ({ name, bytes: 10 })),
        configured,
      ),
    ).toEqual(expected);
  });
  test('large artifacts are not guessed at', () => {
    expect(chooseArtifacts([{ name: 'coverage', bytes: 30_000_000 }], undefined)).toEqual([]);
    expect(chooseArtifacts([{ name: 'coverage', bytes: 30_000_000 }], 'coverage')).toEqual(['coverage']);
  });
  test.each<[string, string | undefined, boolean]>([
    ['lcov.info', undefined, true],
    ['deep/coverage.lcov', undefined, true],
    ['coverage.xml', undefined, false],
    ['mylcov.info', undefined, false],
    ['out/cov.info', '*.info', true],
    ['out/cov.info', 'cov.info', true],
    ['coverage.lcov', 'cov.info', false],
  ])('file %s with pattern %s: %s', (name, pattern, expected) => {
    expect(isLcovName(name, pattern)).toBe(expected);
  });
});
