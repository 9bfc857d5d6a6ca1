import type { Octokit } from '@octokit/rest';
import type { Logger } from 'pino';
import { GitHubRefusal } from '../../errors.ts';
import { assertAnswered } from './list-all.ts';
import type { RedeliveryWish } from './types.ts';

const MAX_PER_PASS = 100;
/** 5,000 failed attempts. As long as webhooks arrive, one page holds all there are. */
const MAX_PAGES = 50;

interface Attempt {
  /** Beyond 2^53 it comes as a bigint, whatever the types say. */
  id: number | bigint;
  guid: string;
  event: string;
  delivered_at: string;
  redelivery: boolean;
  status_code: number;
}

/** What GitHub has tried of one delivery. */
interface Failed {
  guid: string;
  newest: Attempt;
  firstAt: number;
  newestAt: number;
}

/**
 * See GitHubApp. GitHub never redelivers by itself; a redelivery has the GUID of the first attempt, and counts as a
 * delivery of its own, so that the window ends with the first attempt and not with the newest.
 *
 * The pause doubles because it is as long as the time since the first attempt. Counting attempts instead would let
 * several workers that sweep at the same moment stretch it faster than time goes by.
 *
 * https://docs.github.com/webhooks/using-webhooks/automatically-redelivering-failed-deliveries-for-a-github-app-webhook
 */
export async function redeliverFailed(app: Octokit, wish: RedeliveryWish, log: Logger): Promise<number> {
  const { attempts, isComplete } = await listFailedAttempts(app, wish.since);
  if (!isComplete) log.warn({ attempts: attempts.length }, 'older failed deliveries are not looked at');
  const handled = attempts.filter((attempt) => wish.events.includes(attempt.event));
  const due = [...groupByGuid(handled).values()]
    // Without its first attempt the window of a delivery is over, or that attempt is among those not looked at.
    .filter((group) => !isComplete || group.some((attempt) => !attempt.redelivery))
    .filter((group) => !group.some(hasSucceeded))
    .map(summarize)
    .filter((failed) => isDue(failed, wish))
    .sort((a, b) => a.newestAt - b.newestAt);
  const stored = due.length > 0 ? await wish.findStored(due.map(({ guid }) => guid)) : new Set<string>();
  let asked = 0;
  for (const { guid, newest } of due) {
    if (asked === MAX_PER_PASS) break;
    if (stored.has(guid)) continue;
    if (await redeliver(app, newest.id)) asked++;
    else log.warn({ guid }, 'a failed delivery can no longer be redelivered');
  }
  return asked;
}

/** Newest first, down to `since`. A server that does not know `status` lists the successful ones too. */
async function listFailedAttempts(
  app: Octokit,
  since: Date,
): Promise<{ attempts: Attempt[]; isComplete: boolean }> {
  const attempts: Attempt[] = [];
  let pages = 0;
  const listing = { status: 'failure' as const, per_page: 100 };
  for await (const page of app.paginate.iterator(app.rest.apps.listWebhookDeliveries, listing)) {
    assertAnswered(page);
    if (pages++ === MAX_PAGES) return { attempts, isComplete: false };
    const recent = page.data.filter((attempt) => Date.parse(attempt.delivered_at) >= since.getTime());
    attempts.push(...recent);
    if (recent.length < page.data.length) break;
  }
  return { attempts, isComplete: true };
}

function groupByGuid(attempts: Attempt[]): Map<string, Attempt[]> {
  const groups = new Map<string, Attempt[]>();
  for (const attempt of attempts) {
    const group = groups.get(attempt.guid);
    if (group) group.push(attempt);
    else groups.set(attempt.guid, [attempt]);
  }
  return groups;
}

function summarize(attempts: Attempt[]): Failed {
  const newest = attempts.reduce((a, b) => (b.id > a.id ? b : a));
  const times = attempts.map((attempt) => Date.parse(attempt.delivered_at));
  return { guid: newest.guid, newest, firstAt: Math.min(...times), newestAt: Math.max(...times) };
}

/** With a first pause of a minute: after 1, 2, 4, 8 … minutes. */
function isDue({ firstAt, newestAt }: Failed, { now, pauseMs }: RedeliveryWish): boolean {
  const pause = Math.min(pauseMs.longest, pauseMs.first + newestAt - firstAt);
  return now.getTime() - newestAt >= pause;
}

function hasSucceeded({ status_code: status }: Attempt): boolean {
  return status >= 200 && status < 300;
}

/** False when GitHub no longer has that delivery. */
async function redeliver(app: Octokit, id: number | bigint): Promise<boolean> {
  try {
    await app.rest.apps.redeliverWebhookDelivery({ delivery_id: id as number });
    return true;
  } catch (error) {
    if (error instanceof GitHubRefusal) return false;
    throw error;
  }
}
