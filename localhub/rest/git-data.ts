import type { Signature } from '../git/objects.ts';
import { findObject, readCommit, readObject, writeBlob, writeCommit } from '../git/objects.ts';
import type { TreeChange } from '../git/trees.ts';
import { findTreeItem, listTree, writeTree } from '../git/trees.ts';
import { ApiError, notFound } from '../http/api-error.ts';
import type { Call, Handler } from '../http/call.ts';
import { repositoryOf } from '../http/call.ts';
import { now } from '../hub.ts';
import { renderGitCommit } from '../views/commit.ts';
import { renderNodeId } from '../views/node-id.ts';
import { repositoryUrl } from '../views/repository.ts';
import { checkTreeChanges } from './workflow-files.ts';

/** Entries of a recursive listing; more are cut and `truncated` says so: https://docs.github.com/rest/git/trees */
const listedEntries = 100_000;

async function renderTree(call: Call, sha: string, depth: 'flat' | 'recursive') {
  const repository = repositoryOf(call);
  const url = `${repositoryUrl(call.hub, repository)}/git`;
  const items = await listTree(repository.gitDir, sha, depth);
  return {
    sha,
    url: `${url}/trees/${sha}`,
    tree: items.slice(0, listedEntries).map((item) => ({
      path: item.path,
      mode: item.mode,
      type: item.type,
      sha: item.sha,
      ...(item.size === null ? {} : { size: item.size }),
      ...(item.type === 'commit' ? {} : { url: `${url}/${item.type}s/${item.sha}` }),
    })),
    truncated: items.length > listedEntries,
  };
}

const getTree: Handler = async (call) => {
  const { gitDir } = repositoryOf(call);
  const tree = await readObject(gitDir, `${call.params['tree_sha']}^{tree}`);
  if (tree === null) throw notFound();
  // Any value turns recursion on, `0` and `false` too, as GitHub documents.
  return {
    status: 200,
    body: await renderTree(call, tree.sha, call.query['recursive'] === undefined ? 'flat' : 'recursive'),
  };
};

interface AskedEntry {
  path?: string;
  mode?: string;
  type?: string;
  sha?: string | null;
  content?: string;
}

async function chooseChange(call: Call, base: string | null, entry: AskedEntry): Promise<TreeChange> {
  const { gitDir } = repositoryOf(call);
  const { path = '', mode = '100644' } = entry;
  const parts = path.split('/');
  if (
    path === '' ||
    parts.some((part) => part === '' || part === '.' || part === '..' || part.toLowerCase() === '.git')
  )
    throw new ApiError(422, 'tree.path contains a malformed path component');
  if (entry.content !== undefined)
    return { path, mode, sha: await writeBlob(gitDir, Buffer.from(entry.content)) };
  if (entry.sha === undefined) throw new ApiError(422, 'tree.sha or tree.content must be supplied');
  if (entry.sha === null) {
    // Deleting a path that is not there is an error: https://docs.github.com/rest/git/trees#create-a-tree
    if (base === null || (await findTreeItem(gitDir, base, path)) === null)
      throw new ApiError(422, 'GitRPC::BadObjectState');
    return { path, mode, sha: null };
  }
  const object = mode === '160000' ? { type: 'commit' } : await readObject(gitDir, entry.sha);
  const expected = mode === '040000' ? 'tree' : mode === '160000' ? 'commit' : 'blob';
  if (object?.type !== expected) throw new ApiError(422, `tree.sha ${entry.sha} is not a valid ${expected}`);
  return { path, mode, sha: entry.sha };
}

const createTree: Handler = async (call) => {
  const repository = repositoryOf(call);
  const asked = call.body as { base_tree?: string; tree: AskedEntry[] };
  const base =
    asked.base_tree === undefined ? null : await findObject(repository.gitDir, `${asked.base_tree}^{tree}`);
  if (asked.base_tree !== undefined && base === null)
    throw new ApiError(422, 'base_tree is not a valid tree oid');
  const changes: TreeChange[] = [];
  for (const entry of asked.tree) changes.push(await chooseChange(call, base, entry));
  await checkTreeChanges(call, repository, base, changes);
  const sha = await writeTree(repository.gitDir, base, changes);
  return { status: 201, body: await renderTree(call, sha, 'flat') };
};

const getBlob: Handler = async (call) => {
  const repository = repositoryOf(call);
  const sha = call.params['file_sha'] ?? '';
  const blob = /^[0-9a-f]{40}$/.test(sha) ? await readObject(repository.gitDir, sha) : null;
  if (blob === null || blob.type !== 'blob') throw notFound();
  if (/application\/vnd\.github(\.v3)?\.raw/.test(call.accept)) return { status: 200, text: blob.content };
  return {
    status: 200,
    body: {
      sha,
      node_id: renderNodeId('B', sha),
      size: blob.content.length,
      url: `${repositoryUrl(call.hub, repository)}/git/blobs/${sha}`,
      content: blob.content.toString('base64').replace(/(.{60})/g, '$1\n'),
      encoding: 'base64',
    },
  };
};

const createBlob: Handler = async (call) => {
  const repository = repositoryOf(call);
  const { content, encoding = 'utf-8' } = call.body as { content: string; encoding?: string };
  const sha = await writeBlob(
    repository.gitDir,
    Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8'),
  );
  return { status: 201, body: { sha, url: `${repositoryUrl(call.hub, repository)}/git/blobs/${sha}` } };
};

const getCommit: Handler = async (call) => {
  const repository = repositoryOf(call);
  const sha = call.params['commit_sha'] ?? '';
  const commit = /^[0-9a-f]{40}$/.test(sha) ? await readCommit(repository.gitDir, sha) : null;
  if (commit === null) throw notFound();
  return { status: 200, body: renderGitCommit(call.hub, repository, commit) };
};

interface AskedCommit {
  message: string;
  tree: string;
  parents?: string[];
  author?: AskedSignature;
  committer?: AskedSignature;
}

interface AskedSignature {
  name?: string;
  email?: string;
  date?: string;
}

/** The app's bot signs what names nobody else; a committer that is left out is the author. */
function chooseSignature(asked: AskedSignature | undefined, otherwise: Signature): Signature {
  if (asked === undefined) return otherwise;
  return {
    name: asked.name ?? otherwise.name,
    email: asked.email ?? otherwise.email,
    date: asked.date ?? otherwise.date,
  };
}

const createCommit: Handler = async (call) => {
  const repository = repositoryOf(call);
  const { gitDir } = repository;
  const asked = call.body as AskedCommit;
  if ((await readObject(gitDir, asked.tree))?.type !== 'tree')
    throw new ApiError(422, 'Tree SHA does not exist');
  for (const parent of asked.parents ?? [])
    if ((await readObject(gitDir, parent))?.type !== 'commit')
      throw new ApiError(422, 'Parent SHA does not exist or is not a commit object');
  const { id, login } = call.actor;
  const bot = { name: login, email: `${id}+${login}@users.noreply.github.com`, date: now() };
  const author = chooseSignature(asked.author, bot);
  const committer = chooseSignature(asked.committer, asked.author === undefined ? bot : author);
  const { message, tree, parents = [] } = asked;
  const sha = await writeCommit(gitDir, { message, tree, parents, author, committer });
  if (asked.author === undefined && asked.committer === undefined) repository.signedCommits.add(sha);
  return { status: 201, body: renderGitCommit(call.hub, repository, (await readCommit(gitDir, sha))!) };
};

export const gitDataHandlers: Record<string, Handler> = {
  'git/get-tree': getTree,
  'git/create-tree': createTree,
  'git/get-blob': getBlob,
  'git/create-blob': createBlob,
  'git/get-commit': getCommit,
  'git/create-commit': createCommit,
};
