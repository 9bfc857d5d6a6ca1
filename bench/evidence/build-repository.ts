import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { git } from '../../scripts/demo/git.ts';
import { renderCommitMessage } from '../../src/core/names/commit-message.ts';
import { isTestPath } from '../../src/core/python/test-files.ts';
import { FOLDER } from './corpus.ts';

const ROOT = join(FOLDER, '../..');

/** A repository with the commits base, head and companion, checked out as CI does it. */
export interface ScenarioRepository {
  directory: string;
  /** The interpreter that has what the project needs. */
  python: string;
  variables: Record<string, string>;
  /** Names of the suggested tests by module. */
  tests: Record<string, string[]>;
  changedPaths: ReadonlySet<string>;
}

/**
 * Builds a scenario of scenarios.json in an empty folder; releases and environments are downloaded once.
 * @param only `path::name` of the tests to suggest; null for all
 */
export function buildScenarioRepository(
  scenario: string,
  folder: string,
  only: readonly string[] | null,
): ScenarioRepository {
  const python = join(ROOT, '.venv', process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const args = [join(FOLDER, 'scenarios.py'), scenario, folder, ...(only ? [JSON.stringify(only)] : [])];
  const printed = execFileSync(python, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  const built: { python: string; variables: Record<string, string> } & Record<
    'files' | 'tests',
    Record<string, unknown>
  > = JSON.parse(printed);
  const directory = join(folder, 'head');
  const base = join(folder, 'base');
  git(directory, ['init', '--quiet', '--initial-branch=main']);
  const commit = (tree: string, message: string): string => {
    const place = [`--git-dir=${join(directory, '.git')}`, `--work-tree=${tree}`];
    git(tree, [...place, 'add', '--all', '--force']);
    git(tree, [...place, 'commit', '--quiet', '--allow-empty', '--message', message]);
    return git(directory, ['rev-parse', 'HEAD']);
  };
  const baseSha = commit(base, 'base');
  const headSha = commit(directory, 'head');
  for (const [path, text] of Object.entries(built.files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text as string);
  }
  const trailers = {
    runId: 'bench',
    round: 1,
    baseSha,
    kind: 'tests',
    suites: 'none',
    evidence: 'full',
  } as const;
  commit(directory, renderCommitMessage('Suggested tests', trailers));
  const changed = git(directory, ['diff', '--name-only', baseSha, headSha]).split('\n');
  return {
    directory,
    python: built.python,
    variables: built.variables,
    tests: built.tests as Record<string, string[]>,
    changedPaths: new Set(changed.filter((path) => path !== '' && !isTestPath(path))),
  };
}
