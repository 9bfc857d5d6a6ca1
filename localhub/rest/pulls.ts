import { changePull, openPull } from '../activity/pull-requests.ts';
import { findMergeBase, listChangedFiles } from '../git/compare.ts';
import { validationFailed } from '../http/api-error.ts';
import type { Call, Handler } from '../http/call.ts';
import { itemOf, repositoryOf } from '../http/call.ts';
import { paginate } from '../http/paginate.ts';
import type { PullRecord, RepositoryRecord } from '../records.ts';
import { renderChangedFile } from '../views/changed-file.ts';
import { renderPull, renderPullSimple } from '../views/pull-request.ts';

/** Files of a pull request: https://docs.github.com/rest/pulls/pulls#list-pull-requests-files */
const listedFiles = 3000;

function pullOf(call: Call): PullRecord {
  return itemOf(repositoryOf(call).pulls, call, 'pull_number');
}

const listPulls: Handler = (call) => {
  const repository = repositoryOf(call);
  const { state = 'open', head, base, sort = 'created' } = call.query;
  const direction = call.query['direction'] ?? (sort === 'created' ? 'desc' : 'asc');
  const key = (pull: PullRecord) => (sort === 'updated' ? pull.updatedAt : pull.createdAt);
  const found = [...repository.pulls.values()]
    .filter((pull) => state === 'all' || pull.state === state)
    .filter((pull) => base === undefined || pull.base.ref === base)
    .filter((pull) => head === undefined || `${pull.head.repository.owner.login}:${pull.head.ref}` === head)
    .sort((a, b) => key(a).localeCompare(key(b)) || a.number - b.number);
  const { items, headers } = paginate(call, direction === 'desc' ? found.reverse() : found);
  return { status: 200, headers, body: items.map((pull) => renderPullSimple(call.hub, repository, pull)) };
};

/** `branch`, or `owner:branch` for a fork. */
function chooseHead(
  call: Call,
  repository: RepositoryRecord,
  head: string,
): { home: RepositoryRecord; branch: string } {
  const [, owner, branch] = /^(?:([^:]+):)?(.+)$/.exec(head) as unknown as [
    string,
    string | undefined,
    string,
  ];
  if (owner === undefined || owner === repository.owner.login) return { home: repository, branch };
  const fork = [...call.hub.repositories.values()].find(
    (candidate) => candidate.parent === repository && candidate.owner.login === owner,
  );
  if (fork === undefined) throw validationFailed({ resource: 'PullRequest', field: 'head', code: 'invalid' });
  return { home: fork, branch };
}

const createPull: Handler = async (call) => {
  const repository = repositoryOf(call);
  const asked = call.body as { title?: string; head: string; base: string; body?: string; draft?: boolean };
  const { home, branch } = chooseHead(call, repository, asked.head);
  if (asked.title === undefined)
    throw validationFailed({ resource: 'PullRequest', field: 'title', code: 'missing_field' });
  const pull = await openPull(call.hub, repository, {
    headRepository: home,
    head: branch,
    base: asked.base,
    title: asked.title,
    body: asked.body ?? null,
    author: call.actor,
    draft: asked.draft ?? false,
  });
  return { status: 201, body: await renderPull(call.hub, repository, pull) };
};

const updatePull: Handler = async (call) => {
  const repository = repositoryOf(call);
  const pull = pullOf(call);
  const asked = call.body as { title?: string; body?: string | null; state?: 'open' | 'closed' };
  await changePull(call.hub, repository, pull, asked, call.actor);
  return { status: 200, body: await renderPull(call.hub, repository, pull) };
};

const listFiles: Handler = async (call) => {
  const repository = repositoryOf(call);
  const pull = pullOf(call);
  const mergeBase = await findMergeBase(repository.gitDir, pull.base.sha, pull.head.sha);
  const files = mergeBase === null ? [] : await listChangedFiles(repository.gitDir, mergeBase, pull.head.sha);
  const { items, headers } = paginate(call, files.slice(0, listedFiles));
  const body = items.map((file) => renderChangedFile(call.hub, repository, file, pull.head.sha));
  return { status: 200, headers, body };
};

export const pullHandlers: Record<string, Handler> = {
  'pulls/list': listPulls,
  'pulls/create': createPull,
  'pulls/get': async (call) => ({
    status: 200,
    body: await renderPull(call.hub, repositoryOf(call), pullOf(call)),
  }),
  'pulls/update': updatePull,
  'pulls/list-files': listFiles,
};
