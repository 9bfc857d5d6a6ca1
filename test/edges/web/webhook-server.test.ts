import { createHmac, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createApp } from '../../../src/app.ts';
import type { Delivery, Inbox, Job } from '../../../src/edges/database/types.ts';
import { createWebhookServer, WEBHOOK_PATH } from '../../../src/edges/web/webhook-server.ts';
import { createLog } from '../../../src/log.ts';

const SECRET = randomBytes(32).toString('hex');
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const logged: string[] = [];
const log = createLog('trace', { write: (line: string) => void logged.push(line) });

let stored: { delivery: Delivery; job: Job | null }[] = [];
let failure: Error | null = null;
let isHealthy = true;
const inbox: Pick<Inbox, 'storeDelivery'> = {
  async storeDelivery(delivery, job) {
    if (failure) throw failure;
    stored.push({ delivery, job });
    return 'stored';
  },
};

let server: Server;
let url: string;

beforeAll(async () => {
  server = await createWebhookServer({
    appId: 1,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    webhookSecret: SECRET,
    githubApiUrl: 'http://127.0.0.1:9',
    app: createApp(inbox as Inbox, log),
    isHealthy: async () => isHealthy,
    log,
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  stored = [];
  failure = null;
  isHealthy = true;
  logged.length = 0;
});

const PULL_REQUEST = {
  action: 'opened',
  installation: { id: 5 },
  repository: { id: 9, name: 'shop', owner: { login: 'example' } },
  sender: { id: 3, login: 'maintainer', type: 'User' },
  pull_request: { number: 7, title: 'a very private title', head: { sha: 'a'.repeat(40) } },
};

function sign(body: string | Buffer, secret = SECRET): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

function send(body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}${WEBHOOK_PATH}`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-delivery': randomUUID(),
      'x-github-event': 'pull_request',
      'x-hub-signature-256': sign(body),
      ...headers,
    },
  });
}

describe('a signed delivery', () => {
  test('is stored with its job before it is answered', async () => {
    const guid = randomUUID();
    const response = await send(JSON.stringify(PULL_REQUEST), { 'x-github-delivery': guid });
    expect(response.status).toBe(202);
    expect(stored).toMatchObject([
      {
        delivery: { guid, event: 'pull_request', action: 'opened', installationId: 5, repositoryId: 9 },
        job: {
          name: 'review-pull-request',
          data: { pullNumber: 7, headSha: 'a'.repeat(40), trigger: 'opened', deliveryGuid: guid },
        },
      },
    ]);
  });

  test('that cannot be stored is answered 500, so that it will be asked for again; nothing of it leaks', async () => {
    failure = new Error('database is gone');
    const response = await send(JSON.stringify(PULL_REQUEST));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('database is gone');
    expect(logged.join('')).toContain('database is gone');
    expect(logged.join('')).not.toContain('a very private title');
  });

  test.each([
    ['an event that is not ours', 'star', { action: 'created' }],
    ['an event nobody has heard of', 'quantum_leap', { action: 'x' }],
    ['an event with a version in its name', 'projects_v2_item', { action: 'created' }],
  ])('of %s is answered and not stored', async (_name, event, payload) => {
    expect((await send(JSON.stringify(payload), { 'x-github-event': event })).status).toBe(202);
    expect(stored).toEqual([]);
  });

  test.each([
    ['an action without work', { ...PULL_REQUEST, action: 'assigned' }],
    ['a payload without installation', { ...PULL_REQUEST, installation: undefined }],
    ['an empty payload', {}],
  ])('with %s is stored without a job', async (_name, payload) => {
    expect((await send(JSON.stringify(payload))).status).toBe(202);
    expect(stored).toMatchObject([{ job: null }]);
  });
});

describe('what is not a delivery of GitHub is refused', () => {
  const body = JSON.stringify(PULL_REQUEST);
  const cases: [string, string, Record<string, string>, number][] = [
    ['another secret', body, { 'x-hub-signature-256': sign(body, 'development') }, 401],
    ['a signature of other bytes', body, { 'x-hub-signature-256': sign(`${body} `) }, 401],
    ['a malformed signature', body, { 'x-hub-signature-256': 'sha256=zz' }, 401],
    ['a SHA-1 signature', body, { 'x-hub-signature-256': 'sha1=abc' }, 401],
    ['no JSON', 'payload=1', {}, 400],
    ['a JSON list', '[]', {}, 400],
    ['an empty body', '', {}, 400],
    ['a form', body, { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['a strange GUID', body, { 'x-github-delivery': 'a b/../c' }, 400],
  ];
  test.each(cases)('%s', async (_name, text, headers, status) => {
    expect((await send(text, headers)).status).toBe(status);
    expect(stored).toEqual([]);
  });

  test('a missing header', async () => {
    const response = await fetch(`${url}${WEBHOOK_PATH}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(response.status).toBe(400);
  });

  test('other paths and methods', async () => {
    expect((await fetch(`${url}/`)).status).toBe(404);
    expect((await fetch(`${url}${WEBHOOK_PATH}`)).status).toBe(405);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    isHealthy = false;
    expect((await fetch(`${url}/health`)).status).toBe(503);
  });

  test('a body that announces more than GitHub ever sends, before it is read', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => {
        socket.write(
          `POST ${WEBHOOK_PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-GitHub-Delivery: g\r\nX-GitHub-Event: push\r\nX-Hub-Signature-256: sha256=${'0'.repeat(64)}\r\nContent-Length: 60000000\r\n\r\n`,
        );
      });
      socket.once('data', (data) => {
        resolve(data.toString());
        socket.destroy();
      });
      socket.once('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1.1 413/);
  });
});
