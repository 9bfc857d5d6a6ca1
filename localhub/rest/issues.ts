import { createComment, deleteComment, editComment } from '../activity/comments.ts';
import { labelIssue, openIssue, unlabelIssue } from '../activity/issues.ts';
import { notFound } from '../http/api-error.ts';
import type { Call, Handler } from '../http/call.ts';
import { itemOf, numberParam, repositoryOf } from '../http/call.ts';
import { paginate } from '../http/paginate.ts';
import { now } from '../hub.ts';
import type { CommentRecord, ReactionRecord, UserRecord } from '../records.ts';
import { renderComment, renderIssue, renderReaction } from '../views/comment.ts';
import { renderPlainIssue } from '../views/issue.ts';
import { renderLabel } from '../views/label.ts';

function commentOf(call: Call): CommentRecord {
  return itemOf(repositoryOf(call).comments, call, 'comment_id');
}

/** A pull request is an issue too, with the same number. */
const getIssue: Handler = (call) => {
  const repository = repositoryOf(call);
  const pull = repository.pulls.get(numberParam(call, 'issue_number'));
  const body = pull
    ? renderIssue(call.hub, repository, pull)
    : renderPlainIssue(call.hub, repository, itemOf(repository.issues, call, 'issue_number'));
  return { status: 200, body };
};

/** Oldest first. */
const listComments: Handler = (call) => {
  const repository = repositoryOf(call);
  const number = numberParam(call, 'issue_number');
  if (!repository.pulls.has(number) && !repository.issues.has(number)) throw notFound();
  const since = call.query['since'];
  const found = [...repository.comments.values()]
    .filter((comment) => comment.issueNumber === number)
    .filter((comment) => since === undefined || Date.parse(comment.updatedAt) >= Date.parse(since));
  const { items, headers } = paginate(call, found);
  return { status: 200, headers, body: items.map((comment) => renderComment(call.hub, repository, comment)) };
};

/** Pull requests are issues too; the newest first. */
const listIssues: Handler = (call) => {
  const repository = repositoryOf(call);
  const { state = 'open', creator } = call.query;
  const isWanted = (one: { state: string; author: UserRecord }): boolean =>
    (state === 'all' || one.state === state) &&
    (creator === undefined || one.author.login.toLowerCase() === creator.toLowerCase());
  const issues = [...repository.issues.values()].filter(isWanted).map((issue) => ({
    number: issue.number,
    body: renderPlainIssue(call.hub, repository, issue) as object,
  }));
  const pulls = [...repository.pulls.values()].filter(isWanted).map((pull) => ({
    number: pull.number,
    body: renderIssue(call.hub, repository, pull) as object,
  }));
  const { items, headers } = paginate(
    call,
    [...issues, ...pulls].sort((a, b) => b.number - a.number),
  );
  return { status: 200, headers, body: items.map(({ body }) => body) };
};

export const issueHandlers: Record<string, Handler> = {
  'issues/get': getIssue,
  'issues/create': (call) => {
    const {
      title,
      body,
      labels = [],
    } = call.body as {
      title: string | number;
      body?: string;
      labels?: (string | { name?: string })[];
    };
    const names = labels.flatMap((label) => (typeof label === 'string' ? label : (label.name ?? [])));
    const repository = repositoryOf(call);
    const issue = openIssue(call.hub, repository, {
      title: String(title),
      body: body ?? null,
      author: call.actor,
      labels: names,
      app: call.app,
    });
    const rendered = renderPlainIssue(call.hub, repository, issue);
    return { status: 201, body: rendered, headers: { location: rendered.url } };
  },
  'issues/add-labels': (call) => {
    const repository = repositoryOf(call);
    const issue = itemOf(repository.issues, call, 'issue_number');
    const { labels = [] } = call.body as { labels?: string[] };
    labelIssue(call.hub, repository, issue, labels, call.actor);
    return { status: 200, body: issue.labels.map((label) => renderLabel(call.hub, repository, label)) };
  },
  'issues/remove-label': (call) => {
    const repository = repositoryOf(call);
    const issue = itemOf(repository.issues, call, 'issue_number');
    if (!unlabelIssue(call.hub, repository, issue, call.params['name'] ?? '', call.actor)) throw notFound();
    return { status: 200, body: issue.labels.map((label) => renderLabel(call.hub, repository, label)) };
  },
  'issues/list-for-repo': listIssues,
  'issues/list-comments': listComments,
  'issues/create-comment': (call) => {
    const { body } = call.body as { body: string };
    const comment = createComment(call.hub, repositoryOf(call), {
      issueNumber: numberParam(call, 'issue_number'),
      body,
      author: call.actor,
      app: call.app,
    });
    const rendered = renderComment(call.hub, repositoryOf(call), comment);
    return { status: 201, body: rendered, headers: { location: rendered.url } };
  },
  'issues/get-comment': (call) => ({
    status: 200,
    body: renderComment(call.hub, repositoryOf(call), commentOf(call)),
  }),
  'issues/update-comment': (call) => {
    const comment = commentOf(call);
    editComment(call.hub, repositoryOf(call), comment, (call.body as { body: string }).body, call.actor);
    return { status: 200, body: renderComment(call.hub, repositoryOf(call), comment) };
  },
  'reactions/create-for-issue-comment': (call) => {
    const comment = commentOf(call);
    const { content } = call.body as { content: ReactionRecord['content'] };
    const known = comment.reactions.find((one) => one.user === call.actor && one.content === content);
    if (known) return { status: 200, body: renderReaction(call.hub, known) };
    const reaction = { id: call.hub.nextId(), user: call.actor, content, createdAt: now() };
    comment.reactions.push(reaction);
    return { status: 201, body: renderReaction(call.hub, reaction) };
  },
  'issues/delete-comment': (call) => {
    deleteComment(call.hub, repositoryOf(call), commentOf(call), call.actor);
    return { status: 204 };
  },
};
