import { createHmac, randomUUID } from 'node:crypto';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import type { CommentRecord } from '../../localhub/records.ts';
import { parseReplyMarker } from '../../src/core/names/reply-marker.ts';
import { waitFor } from './databases.ts';
import { reportOf } from './fake-ci.ts';
import {
  BASE_MEASURED,
  HEAD_MEASURED,
  type Stage,
  type Story,
  TEN_PIECES,
  TEN_PIECES_PASS,
} from './stage.ts';
import type { World } from './world.ts';

/** A reviewed pull request with suggestions to decide on. */
export interface Offered extends Story {
  number: number;
  /** CI does not answer for a part that was accepted, until it is released. */
  holdParts(): void;
  releaseParts(): void;
}

const NO_PIECES = {
  target_id: 'prices.py::total',
  path: 'tests/test_prices_more.py',
  title: 'Less than no pieces are refused',
  checks: 'A negative count is refused.',
  imports: ['import pytest', 'from prices import total'],
  code: 'def test_no_pieces():\n    with pytest.raises(ValueError):\n        total(10, -1)\n',
};

/** Two suggestions, `s1` and `s2`, on the companion branch. `ada` and `bob` may write, `tri` may triage, `rob` may read. */
export async function offerTwo(stage: Stage): Promise<Offered> {
  let gate = Promise.withResolvers<void>();
  gate.resolve();
  const story = await stage.tell({
    replies: {
      'suggest-tests': { reasoning: 'Two.', tests: [TEN_PIECES, NO_PIECES], edge_cases: [], weaknesses: [] },
    },
    ci: async (round) => {
      if (round.evidence === 'confirm') await gate.promise;
      return reportOf(round, {
        base: BASE_MEASURED,
        head: HEAD_MEASURED,
        tests: {
          test_ten_pieces: TEN_PIECES_PASS,
          test_no_pieces: { covers: { 'prices.py': { lines: [3, 4], branches: [[3, 4]] } } },
        },
      });
    },
  });
  const { hub } = stage.world;
  for (const [who, role] of [
    ['ada', 'write'],
    ['bob', 'write'],
    ['tri', 'triage'],
    ['rob', 'read'],
  ] as const) {
    hub.setPermission(story.repository, who, role);
  }
  const { number } = await story.review();
  return {
    ...story,
    number,
    holdParts: () => {
      gate = Promise.withResolvers();
    },
    releaseParts: () => gate.resolve(),
  };
}

/** Waits until every wish that has arrived was obeyed, refused or given up. */
export async function settleWishes({ hub, log }: World): Promise<void> {
  const count = (...parts: string[]): number =>
    log.filter((line) => parts.every((part) => line.includes(part))).length;
  const arrived = (): number => count('"msg":"delivery"', '"job":"obey"', '"stored":"stored"');
  const ended = (): number => count('"msg":"obeyed"') + count('"msg":"job given up"', '"job":"obey"');
  await hub.idle();
  await waitFor(() => ended() >= arrived(), 30_000);
  await hub.idle();
}

/** What an approval would change: every branch, our checks, what CI ran, and every comment without reactions. */
export async function readLanded(story: Offered) {
  const { hub } = story.world;
  const branches = await hub.branches(story.repository);
  const comments = hub.comments(story.repository, story.number);
  return {
    branches,
    checks: [...new Set(Object.values(branches))].flatMap((sha) =>
      hub
        .checkRuns(story.repository, sha)
        .map(({ id, status, conclusion, output, actions }) => ({ id, status, conclusion, output, actions })),
    ),
    workflowRuns: hub.workflowRuns(story.repository).map(({ id, attempt, status }) => [id, attempt, status]),
    summaries: comments
      .filter(isOurs(story))
      .filter(({ body }) => parseReplyMarker(body) === null)
      .map(({ body }) => body),
    answers: comments.filter(isOurs(story)).filter(({ body }) => parseReplyMarker(body) !== null).length,
  };
}

/** What the app has said to a comment: the answer without its marker, or null, and its reactions in order. */
export function readAnswer(
  story: Offered,
  commentId: number,
): { answer: string | null; reactions: string[] } {
  const comments = story.world.hub.comments(story.repository, story.number);
  const answers = comments.filter(isOurs(story)).filter(({ body }) => parseReplyMarker(body) === commentId);
  if (answers.length > 1) throw new Error(`${answers.length} answers to one comment`);
  return {
    answer: answers[0]?.body.split('\n').slice(1).join('\n') ?? null,
    reactions: comments.find(({ id }) => id === commentId)?.reactions.map(({ content }) => content) ?? [],
  };
}

/** The summary comment, as it is now. */
export function findSummary(story: Offered): CommentRecord {
  const { hub } = story.world;
  return hub
    .comments(story.repository, story.number)
    .filter(isOurs(story))
    .find(({ body }) => parseReplyMarker(body) === null)!;
}

/** The text with the boxes ticked whose line matches one of the patterns. */
export function tick(body: string, ...boxes: RegExp[]): string {
  return body
    .split('\n')
    .map((line) => (boxes.some((box) => box.test(line)) ? line.replace('- [ ]', '- [x]') : line))
    .join('\n');
}

/** Posts a delivery as GitHub does, signed, whatever it says. Returns the status of the answer. */
export async function deliver(
  { app, config }: World,
  event: string,
  payload: unknown,
  { guid = randomUUID(), secret = config.webhookSecret }: { guid?: string; secret?: string } = {},
): Promise<number> {
  const body = JSON.stringify(payload);
  const reply = await fetch(`http://127.0.0.1:${app.port}/api/github/webhooks`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': guid,
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    },
    body,
  });
  return reply.status;
}

/** Another app that is installed beside ours, with rights to comment. */
export function installRival(
  { hub }: World,
  story: Story,
): { client: Octokit; at: { owner: string; repo: string } } {
  const { appId, privateKeyPem } = hub.registerApp({
    slug: 'rival',
    webhookUrl: null,
    webhookSecret: randomUUID(),
    permissions: {
      metadata: 'read',
      issues: 'write',
      pull_requests: 'write',
      checks: 'write',
      contents: 'write',
    },
    events: [],
  });
  const installationId = hub.installApp(appId, [story.repository]);
  const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  return {
    client: new Octokit({
      baseUrl: hub.url,
      authStrategy: createAppAuth,
      auth: { appId, privateKey: privateKeyPem, installationId },
      log: silent,
    }),
    at: { owner: story.repository.owner, repo: story.repository.name },
  };
}

function isOurs({ world }: Story): (comment: CommentRecord) => boolean {
  return ({ app }) => app?.id === world.appId;
}
