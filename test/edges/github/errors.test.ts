import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { type DestinationStream, pino } from 'pino';
import { createBoundedFetch } from '../../../src/edges/github/bounded-fetch.ts';
import { toTestwrightError } from '../../../src/edges/github/errors.ts';
import { createGitHubApp } from '../../../src/edges/github/github-app.ts';
import { DefectError } from '../../../src/errors.ts';
import { type Failure, failureOf } from './failure-of.ts';
import {
  api,
  givenApp,
  givenReader,
  givenToken,
  givenWriter,
  publicKey,
  REPO,
  REPOSITORY,
  useStrictNock,
} from './github-api.ts';

useStrictNock();

const TREE = `${REPO}/git/trees/abc?recursive=1`;
const inSeconds = (seconds: number) => String(Math.floor(Date.now() / 1000) + seconds);

describe('a read that GitHub answers with', () => {
  async function check(
    status: number,
    headers: Record<string, string>,
    body: unknown,
    expected: Failure,
    times = 1,
  ) {
    const reader = givenReader();
    api()
      .get(TREE)
      .times(times)
      .reply(status, body as Record<string, unknown>, headers);
    const failure = await failureOf(reader.getTree('abc'));
    const { retryAfterMs, ...rest } = failure;
    const { retryAfterMs: expectedMs, ...expectedRest } = expected;
    expect(rest).toEqual(expectedRest);
    if (expectedMs === undefined) expect(retryAfterMs).toBeUndefined();
    // A time-stamp in whole seconds is up to a second off.
    else expect(Math.abs((retryAfterMs ?? 0) - expectedMs)).toBeLessThanOrEqual(1500);
  }

  const refusal = (code: string, status: number) => ({ type: 'GitHubRefusal', code, status });
  const retry = (code: string, retryAfterMs: number) => ({ type: 'RetryableError', code, retryAfterMs });
  const LIMITED = 'github-rate-limited';
  const SECONDARY = {
    message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
  };

  test('403 without rate headers is forbidden', () => check(403, {}, {}, refusal('github-forbidden', 403)));
  test('403 with requests left is forbidden', () =>
    check(403, { 'x-ratelimit-remaining': '17' }, {}, refusal('github-forbidden', 403)));
  test('404 is not found', () => check(404, {}, {}, refusal('github-not-found', 404)));
  test('409 is a conflict', () => check(409, {}, {}, refusal('github-conflict', 409)));
  test('410 is gone', () => check(410, {}, {}, refusal('github-gone', 410)));
  test('422 is invalid', () => check(422, {}, {}, refusal('github-invalid', 422)));
  test('451 is forbidden', () => check(451, {}, {}, refusal('github-forbidden', 451)));
  test('429 with retry-after waits that long', () =>
    check(429, { 'retry-after': '17' }, {}, retry(LIMITED, 17_000)));
  test('429 without a time waits a minute', () => check(429, {}, {}, retry(LIMITED, 60_000)));
  test('a secondary limit with retry-after waits that long', () =>
    check(403, { 'retry-after': '30', 'x-ratelimit-remaining': '100' }, SECONDARY, retry(LIMITED, 30_000)));
  test('a secondary limit without a time waits a minute', () =>
    check(403, { 'x-ratelimit-remaining': '100' }, SECONDARY, retry(LIMITED, 60_000)));
  test('an exhausted primary limit waits for its reset', () =>
    check(
      403,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inSeconds(600) },
      {},
      retry(LIMITED, 601_000),
    ));
  test('a reset further away than an hour is looked at again after an hour', () =>
    check(
      403,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inSeconds(9e5) },
      {},
      retry(LIMITED, 3_600_000),
    ));
  test('503 and a time waits that long, and is not tried again at once', () =>
    check(503, { 'retry-after': '120' }, {}, retry('github-unavailable', 120_000)));
  test('502 three times is unavailable', () => check(502, {}, {}, retry('github-unavailable', 15_000), 3));
  test('JSON that is none is no empty reply', () =>
    check(
      200,
      { 'content-type': 'application/json' },
      '<html>proxy</html>',
      retry('github-broken-reply', 15_000),
    ));
});

test('a read that fails twice and then succeeds is not noticed', async () => {
  const reader = givenReader();
  api().get(TREE).reply(502);
  api()
    .get(TREE)
    .replyWithError(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
  api().get(TREE).reply(200, { sha: 'abc', truncated: false, tree: [] });
  expect(await reader.getTree('abc')).toEqual({ entries: [], truncated: false });
});

describe('a write is sent once, and its fate is unknown after', () => {
  test.each([
    ['502', () => api().post(`${REPO}/issues/1/comments`).reply(502)],
    [
      'a lost connection',
      () => api().post(`${REPO}/issues/1/comments`).replyWithError(new Error('socket hang up')),
    ],
  ])('%s', async (_case, givenAnswer) => {
    const writer = givenWriter();
    api().get(`${REPO}/issues/1/comments?per_page=100`).reply(200, []);
    givenAnswer();
    expect(await failureOf(writer.ensureSummaryComment(1, '<!-- m -->', '<!-- m -->'))).toEqual({
      type: 'RetryableError',
      code: 'github-unsure',
      retryAfterMs: 15_000,
    });
  });
});

test('what is logged and thrown holds neither token nor body', async () => {
  const lines: string[] = [];
  const stream: DestinationStream = { write: (line) => void lines.push(line) };
  givenToken('ghs_secret');
  api().get(`${REPO}/issues/1/comments?per_page=100`).reply(200, []);
  api()
    .post(`${REPO}/issues/1/comments`)
    .reply(422, { message: 'Validation Failed', errors: [{ value: 'the body' }] });
  const log = pino({ level: 'trace' }, stream);
  const error: unknown = await givenApp(log)
    .writer(REPOSITORY)
    .ensureSummaryComment(1, '<!-- m -->', '<!-- m --> the body')
    .catch((reason: unknown) => reason);
  log.error(error);
  expect(lines.join('')).toContain('Validation Failed');
  expect(lines.join('')).not.toMatch(/ghs_secret|the body|bearer/i);
});

test.each([
  ['a public key', publicKey.export({ type: 'spki', format: 'pem' }).toString()],
  ['a first line alone', '-----BEGIN RSA PRIVATE KEY-----'],
])('%s instead of the private key is for the operator to repair', (_case, privateKey) => {
  const log = pino({ level: 'silent' });
  const options = { appId: 7, privateKey, apiUrl: 'https://api.github.test', writeSpacingMs: 0, log };
  expect(() => createGitHubApp(options)).toThrow(expect.objectContaining({ code: 'github-private-key' }));
});

test('an error of ours passes through as it is', () => {
  const ours = new DefectError('x', 'y');
  const request = { method: 'GET', route: '/', isRepeatable: true, secondaryLimitSeconds: null };
  expect(toTestwrightError(ours, request)).toBe(ours);
});

describe('a bounded fetch', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  async function serve(answer: Parameters<typeof createServer>[1]): Promise<string> {
    const server = createServer({}, answer);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  const fetch = createBoundedFetch({
    fetch: (input, init) => globalThis.fetch(input, init),
    timeoutMs: 150,
    maxBytes: 1000,
  });

  test('gives up on a server that never answers', async () => {
    nockOff();
    await expect(fetch(await serve(() => {}))).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  test('gives up on a body that never ends', async () => {
    nockOff();
    await expect(fetch(await serve((_request, response) => response.write('[')))).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });

  test('fails when the body breaks off', async () => {
    nockOff();
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('[{');
      setTimeout(() => response.destroy(), 20);
    });
    await expect(fetch(url)).rejects.toMatchObject({ name: 'TypeError' });
  });

  test('takes no more than it was told', async () => {
    nockOff();
    await expect(
      fetch(await serve((_request, response) => response.end('x'.repeat(1001)))),
    ).rejects.toMatchObject({
      code: 'github-reply-too-large',
    });
    expect(
      (await (await fetch(await serve((_request, response) => response.end('x'.repeat(1000))))).text())
        .length,
    ).toBe(1000);
  });
});

/** These tests speak to a real server on this machine. */
function nockOff(): void {
  nock.enableNetConnect('127.0.0.1');
}
