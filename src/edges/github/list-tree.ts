import type { Octokit } from '@octokit/rest';
import type { ImmutableCache } from './immutable-cache.ts';
import type { RepositoryRef, RepositoryTree, TreeEntry } from './types.ts';

/** One listing as GitHub answers it: of a folder alone, or of all below it. */
export interface TreeListing {
  items: (TreeEntry & { isFolder: boolean })[];
  truncated: boolean;
}

/** Further listings for one tree that GitHub lists in part only. */
const MAX_LISTINGS = 25;
/** A commit or tree by its own name, which never means another one; a branch may. */
const SHA = /^[0-9a-f]{40}$/;

/**
 * The blobs and submodules of a tree: https://docs.github.com/rest/git/trees#get-a-tree
 * GitHub lists at most 100,000 entries or 7 MB. Of a larger tree the folders that lead to the paths in `near` are listed by themselves,
 * as long as they are few; the tree still counts as truncated, because others may be missing.
 */
export async function listTree(
  {
    octokit,
    repository,
    cache,
  }: {
    octokit: Octokit;
    repository: RepositoryRef;
    cache: ImmutableCache<TreeListing>;
  },
  treeish: string,
  near: readonly string[],
): Promise<RepositoryTree> {
  const list = (sha: string, depth: 'recursive' | 'flat'): Promise<TreeListing> => {
    const ask = (): Promise<TreeListing> => askForTree(octokit, repository, sha, depth);
    return SHA.test(sha) ? cache.remember(repository, `${sha} ${depth}`, ask) : ask();
  };
  const { items, truncated } = await list(treeish, 'recursive');
  const found = truncated && near.length > 0 ? await listFolders(list, treeish, near) : [];
  const byPath = new Map([...items, ...found].map((item) => [item.path, item]));
  const entries = [...byPath.values()]
    .filter(({ isFolder }) => !isFolder)
    .map(({ path, sha, mode, size }): TreeEntry => ({ path, sha, mode, size }));
  return { ...(SHA.test(treeish) ? { commit: treeish } : {}), entries, truncated };
}

/** What stands in the folders on the way to the paths, and below the first of them that can be listed whole. */
async function listFolders(
  list: (sha: string, depth: 'recursive' | 'flat') => Promise<TreeListing>,
  root: string,
  near: readonly string[],
): Promise<TreeListing['items']> {
  const found: TreeListing['items'] = [];
  const open = [{ sha: root, prefix: '', paths: near }];
  let left = MAX_LISTINGS;
  const add = ({ items }: TreeListing, prefix: string): void => {
    for (const item of items) found.push({ ...item, path: `${prefix}${item.path}` });
  };
  for (let folder = open.shift(); folder && left > 0; folder = open.shift()) {
    left--;
    const own = await list(folder.sha, 'flat');
    add(own, folder.prefix);
    const folders = new Map(own.items.filter(({ isFolder }) => isFolder).map(({ path, sha }) => [path, sha]));
    for (const [name, paths] of groupByFolder(folder.paths)) {
      const sha = folders.get(name);
      if (sha === undefined || left <= 0) continue;
      left--;
      const below = await list(sha, 'recursive');
      const prefix = `${folder.prefix}${name}/`;
      add(below, prefix);
      if (below.truncated) open.push({ sha, prefix, paths });
    }
  }
  return found;
}

/** Paths below each first folder, those with most paths first. */
function groupByFolder(paths: readonly string[]): [string, string[]][] {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    const end = path.indexOf('/');
    if (end < 0) continue;
    const name = path.slice(0, end);
    const group = groups.get(name) ?? [];
    group.push(path.slice(end + 1));
    groups.set(name, group);
  }
  return [...groups].sort(([, a], [, b]) => b.length - a.length);
}

async function askForTree(
  octokit: Octokit,
  { owner, name }: RepositoryRef,
  treeish: string,
  depth: 'recursive' | 'flat',
): Promise<TreeListing> {
  const { data } = await octokit.rest.git.getTree({
    owner,
    repo: name,
    tree_sha: treeish,
    // Any value turns it on.
    ...(depth === 'recursive' ? { recursive: '1' } : {}),
  });
  const items = data.tree.map(({ path, sha, mode, size, type }) => ({
    path,
    sha,
    mode,
    size: size ?? 0,
    isFolder: type === 'tree',
  }));
  return { items, truncated: data.truncated };
}
