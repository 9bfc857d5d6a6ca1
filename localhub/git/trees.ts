import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { askGit, gitText } from './git.ts';
import { isFixed } from './objects.ts';
import { remember } from './remember.ts';

export interface TreeItem {
  mode: string;
  type: 'blob' | 'tree' | 'commit';
  sha: string;
  /** Bytes; null for trees and submodules. */
  size: number | null;
  path: string;
}

export interface TreeChange {
  path: string;
  mode: string;
  /** Null removes the path. */
  sha: string | null;
}

/** Entries of a tree-ish in git's order; recursive listings name the trees themselves too, as GitHub's do. */
export function listTree(gitDir: string, treeish: string, depth: 'flat' | 'recursive'): Promise<TreeItem[]> {
  const ask = () => askForTree(gitDir, treeish, depth);
  return isFixed(treeish) ? remember(`tree ${gitDir} ${treeish} ${depth}`, ask) : ask();
}

async function askForTree(gitDir: string, treeish: string, depth: 'flat' | 'recursive'): Promise<TreeItem[]> {
  const args = ['ls-tree', '-z', '--long', ...(depth === 'recursive' ? ['-r', '-t'] : []), treeish];
  const { stdout } = await askGit(gitDir, args);
  const lines = stdout.toString('utf8').split('\0').filter(Boolean);
  return lines.map((line) => {
    const tab = line.indexOf('\t');
    const [mode, type, sha, size] = line.slice(0, tab).split(/ +/) as [
      string,
      TreeItem['type'],
      string,
      string,
    ];
    return { mode, type, sha, size: size === '-' ? null : Number(size), path: line.slice(tab + 1) };
  });
}

/** The entry at one path of a tree-ish, or null. */
export async function findTreeItem(gitDir: string, treeish: string, file: string): Promise<TreeItem | null> {
  const { stdout } = await askGit(gitDir, ['ls-tree', '-z', '--long', treeish, '--', file]);
  const line = stdout.toString('utf8').split('\0').find(Boolean);
  if (line === undefined) return null;
  const tab = line.indexOf('\t');
  const [mode, type, sha, size] = line.slice(0, tab).split(/ +/) as [
    string,
    TreeItem['type'],
    string,
    string,
  ];
  return { mode, type, sha, size: size === '-' ? null : Number(size), path: line.slice(tab + 1) };
}

/** Writes the tree that results from changes to `base` (null: from nothing). Works in an index of its own. */
export async function writeTree(
  gitDir: string,
  base: string | null,
  changes: readonly TreeChange[],
): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'localhub-index-'));
  const environment = { GIT_INDEX_FILE: path.join(folder, 'index') };
  try {
    await askGit(gitDir, base === null ? ['read-tree', '--empty'] : ['read-tree', base], { environment });
    const files = changes.filter((change) => change.mode !== '040000' || change.sha === null);
    const zero = '0'.repeat(40);
    const lines = files.map((change) =>
      change.sha === null
        ? `0 ${zero}\t${change.path}\0`
        : `${change.mode} ${change.sha} 0\t${change.path}\0`,
    );
    await askGit(gitDir, ['update-index', '-z', '--replace', '--index-info'], {
      environment,
      input: lines.join(''),
    });
    for (const change of changes) {
      if (change.mode !== '040000' || change.sha === null) continue;
      await askGit(gitDir, ['rm', '-r', '-q', '--cached', '--ignore-unmatch', '--', change.path], {
        environment,
      });
      await askGit(gitDir, ['read-tree', `--prefix=${change.path}/`, change.sha], { environment });
    }
    return await gitText(gitDir, ['write-tree'], { environment });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
