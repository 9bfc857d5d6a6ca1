import { decideAuthority, type RequiredRight } from '../../core/commands/decide-authority.ts';
import { type Command, parseCommand, renderHelp } from '../../core/commands/parse-command.ts';
import { parseBoxes } from '../../core/names/boxes.ts';
import { findCommandLine } from '../../core/names/command-line.ts';
import { parseSummaryMarker } from '../../core/names/comment-marker.ts';
import type { Job, Wish } from '../../edges/database/types.ts';
import type { WorkflowDependencies } from '../advance-run.ts';
import { accept } from './accept.ts';
import { approveFork } from './approve-fork.ts';
import { askForTask } from './ask-for-task.ts';
import { isDraftTicked, openDraft, reproduce, showReproduction } from './issue-orders.ts';
import { readOffer, showOffer } from './offer.ts';
import { reject } from './reject.ts';
import { review } from './review-again.ts';
import { describeStatus } from './status.ts';
import { tell } from './tell.ts';

export type ObeyJob = Extract<Job, { name: 'obey' }>;
export type Order = ObeyJob['data'];

/** What came of a wish. `ignored`: it was none, or not for us. `told`: the thread gets this answer. */
export type Obeyed =
  | { kind: 'ignored' }
  | { kind: 'done' }
  /** The run that was started tells the rest itself. */
  | { kind: 'going-on' }
  | { kind: 'told'; answer: string; reaction: '+1' | 'confused' };

/** What it takes to be obeyed. */
const RIGHTS: Record<Command['name'], RequiredRight> = {
  help: 'anyone',
  status: 'anyone',
  review: 'triage',
  'edge-cases': 'triage',
  fix: 'triage',
  retry: 'triage',
  pause: 'triage',
  resume: 'triage',
  apply: 'write',
  reject: 'write',
  ok: 'write',
  repro: 'triage',
};

/** What can be asked for on an issue; everything else is about pull requests. */
const ON_ISSUES: ReadonlySet<Command['name']> = new Set(['help', 'repro']);

/**
 * A person asks for something: by a command, a box of our comment, or a button of our check. Everything is read from GitHub
 * at this moment, the permission of the sender too; what the payload said is only where to look.
 */
export async function obey(deps: WorkflowDependencies, { data }: ObeyJob): Promise<void> {
  const obeyed = await actOn(deps, data);
  await show(deps, data, obeyed);
  deps.log.info(
    { pull: data.pullNumber, wish: data.wish.kind, sender: data.sender.id, obeyed: obeyed.kind },
    'obeyed',
  );
}

/** The thread is told what came of it, where it was asked in the thread. */
async function show(deps: WorkflowDependencies, data: Order, obeyed: Obeyed): Promise<void> {
  const { wish } = data;
  if (obeyed.kind === 'ignored' || obeyed.kind === 'going-on' || !('commentId' in wish)) return;
  const isIssue = isAboutIssue(data);
  const writer = deps.github.writer(data.repository, isIssue ? 'issue' : 'pull-request');
  const reaction = obeyed.kind === 'done' ? '+1' : obeyed.reaction;
  if (obeyed.kind === 'told') {
    await writer.ensureReply(data.pullNumber, { toCommentId: wish.commentId, body: obeyed.answer });
  }
  if (wish.kind === 'comment' || wish.kind === 'issue-comment')
    await writer.ensureReaction({ commentId: wish.commentId, content: reaction });
  else if (isIssue) await showReproduction(deps, data);
  else await showOffer(deps, data);
}

async function actOn(deps: WorkflowDependencies, order: Order): Promise<Obeyed> {
  switch (order.wish.kind) {
    case 'comment':
    case 'issue-comment':
      return actOnComment(deps, order, order.wish);
    case 'draft-box':
      return actOnDraftBox(deps, order, order.wish.commentId);
    case 'apply-box':
      return actOnBox(deps, order, order.wish);
    case 'apply-button':
      return actOnCheck(deps, order, order.wish, { name: 'apply', ids: 'all' });
    case 'review-again':
      return actOnCheck(deps, order, order.wish, { name: 'retry' });
  }
}

async function actOnComment(
  deps: WorkflowDependencies,
  order: Order,
  { commentId, said }: Extract<Wish, { kind: 'comment' | 'issue-comment' }>,
): Promise<Obeyed> {
  const on = isAboutIssue(order) ? 'issue' : 'pull-request';
  const comment = await deps.github.reader(order.repository).getComment(commentId, on);
  if (!comment || comment.author.id !== order.sender.id || comment.appId !== null) return { kind: 'ignored' };
  const reading = parseCommand(comment.body);
  if (reading.kind === 'none') return { kind: 'ignored' };
  await deps.github.writer(order.repository, on).ensureReaction({ commentId, content: 'eyes' });
  // GitHub's times are whole seconds, so the text is compared too: people with rights edit comments of others.
  if (comment.updatedAt !== comment.createdAt || findCommandLine(comment.body) !== said) {
    return tell('That comment was edited, and edited commands are not obeyed. Write a new one.');
  }
  return reading.kind === 'problem'
    ? tell(reading.problem)
    : carryOut(deps, order, reading.command, comment.createdAt);
}

/**
 * Ticks of anyone collect; who ticks `apply` acts, and answers for what was ticked then: not for what came later, nor for what
 * somebody has taken back since.
 */
async function actOnBox(
  deps: WorkflowDependencies,
  order: Order,
  { commentId, picks }: Extract<Wish, { kind: 'apply-box' }>,
): Promise<Obeyed> {
  const [comment, { id: appId }] = await Promise.all([
    deps.github.reader(order.repository).getComment(commentId),
    deps.github.identity(),
  ]);
  const isOurs = comment?.appId === appId && parseSummaryMarker(comment.body) === order.pullNumber;
  if (!isOurs) return { kind: 'ignored' };
  const boxes = parseBoxes(comment.body).filter(({ ticked }) => ticked);
  if (!boxes.some(({ box }) => box.kind === 'apply')) return { kind: 'ignored' };
  const offer = await readOffer(deps, order);
  const ids = boxes.flatMap(({ box }) =>
    box.kind === 'pick' && picks.includes(box.key) ? (offer?.idsByKey.get(box.key) ?? []) : [],
  );
  if (ids.length === 0) return tell('No suggestion is ticked. Tick the ones you want, then `Apply`.');
  return carryOut(deps, order, { name: 'apply', ids }, null);
}

/** Who ticks the box acts, and answers for it. */
async function actOnDraftBox(deps: WorkflowDependencies, order: Order, commentId: number): Promise<Obeyed> {
  const reader = deps.github.reader(order.repository);
  const [comment, { id: appId }] = await Promise.all([
    reader.getComment(commentId, 'issue'),
    deps.github.identity(),
  ]);
  if (comment?.appId !== appId || !isDraftTicked(comment.body, order.pullNumber)) return { kind: 'ignored' };
  const permission = await reader.getPermission(order.sender.login);
  const authority = decideAuthority({ sender: order.sender, permission, required: 'write' });
  return authority.allowed ? openDraft(deps, order) : tell(authority.reason);
}

function isAboutIssue({ wish }: Order): boolean {
  return wish.kind === 'issue-comment' || wish.kind === 'draft-box';
}

async function actOnCheck(
  deps: WorkflowDependencies,
  order: Order,
  check: { appId: number; headSha: string },
  command: Command,
): Promise<Obeyed> {
  const [{ id: appId }, pull] = await Promise.all([
    deps.github.identity(),
    deps.github.reader(order.repository).getPullRequest(order.pullNumber),
  ]);
  const isOpenHead = pull.state === 'open' && check.headSha === pull.headSha;
  if (check.appId !== appId || !isOpenHead) return { kind: 'ignored' };
  return carryOut(deps, order, command, null);
}

async function carryOut(
  deps: WorkflowDependencies,
  order: Order,
  command: Command,
  askedAt: string | null,
): Promise<Obeyed> {
  const isIssue = isAboutIssue(order);
  if (isIssue && !ON_ISSUES.has(command.name))
    return tell(
      `\`${command.name}\` is about pull requests. On an issue, \`/testwright repro\` asks for a failing test.`,
    );
  if (!isIssue && command.name === 'repro')
    return tell('`repro` is about issues: write it on the issue that reports the bug.');
  const permission = await deps.github.reader(order.repository).getPermission(order.sender.login);
  const authority = decideAuthority({ sender: order.sender, permission, required: RIGHTS[command.name] });
  if (!authority.allowed) return tell(authority.reason);
  const { repository, pullNumber } = order;
  const by = { id: order.sender.id, login: order.sender.login };
  switch (command.name) {
    case 'help':
      return { kind: 'told', answer: renderHelp(), reaction: '+1' };
    case 'status':
      return { kind: 'told', answer: await describeStatus(deps, order), reaction: '+1' };
    case 'pause':
      await deps.decisions.saveQuiet(repository.id, pullNumber, { why: 'paused', by });
      return { kind: 'done' };
    case 'resume':
      await deps.decisions.endQuiet(repository.id, pullNumber);
      return { kind: 'done' };
    case 'repro':
      return reproduce(deps, order);
    case 'review':
    case 'retry':
      return review(deps, order);
    case 'edge-cases':
    case 'fix':
      return askForTask(deps, order, command);
    case 'apply':
      return accept(deps, order, command.ids, askedAt);
    case 'reject':
      return reject(deps, order, command, askedAt);
    case 'ok':
      return 'commentId' in order.wish
        ? approveFork(deps, order, { sha: command.sha, commentId: order.wish.commentId })
        : { kind: 'ignored' };
  }
}
