import { createReviewRecord } from '../core/review/review-record.ts';
import type { Job } from '../edges/database/types.ts';
import { advanceRun, stopRun, type WorkflowDependencies } from './advance-run.ts';
import { finishLanding } from './finish-landing.ts';
import { DRAFT, reviewsDrafts } from './review/plan-first-round.ts';
import { readRecord } from './review-pull-request.ts';

type ReviewJob = Extract<Job, { name: 'review-pull-request' }>;

/**
 * A pull request was opened, pushed to, reopened, marked ready, turned into a draft, or its labels changed. The payload is only a hint:
 * the head is read from GitHub, so that deliveries in the wrong order end with the newest head.
 */
export async function startReview(deps: WorkflowDependencies, { data }: ReviewJob): Promise<void> {
  const { repository, pullNumber, sender, trigger, deliveryGuid } = data;
  const pull = await deps.github.reader(repository).getPullRequest(pullNumber);
  await finishLanding(deps, repository.id, pullNumber);
  if (trigger !== 'asked' && (await isLeftAlone(deps, data))) return;
  const isLabel = trigger === 'labeled' || trigger === 'unlabeled';
  if (isLabel && !(await wasLeftOutByLabel(deps, data, pull.headSha))) return;
  const active = await deps.store.findActiveRun(repository.id, pullNumber);
  if (active && active.headSha !== pull.headSha) {
    await stopRun(deps, active, {
      code: 'superseded',
      reason: `A newer commit was pushed: ${pull.headSha.slice(0, 7)}.`,
    });
  }
  // Bots often set labels; whose change it is decides whether it is reviewed.
  const by = isLabel ? pull.author : sender;
  const { run, created } = await deps.store.startRun({
    repository,
    pullNumber,
    headSha: pull.headSha,
    trigger,
    deliveryGuid,
    record: createReviewRecord(
      { action: trigger, senderId: by.id, senderLogin: by.login, senderType: by.type },
      `${deps.settings.webUrl}/${repository.owner}/${repository.name}`,
    ),
  });
  if (pull.draft && !created && run.state !== 'ended' && !reviewsDrafts(readRecord(run)))
    return stopRun(deps, run, DRAFT);
  await advanceRun(deps, run.id);
}

/** A pause, or the quiet after an acceptance: nobody is bothered until someone asks. */
async function isLeftAlone(
  deps: WorkflowDependencies,
  { repository, pullNumber }: ReviewJob['data'],
): Promise<boolean> {
  const quiet = await deps.decisions.findQuiet(repository.id, pullNumber);
  if (quiet) deps.log.info({ pull: pullNumber, why: quiet.why }, 'left alone');
  return quiet !== null;
}

/** A label makes a difference where labels have left this head out before; anything else goes on as it was. */
async function wasLeftOutByLabel(
  deps: WorkflowDependencies,
  { repository, pullNumber }: ReviewJob['data'],
  headSha: string,
): Promise<boolean> {
  const latest = await deps.decisions.findLatestReview(repository.id, pullNumber);
  return latest?.headSha === headSha && latest.outcome?.code === 'left-out-by-label';
}
