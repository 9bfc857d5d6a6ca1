import type { Octokit } from '@octokit/rest';
import type { Logger } from 'pino';
import { GitHubRefusal } from '../../errors.ts';
import { assertAnswered } from './list-all.ts';

const MAX_ATTEMPTS_PER_DELIVERY = 3;
const MAX_PER_PASS = 100;

interface Attempt {
  /** Beyond 2^53 it comes as a bigint, whatever the types say. */
  id: number | bigint;
  guid: string;
  delivered_at: string;
  redelivery: boolean;
  status_code: number;
}

/**
 * See GitHubApp. GitHub never redelivers by itself; a redelivery has the GUID of the first attempt.
 * https://docs.github.com/webhooks/using-webhooks/automatically-redelivering-failed-deliveries-for-a-github-app-webhook
 */
export async function redeliverFailed(app: Octokit, since: Date, log: Logger): Promise<number> {
  let asked = 0;
  for (const attempts of groupByGuid(await listAttempts(app, since)).values()) {
    if (asked === MAX_PER_PASS) break;
    if (attempts.some(hasSucceeded)) continue;
    if (attempts.filter((attempt) => attempt.redelivery).length >= MAX_ATTEMPTS_PER_DELIVERY) continue;
    const newest = attempts.reduce((a, b) => (b.id > a.id ? b : a));
    if (await redeliver(app, newest.id)) asked++;
    else log.warn({ guid: newest.guid }, 'a failed delivery can no longer be redelivered');
  }
  return asked;
}

/** Newest first, down to `since`. */
async function listAttempts(app: Octokit, since: Date): Promise<Attempt[]> {
  const found: Attempt[] = [];
  for await (const page of app.paginate.iterator(app.rest.apps.listWebhookDeliveries, { per_page: 100 })) {
    assertAnswered(page);
    const recent = page.data.filter((attempt) => Date.parse(attempt.delivered_at) >= since.getTime());
    found.push(...recent);
    if (recent.length < page.data.length) break;
  }
  return found;
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
