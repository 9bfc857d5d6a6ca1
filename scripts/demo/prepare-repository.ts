import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DemoArguments } from './arguments.ts';
import { UsageError } from './arguments.ts';
import { GitError, git } from './git.ts';

const WORKFLOW_PATH = '.github/workflows/testwright.yml';
const SHOP = fileURLToPath(new URL('../../examples/shop/', import.meta.url));

/** The workflow for a repository given by path: its interpreter has everything, so nothing is installed. */
const WORKFLOW_START = `name: Testwright
on:
  workflow_dispatch:
permissions:
  contents: read
`;
const WORKFLOW_JOBS = `jobs:
  testwright:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: actions/setup-python@v5
      - uses: testwright/testwright@v0
`;

export interface PreparedRepository {
  gitDir: string;
  owner: string;
  name: string;
  base: string;
  head: string;
  title: string;
}

/** A repository with a branch `main` and a branch for the pull request, in `directory`. */
export function prepareRepository(
  directory: string,
  { repository, env }: Pick<DemoArguments, 'repository' | 'env'>,
): PreparedRepository {
  return repository ? cloneRepository(directory, repository, renderWorkflow(env)) : buildShop(directory);
}

/** A JSON string is a YAML string too. */
function renderWorkflow(env: Record<string, string>): string {
  const lines = Object.entries(env).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}\n`);
  return [WORKFLOW_START, ...(lines.length > 0 ? ['env:\n', ...lines] : []), WORKFLOW_JOBS].join('');
}

function buildShop(directory: string): PreparedRepository {
  const work = join(directory, 'shop');
  mkdirSync(work, { recursive: true });
  git(work, ['init', '--quiet', '--initial-branch=main']);
  cpSync(join(SHOP, 'base'), work, { recursive: true });
  git(work, ['add', '--all']);
  git(work, ['commit', '--quiet', '--message', 'The shop']);
  git(work, ['checkout', '--quiet', '-b', 'bulk-pricing']);
  cpSync(join(SHOP, 'change'), work, { recursive: true });
  git(work, ['add', '--all']);
  git(work, ['commit', '--quiet', '--message', 'Bulk discounts, coupons and shipping']);
  return {
    gitDir: join(work, '.git'),
    owner: 'example',
    name: 'shop',
    base: 'main',
    head: 'bulk-pricing',
    title: 'Bulk discounts, coupons and shipping',
  };
}

/**
 * The repository at one commit, with our workflow file, for a report about the code there.
 * @throws UsageError when the repository or the ref is none
 */
export function prepareReported(
  directory: string,
  { repository, env }: { repository: NonNullable<DemoArguments['repository']>; env: DemoArguments['env'] },
): PreparedRepository {
  const gitDir = cloneBare(directory, repository.path);
  const tip = resolveCommit(repository.path, repository.base, '--base');
  git(gitDir, ['fetch', '--quiet', repository.path, tip]);
  const workflow = renderWorkflow(env);
  const base = commitWithWorkflow({ directory, gitDir, workflow }, tip, [tip], 'Add the Testwright workflow');
  git(gitDir, ['update-ref', 'refs/heads/testwright-demo/base', base]);
  const name = nameOf(repository.path);
  const branch = 'testwright-demo/base';
  return { gitDir, owner: 'example', name, base: branch, head: branch, title: repository.base };
}

function cloneBare(directory: string, path: string): string {
  const gitDir = join(directory, 'clone.git');
  try {
    git(directory, ['clone', '--quiet', '--bare', '--no-hardlinks', path, gitDir]);
  } catch (error) {
    throw new UsageError(
      `--repo ${path} cannot be cloned. ${error instanceof GitError ? error.message : ''}`,
    );
  }
  return gitDir;
}

/** The name of the folder, as far as GitHub allows it. */
function nameOf(path: string): string {
  const last = path.split(/[\\/]/).filter(Boolean).at(-1);
  return last?.replace(/[^\w.-]/g, '-').replace(/\.git$/, '') || 'repository';
}

/**
 * Clones the repository and builds two commits in the clone: base with our workflow file, and head with it, so that
 * the pull request's difference is exactly the one between the two refs.
 * @throws UsageError when a ref is unknown or there is no difference.
 */
function cloneRepository(
  directory: string,
  from: NonNullable<DemoArguments['repository']>,
  workflow: string,
): PreparedRepository {
  const gitDir = cloneBare(directory, from.path);
  const baseTip = resolveCommit(from.path, from.base, '--base');
  const headTip = resolveCommit(from.path, from.head, '--head');
  // A ref that is no branch (a detached commit, a stash) may not have come along with the clone.
  for (const commit of [baseTip, headTip]) git(gitDir, ['fetch', '--quiet', from.path, commit]);
  const mergeBase = mergeBaseOf(gitDir, baseTip, headTip);
  if (git(gitDir, ['rev-parse', `${mergeBase}^{tree}`]) === git(gitDir, ['rev-parse', `${headTip}^{tree}`])) {
    throw new UsageError(`--head ${from.head} changes nothing against --base ${from.base}.`);
  }
  const commit = (source: string, parents: string[], message: string): string =>
    commitWithWorkflow({ directory, gitDir, workflow }, source, parents, message);
  const base = commit(mergeBase, [mergeBase], 'Add the Testwright workflow');
  const subject = git(gitDir, ['show', '--no-patch', '--format=%s', headTip]);
  const head = commit(headTip, [base], subject || 'The change');
  git(gitDir, ['update-ref', 'refs/heads/testwright-demo/base', base]);
  git(gitDir, ['update-ref', 'refs/heads/testwright-demo/head', head]);
  return {
    gitDir,
    owner: 'example',
    name: nameOf(from.path),
    base: 'testwright-demo/base',
    head: 'testwright-demo/head',
    title: subject || `${from.base} to ${from.head}`,
  };
}

function resolveCommit(repository: string, ref: string, option: string): string {
  try {
    return git(repository, ['rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`]);
  } catch {
    throw new UsageError(
      `${option} ${ref} names no commit in the repository; \`git log --all --oneline\` lists what there is.`,
    );
  }
}

function mergeBaseOf(gitDir: string, base: string, head: string): string {
  try {
    return git(gitDir, ['merge-base', base, head]);
  } catch {
    throw new UsageError(
      '--base and --head have no common history, so no pull request can be opened between them.',
    );
  }
}

/** A commit with the tree of `source` plus our workflow file, unless the tree has one. */
function commitWithWorkflow(
  { directory, gitDir, workflow }: { directory: string; gitDir: string; workflow: string },
  source: string,
  parents: string[],
  message: string,
): string {
  const index = join(directory, `index-${source.slice(0, 12)}`);
  const env = { GIT_INDEX_FILE: index };
  git(gitDir, ['read-tree', source], { env });
  const has = git(gitDir, ['ls-files', '--cached', '--', WORKFLOW_PATH], { env }) !== '';
  if (!has) {
    const blob = git(gitDir, ['hash-object', '-w', '--stdin'], { input: workflow });
    git(gitDir, ['update-index', '--add', '--cacheinfo', `100644,${blob},${WORKFLOW_PATH}`], { env });
  }
  const tree = git(gitDir, ['write-tree'], { env });
  return git(gitDir, ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-m', message]);
}

/** The interpreter of the project's own virtual environment. */
export function ownPython(): string {
  const venv = fileURLToPath(new URL('../../.venv/', import.meta.url));
  const python = join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (!existsSync(python))
    throw new UsageError('.venv is missing; start with `npm run demo`, which prepares it.');
  return python;
}
