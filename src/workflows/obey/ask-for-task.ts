import type { Command } from '../../core/commands/parse-command.ts';
import type { Suite } from '../../core/evidence/ci-report.ts';
import { inline } from '../../core/report/markdown.ts';
import { describeNothingFails, describeUnknownTarget } from '../../core/report/task-answer.ts';
import { type AskedTask, beginTask, continueRecord } from '../../core/review/asked-task.ts';
import { findBaseline } from '../../core/review/measurements.ts';
import type { ReviewRecord } from '../../core/review/review-record.ts';
import { findTarget } from '../../core/suggestions/find-target.ts';
import type { PullRequest } from '../../edges/github/types.ts';
import { advanceRun, type WorkflowDependencies } from '../advance-run.ts';
import { listRoundsOf } from '../review/list-rounds.ts';
import { toReportedRound } from '../review-pull-request.ts';
import type { Obeyed, Order } from './obey.ts';
import { type Offer, readOffer } from './offer.ts';

type TaskCommand = Extract<Command, { name: AskedTask['kind'] }>;

/**
 * Edge cases, or the reason why tests fail, are asked for: a run of its own answers. It goes on from what is on offer, so
 * that nothing of that is lost; on a head that was not measured yet it measures first.
 */
export async function askForTask(
  deps: WorkflowDependencies,
  order: Order,
  command: TaskCommand,
): Promise<Obeyed> {
  const { repository, pullNumber, sender, deliveryGuid, wish } = order;
  // A job that is repeated after a crash goes on with the run that it has started.
  const known = await deps.decisions.findWished(repository.id, pullNumber, deliveryGuid);
  if (known) {
    await advanceRun(deps, known.id);
    return { kind: 'going-on' };
  }
  const pull = await deps.github.reader(repository).getPullRequest(pullNumber);
  const offer = await readOffer(deps, order);
  const measured = offer && (await readMeasured(deps, offer, pull));
  const refusal =
    (await findRefusal(deps, order, command, pull)) ??
    (offer && measured ? findNothingToDo(command, pull, offer.record, measured.suite) : null);
  if (refusal !== null) return { kind: 'told', ...refusal };
  const open = offer ? openSuggestions(offer, pull) : [];
  const asked: AskedTask = {
    kind: command.name,
    target: command.name === 'edge-cases' ? command.target : null,
    by: { id: sender.id, login: sender.login },
    commentId: 'commentId' in wish ? wish.commentId : 0,
    continues: measured ? offer!.review.id : null,
    standing: open.map(({ id }) => id),
    carried: measured ? [] : open,
  };
  const trigger = {
    action: command.name,
    senderId: sender.id,
    senderLogin: sender.login,
    senderType: sender.type,
  };
  const run = await deps.decisions.startWished({
    workflow: command.name,
    repository,
    pullNumber,
    headSha: pull.headSha,
    deliveryGuid,
    record: measured
      ? continueRecord(offer!.record, {
          trigger,
          asked,
          lastRound: measured.lastRound,
          rejectedIds: offer!.rejectedIds,
        })
      : beginTask({
          trigger,
          asked,
          repositoryUrl: `${deps.settings.webUrl}/${repository.owner}/${repository.name}`,
          nextSuggestionNumber: offer?.record.nextSuggestionNumber ?? 1,
        }),
  });
  if (!run) {
    return tell('Testwright is at work on this pull request. Ask again when it has finished.');
  }
  await advanceRun(deps, run.id);
  return { kind: 'going-on' };
}

/** What CI has said of the present head's suite; null where the task has to ask it. */
async function readMeasured(
  deps: WorkflowDependencies,
  { review }: Offer,
  pull: PullRequest,
): Promise<{ suite: Suite; lastRound: number } | null> {
  if (review.headSha !== pull.headSha) return null;
  const rounds = await listRoundsOf(deps.store, review);
  const suite = findBaseline(rounds.map(toReportedRound))?.report.suites.head;
  return suite ? { suite, lastRound: rounds.at(-1)!.round } : null;
}

/** What can be said before anything is run. */
async function findRefusal(
  deps: WorkflowDependencies,
  { repository }: Order,
  command: TaskCommand,
  pull: PullRequest,
): Promise<Told | null> {
  if (pull.state === 'closed') return refuse('This pull request is closed.');
  if (pull.draft) return refuse('Drafts are not reviewed. Mark the pull request as ready for review first.');
  if (pull.headRepositoryId !== pull.baseRepositoryId) {
    return refuse(
      'This pull request comes from a fork; this command is for branches of this repository only.',
    );
  }
  if (command.name === 'edge-cases' && !deps.planning.asking) {
    return refuse(
      'Finding edge cases needs a language model, and this installation works with the built-in engine. Its operator can set one up.',
    );
  }
  const workflow = `.github/workflows/${deps.planning.settings.workflowFile}`;
  const tree = await deps.github.reader(repository).getTree(pull.headSha);
  if (!tree.truncated && !tree.entries.some(({ path }) => path === workflow)) {
    return refuse(`\`${workflow}\` is not on this branch, so nothing can be run. Add it, then ask again.`);
  }
  return null;
}

/** What is known already of a head that was measured. */
function findNothingToDo(
  command: TaskCommand,
  pull: PullRequest,
  record: ReviewRecord,
  suite: Suite,
): Told | null {
  if (suite.coverage === null) {
    const why = inline(suite.reason ?? suite.status.replaceAll('-', ' '), 1000);
    return refuse(`The suite of \`${pull.headSha.slice(0, 7)}\` could not be measured: ${why}`);
  }
  if (command.name === 'fix') {
    return suite.status === 'passed' || suite.status === 'empty'
      ? { answer: describeNothingFails(pull.headSha, suite.counts?.passed ?? 0), reaction: '+1' }
      : null;
  }
  if (record.targets.length === 0) {
    return refuse('This change touches no function, method or class that is worth a test.');
  }
  return command.target !== null && !findTarget(command.target, record.targets)
    ? refuse(describeUnknownTarget(command.target, record))
    : null;
}

/** What can still be decided on: of this head, or of the one that an acceptance of ours has moved it from. */
function openSuggestions(offer: Offer, pull: PullRequest) {
  const landed = new Set(offer.accepted.map(({ commitSha }) => commitSha));
  if (pull.headSha !== offer.review.headSha && !landed.has(pull.headSha)) return [];
  const isDone = (id: string): boolean => offer.accepted.some(({ suggestionId }) => suggestionId === id);
  return offer.record.kept
    .map(({ suggestion }) => suggestion)
    .filter(({ id }) => !offer.rejectedIds.has(id) && !isDone(id));
}

type Told = Pick<Extract<Obeyed, { kind: 'told' }>, 'answer' | 'reaction'>;

function refuse(answer: string): Told {
  return { answer, reaction: 'confused' };
}

function tell(answer: string): Obeyed {
  return { kind: 'told', ...refuse(answer) };
}
