import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createActionsRunner } from '../../../localhub/actions/runner.ts';
import { parseArguments, UsageError } from '../../../scripts/demo/arguments.ts';
import { runOnlyDispatched } from '../../../scripts/demo/only-dispatched.ts';
import { prepareReported, prepareRepository } from '../../../scripts/demo/prepare-repository.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'testwright-arguments-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the command line of the demo', () => {
  test.each([
    [['--env', 'A=1'], '--env needs --repo PATH.'],
    [['--repo', '.', '--base', 'a', '--head', 'b', '--env', 'no'], '--env no must have the form NAME=VALUE.'],
    [
      ['--repo', '.', '--base', 'a', '--head', 'b', '--env', ['A=', '{{ x }}'].join('$')],
      'must have the form NAME=VALUE',
    ],
    [['--base', 'a'], '--base and --head need --repo PATH.'],
    [['--repo', '.', '--base', 'a'], '--repo needs --base REF and --head REF'],
    [['--report', 'bug.md'], '--report needs --story repro.'],
    [['--story', 'repro', '--repo', '.'], '--repo PATH and --report FILE together'],
    [['--story', 'repro', '--repo', '.', '--report', 'package.json'], '--repo needs --base REF'],
    [['--story', 'repro', '--repo', '.', '--base', 'a', '--head', 'b'], 'has no --head'],
    [
      ['--story', 'repro', '--repo', '.', '--base', 'a', '--report', 'nowhere.md'],
      '--report nowhere.md does not exist.',
    ],
    [['--port', '70000'], '--port must be from 0 to 65535.'],
  ])('%j is refused with what to change', (argv, message) => {
    expect(() => parseArguments(argv)).toThrow(UsageError);
    expect(() => parseArguments(argv)).toThrow(message);
  });
});

test('--stay and --screenshots FOLDER are options of every demo', () => {
  const expected = { stay: true, screenshots: join(process.cwd(), 'shots'), repository: null };
  expect(parseArguments(['--stay', '--screenshots', 'shots'])).toMatchObject(expected);
  expect(parseArguments([])).toMatchObject({ stay: false, screenshots: null });
});

describe('a repository given by path', () => {
  test('gets our workflow, with its variables, at base and head, and is itself not written to', () => {
    const path = join(folder, 'project');
    const git = (...args: string[]): string =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
        cwd: path,
        encoding: 'utf8',
      }).trim();
    mkdirSync(path);
    git('init', '--quiet', '--initial-branch=main');
    writeFileSync(join(path, 'a.py'), 'A = 1\n');
    git('add', '.');
    git('commit', '--quiet', '--message', 'one');
    writeFileSync(join(path, 'a.py'), 'A = 2\n');
    git('commit', '--quiet', '--all', '--message', 'two');
    const before = git('for-each-ref');

    const args = parseArguments([
      '--repo',
      path,
      '--base',
      'main~1',
      '--head',
      'main',
      '--env',
      'DJANGO_SETTINGS_MODULE=tests."x"',
    ]);
    if (args === 'help') throw new Error('help was not asked for');
    const prepared = prepareRepository(folder, args);

    const show = (ref: string, file: string): string =>
      execFileSync('git', ['--git-dir', prepared.gitDir, 'show', `${ref}:${file}`], { encoding: 'utf8' });
    for (const ref of [prepared.base, prepared.head]) {
      const workflow = show(ref, '.github/workflows/testwright.yml');
      expect(workflow).toContain('env:\n  DJANGO_SETTINGS_MODULE: "tests.\\"x\\""\njobs:\n');
    }
    expect([show(prepared.base, 'a.py'), show(prepared.head, 'a.py')]).toEqual(['A = 1\n', 'A = 2\n']);
    expect(git('for-each-ref')).toBe(before);

    // For a bug report there is one commit: the code that has the bug, with our workflow.
    const report = join(folder, 'bug.md');
    writeFileSync(report, '# Wrong\n');
    const asked = parseArguments([
      '--story',
      'repro',
      '--repo',
      path,
      '--base',
      'main~1',
      '--report',
      report,
    ]);
    if (asked === 'help' || !asked.repository) throw new Error('a repository was given');
    const other = join(folder, 'reported');
    mkdirSync(other);
    const reported = prepareReported(other, { repository: asked.repository, env: {} });
    const at = (file: string): string =>
      execFileSync('git', ['--git-dir', reported.gitDir, 'show', `${reported.base}:${file}`], {
        encoding: 'utf8',
      });
    expect([at('a.py'), at('.github/workflows/testwright.yml')]).toEqual([
      'A = 1\n',
      expect.stringContaining('jobs:'),
    ]);
    expect(git('for-each-ref')).toBe(before);
  });

  test('starts none of its own workflows by a push or a pull request', () => {
    const runner = createActionsRunner({ workDirectory: folder, actionRoot: folder, python: 'python3' });
    const files = [{ path: '.github/workflows/deploy.yml', text: 'on: push\njobs: {}\n' }];
    const event = { name: 'push', branch: 'main', headCommitMessage: 'x', changedPaths: ['a.py'] } as const;
    const ask = (one: typeof runner) => one.triggered({ ...event, changedPaths: ['a.py'] }, files);
    expect(ask(runner)).toEqual(files);
    expect(ask(runOnlyDispatched(runner))).toEqual([]);
    expect(runOnlyDispatched(runner).dispatchable(files[0]!)).toBe(false);
  });
});
