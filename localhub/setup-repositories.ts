import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { askGit, gitText } from './git/git.ts';
import type { Hub } from './hub.ts';
import { ensureUser, now } from './hub.ts';
import type { RepositoryRecord } from './records.ts';

export interface NewRepository {
  owner: string;
  name: string;
  from: string | null;
  defaultBranch: string | null;
  private: boolean;
  parent: RepositoryRecord | null;
}

/** Makes a bare repository in the hub's folder: empty, or a clone of the branches and tags of another. */
export async function createBareRepository(hub: Hub, wanted: NewRepository): Promise<RepositoryRecord> {
  const gitDir = path.join(hub.directory, wanted.owner, `${wanted.name}.git`);
  await mkdir(path.dirname(gitDir), { recursive: true });
  const own = ['-c', 'core.hooksPath=/dev/null'];
  if (wanted.from === null) await askGit(null, ['init', '--quiet', '--bare', '--template=', gitDir]);
  else
    await askGit(null, [
      ...own,
      'clone',
      '--quiet',
      '--bare',
      '--no-local',
      '--template=',
      wanted.from,
      gitDir,
    ]);
  // Objects made through the interface are reachable from no ref at first and must stay.
  await askGit(gitDir, ['config', 'gc.auto', '0']);
  const head = await askGit(gitDir, ['symbolic-ref', '--quiet', '--short', 'HEAD'], { answers: [1] });
  const defaultBranch =
    wanted.defaultBranch ?? (wanted.from === null ? 'main' : head.stdout.toString('utf8').trim() || 'main');
  await gitText(gitDir, ['symbolic-ref', 'HEAD', `refs/heads/${defaultBranch}`]);
  const created = now();
  const repository: RepositoryRecord = {
    id: hub.nextId(),
    owner: ensureUser(hub, wanted.owner, 'Organization'),
    name: wanted.name,
    gitDir,
    defaultBranch,
    private: wanted.private,
    parent: wanted.parent,
    roles: new Map(),
    protectedBranches: new Set(),
    signedCommits: new Set(),
    createdAt: created,
    pushedAt: created,
    nextNumber: 1,
    pulls: new Map(),
    issues: new Map(),
    labels: new Map(),
    comments: new Map(),
    reviews: new Map(),
    reviewThreads: new Map(),
    checkRuns: new Map(),
    checkSuites: new Map(),
    workflows: new Map(),
    runs: new Map(),
    lastWrite: Promise.resolve(),
  };
  hub.repositories.set(repository.id, repository);
  return repository;
}
