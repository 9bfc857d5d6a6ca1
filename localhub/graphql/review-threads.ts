import { setResolved } from '../activity/reviews.ts';
import { isGranted } from '../auth/permissions.ts';
import type { Call } from '../http/call.ts';
import { inTurn } from '../hub.ts';
import type { PullRecord, RepositoryRecord, ReviewCommentRecord, ReviewThreadRecord } from '../records.ts';
import { parseNodeId, renderNodeId } from '../views/node-id.ts';
import { findPresentLines } from '../views/review.ts';
import { connection } from './connection.ts';
import { GraphqlError } from './graphql-error.ts';
import type { Fields } from './schema.ts';

/** A pull request with its conversations: https://docs.github.com/graphql/reference/objects#pullrequestreviewthread */
export function renderPullFields(call: Call, repository: RepositoryRecord, pull: PullRecord): Fields {
  return {
    id: renderNodeId('PR', pull.id),
    number: pull.number,
    headRefOid: pull.head.sha,
    reviewThreads: (args: Record<string, unknown>) => {
      const threads = [...repository.reviewThreads.values()].filter(
        (thread) => thread.pullNumber === pull.number,
      );
      return connection(threads, args, (thread) => renderThread(call, repository, thread));
    },
  };
}

async function renderThread(
  call: Call,
  repository: RepositoryRecord,
  thread: ReviewThreadRecord,
): Promise<Fields> {
  const present = await findPresentLines(repository, thread);
  return {
    id: renderNodeId('PRRT', thread.id),
    path: thread.path,
    line: present?.line ?? null,
    startLine: present?.startLine ?? null,
    originalLine: thread.line,
    isOutdated: present === null,
    isResolved: thread.resolvedBy !== null,
    resolvedBy: thread.resolvedBy && { login: loginOf(thread.resolvedBy.login) },
    comments: (args: Record<string, unknown>) =>
      connection(thread.comments, args, (comment) => renderComment(call, comment)),
  };
}

function renderComment(call: Call, comment: ReviewCommentRecord): Fields {
  return {
    id: renderNodeId('PRRC', comment.id),
    databaseId: comment.id,
    body: comment.body,
    createdAt: comment.createdAt,
    viewerDidAuthor: comment.author === call.actor,
    author: {
      __typename: comment.author.type === 'Bot' ? 'Bot' : 'User',
      login: loginOf(comment.author.login),
    },
  };
}

/** GraphQL names a bot without REST's suffix. */
function loginOf(login: string): string {
  return login.replace(/\[bot\]$/, '');
}

/**
 * `resolveReviewThread` and its opposite. An app needs `contents: write` beside `pull_requests: write`:
 * https://github.com/orgs/community/discussions/44650
 */
export async function resolveThreadMutation(
  call: Call,
  input: unknown,
  isResolved: boolean,
): Promise<Fields> {
  const { threadId, clientMutationId } = (input ?? {}) as { threadId?: unknown; clientMutationId?: string };
  const found = findThread(call, String(threadId));
  const token = call.principal.kind === 'installation' ? call.principal.token : null;
  const may = (name: string): boolean => token !== null && isGranted(token.permissions, name, 'write');
  if (!may('contents') || !may('pull_requests'))
    throw new GraphqlError('FORBIDDEN', 'Resource not accessible by integration');
  const { repository, thread } = found;
  await inTurn(repository, () => setResolved(call.hub, repository, thread, call.actor, isResolved));
  return {
    clientMutationId: clientMutationId ?? null,
    thread: await renderThread(call, repository, thread),
  };
}

function findThread(
  call: Call,
  nodeId: string,
): { repository: RepositoryRecord; thread: ReviewThreadRecord } {
  const parsed = parseNodeId(nodeId);
  const seen =
    call.principal.kind === 'installation' ? call.principal.token.repositoryIds : new Set<number>();
  for (const repository of call.hub.repositories.values()) {
    const thread = parsed?.kind === 'PRRT' ? repository.reviewThreads.get(Number(parsed.id)) : undefined;
    if (thread !== undefined && seen.has(repository.id)) return { repository, thread };
  }
  throw new GraphqlError('NOT_FOUND', `Could not resolve to a node with the global id of '${nodeId}'`);
}
