import { readObject } from '../../git/objects.ts';
import type { PullRecord, PullReviewRecord, RepositoryRecord, ReviewThreadRecord } from '../../records.ts';
import { findPresentLines } from '../../views/review.ts';
import { type Html, html } from '../html.ts';
import { renderMarkdown } from '../markdown/render-markdown.ts';
import type { PageCall, PageHandler } from '../page-call.ts';
import { addressOf, addressOfNumber, mayDo, pullOf } from '../page-call.ts';
import {
  renderComment,
  renderCommentForm,
  renderDescription,
  renderPost,
  renderStateForm,
} from '../views/comment.ts';
import { renderCommitLine } from '../views/commit-list.ts';
import { renderPullFrame } from '../views/pull-frame.ts';
import { renderThread, type ShownThread, type ThreadRights } from '../views/review-thread.ts';
import { readPullState } from './pull-state.ts';
import { findShownCommit } from './shown-commit.ts';

/** Something of the conversation, with what puts it into order. */
interface Moment {
  at: string;
  /** Ids grow; commits have none and come before what was said in the same second. */
  id: number;
  shown: Html;
}

async function findShownThread(
  repository: RepositoryRecord,
  thread: ReviewThreadRecord,
): Promise<ShownThread> {
  const file = await readObject(repository.gitDir, `${thread.commitId}:${thread.path}`);
  const all = file?.content.toString('utf8').split('\n') ?? [];
  return {
    thread,
    isOutdated: (await findPresentLines(repository, thread)) === null,
    lines: all.slice((thread.startLine ?? thread.line) - 1, thread.line),
  };
}

const verbs: Record<PullReviewRecord['state'], string> = {
  COMMENTED: 'reviewed',
  APPROVED: 'approved these changes',
  CHANGES_REQUESTED: 'requested changes',
};

async function listReviews(call: PageCall, pull: PullRecord): Promise<Moment[]> {
  const { repository } = call;
  const canWrite = mayDo(call.person, 'write');
  const rights: ThreadRights = {
    canAnswer: mayDo(call.person, 'comment'),
    canResolve: mayDo(call.person, 'write', pull.author),
    canCommit: canWrite && pull.state === 'open' && pull.head.repository === repository,
  };
  const threads = [...repository.reviewThreads.values()].filter(
    (thread) => thread.pullNumber === pull.number,
  );
  const reviews = [...repository.reviews.values()].filter((review) => review.pullNumber === pull.number);
  return Promise.all(
    reviews.map(async (review) => {
      const own = threads.filter(({ comments }) => comments[0]?.reviewId === review.id);
      const shown = await Promise.all(own.map((thread) => findShownThread(repository, thread)));
      const body = html`${review.body.trim() && html`<div class="markdown">${renderMarkdown(review.body, { repository: addressOf(repository) })}</div>`}${shown.map((thread) => renderThread(thread, addressOf(repository), rights))}`;
      const { author, submittedAt: createdAt } = review;
      const post = {
        id: `pullrequestreview-${review.id}`,
        author,
        createdAt,
        verb: verbs[review.state],
        body,
      };
      return { at: createdAt, id: review.id, shown: renderPost(post) };
    }),
  );
}

/** The conversation of a pull request: what was said and committed, oldest first. */
export const showConversation: PageHandler = async (call) => {
  const { hub, repository } = call;
  const issue = call.repository.issues.get(Number(call.params['number']));
  if (issue) return { kind: 'go', to: addressOfNumber(repository, issue.number) };
  const pull = pullOf(call);
  const state = await readPullState(repository, pull);
  const comments = [...repository.comments.values()].filter((comment) => comment.issueNumber === pull.number);
  const moments: Moment[] = [
    ...state.commits.map((commit) => ({
      at: commit.committer.date,
      id: 0,
      shown: renderCommitLine(repository, findShownCommit(hub, repository, commit)),
    })),
    ...comments.map((comment) => ({
      at: comment.createdAt,
      id: comment.id,
      shown: renderComment(comment, addressOf(repository), mayDo(call.person, 'edit', comment.author)),
    })),
    ...(await listReviews(call, pull)),
  ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || a.id - b.id);
  const posts = addressOf(repository, `/issues/${pull.number}`);
  const canClose = mayDo(call.person, 'triage', pull.author) && pull.mergedAt === null;
  const content = html`<div class="timeline"><div data-live="timeline">${renderDescription(pull, addressOf(repository))}${moments.map(({ shown }) => shown)}</div>
${mayDo(call.person, 'comment') ? renderCommentForm(posts, canClose ? renderStateForm(posts, pull, 'pull request') : null) : null}</div>`;
  const main = renderPullFrame(repository, pull, state.counts, { tab: 'conversation', content });
  return { kind: 'page', title: `${pull.title} #${pull.number}`, main };
};
