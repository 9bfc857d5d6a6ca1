import { askGit, gitText } from './git.ts';
import { readObject } from './objects.ts';

export const zeroSha = '0'.repeat(40);

export interface Ref {
  /** Full name, `refs/heads/main`. */
  name: string;
  sha: string;
  type: 'commit' | 'tag' | 'tree' | 'blob';
}

export interface RefUpdate {
  name: string;
  /** What the ref must point at now; the zero SHA: must not exist. Null: whatever it is. */
  before: string | null;
  /** The zero SHA deletes the ref. */
  after: string;
}

/** Refs whose full name starts with `prefix`, sorted by name. */
export async function listRefs(gitDir: string, prefix: string): Promise<Ref[]> {
  const text = await gitText(gitDir, ['for-each-ref', '--format=%(objectname) %(objecttype) %(refname)']);
  const refs = text
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [sha, type, name] = line.split(' ') as [string, Ref['type'], string];
      return { name, sha, type };
    });
  return refs.filter((ref) => ref.name.startsWith(prefix));
}

/** The ref with exactly this full name, or null. */
export async function findRef(gitDir: string, name: string): Promise<Ref | null> {
  // Anything else is an expression about a ref, or no name at all.
  if (!/^refs\/[^\s~^:?*[\\]+$/.test(name) || name.includes('@{') || name.includes('..')) return null;
  const object = await readObject(gitDir, name);
  return object && { name, sha: object.sha, type: object.type };
}

export async function isValidRefName(name: string): Promise<boolean> {
  return (await askGit(null, ['check-ref-format', name], { answers: [1] })).exitCode === 0;
}

/** Is every commit of `ancestor` in `descendant`: the fast-forward rule. */
export async function isAncestor(gitDir: string, ancestor: string, descendant: string): Promise<boolean> {
  const { exitCode } = await askGit(gitDir, ['merge-base', '--is-ancestor', ancestor, descendant], {
    answers: [1],
  });
  return exitCode === 0;
}

/** All updates or none, compared with `before` under git's own lock. False when a ref was not what it should be. */
export async function updateRefs(gitDir: string, updates: readonly RefUpdate[]): Promise<boolean> {
  const lines = updates.map(({ name, before, after }) => {
    const old = before === null ? '' : before;
    return after === zeroSha ? `delete ${name}\0${old}\0` : `update ${name}\0${after}\0${old}\0`;
  });
  const { exitCode } = await askGit(gitDir, ['update-ref', '--stdin', '-z'], {
    input: lines.join(''),
    answers: [128],
  });
  return exitCode === 0;
}
