import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingHttpHeaders, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import type { ActionsRunnerPort } from '../../localhub/actions-port.ts';
import type { Localhub, RepositoryHandle } from '../../localhub/localhub.ts';
import { startLocalhub } from '../../localhub/start-localhub.ts';

export interface Received {
  event: string;
  guid: string;
  headers: IncomingHttpHeaders;
  raw: string;
  payload: Record<string, never>;
}

/** An app's webhook address: keeps what comes and answers with `status`. */
export interface Receiver {
  url: string;
  received: Received[];
  /** Events with their actions in the order they came, `push` or `check_run.created`, sorted: order is not promised. */
  names(): string[];
  last(event: string, action?: string): Received | undefined;
  status: number;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const nameOf = ({ event, payload }: Received) =>
    'action' in payload ? `${event}.${String(payload['action'])}` : event;
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks).toString('utf8');
      const event = String(request.headers['x-github-event']);
      const guid = String(request.headers['x-github-delivery']);
      received.push({
        event,
        guid,
        headers: request.headers,
        raw,
        payload: JSON.parse(raw) as Record<string, never>,
      });
      response.writeHead(receiver.status).end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    names: () => received.map(nameOf).sort(),
    last: (event, action) =>
      received.findLast((item) => nameOf(item) === (action === undefined ? event : `${event}.${action}`)),
    status: 200,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

export const webhookSecret = 'a secret that is long enough to be one';

export const allPermissions = {
  metadata: 'read',
  contents: 'write',
  pull_requests: 'write',
  issues: 'write',
  checks: 'write',
  actions: 'write',
} as const;

export interface World {
  hub: Localhub;
  receiver: Receiver;
  repository: RepositoryHandle;
  /** owner and repo, for Octokit. */
  at: { owner: string; repo: string };
  appId: number;
  installationId: number;
  /** As the app itself. */
  app: Octokit;
  /** As the installation, with all permissions. */
  octokit: Octokit;
  privateKeyPem: string;
  /** SHAs of the first commit on main, and of the one on the branch `change`. */
  main: string;
  change: string;
  close(): Promise<void>;
}

export function git(cwd: string, ...args: string[]): string {
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', '-c', 'init.defaultBranch=main'];
  return execFileSync('git', [...who, ...args], { cwd, encoding: 'utf8' }).trim();
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** An Octokit that authenticates with a token as it is. */
export function withToken(hub: Localhub, token: string): Octokit {
  return new Octokit({ baseUrl: hub.url, auth: token, log: silent });
}

/** A hub with one repository, one installed app, a branch `main` and a branch `change` one commit ahead. */
export async function startWorld(options: {
  files?: Record<string, string>;
  changed?: Record<string, string>;
  runner?: ActionsRunnerPort | null;
  permissions?: Record<string, 'read' | 'write'>;
}): Promise<World> {
  const directory = await mkdtemp(path.join(tmpdir(), 'localhub-test-'));
  const source = path.join(directory, 'source');
  const { commit } = await createSource(source);
  const main = await commit(
    options.files ?? { 'shop/pricing.py': 'PRICE = 1\n', 'README.md': '# Shop\n' },
    'Begin',
  );
  git(source, 'checkout', '-q', '-b', 'change');
  const change = await commit(options.changed ?? { 'shop/pricing.py': 'PRICE = 2\n' }, 'Change the price');
  git(source, 'checkout', '-q', 'main');
  const hub = await startLocalhub({ directory: path.join(directory, 'hub'), runner: options.runner ?? null });
  const receiver = await startReceiver();
  const { appId, privateKeyPem } = hub.registerApp({
    slug: 'testwright',
    webhookUrl: receiver.url,
    webhookSecret,
    permissions: options.permissions ?? allPermissions,
    events: [
      ...['pull_request', 'push', 'issues', 'issue_comment', 'check_run', 'workflow_run'],
      ...['pull_request_review', 'pull_request_review_comment', 'pull_request_review_thread'],
    ],
  });
  const repository = await hub.createRepository({ owner: 'acme', name: 'shop', from: source });
  const installationId = hub.installApp(appId, [repository]);
  const newOctokit = (auth: object) =>
    new Octokit({ baseUrl: hub.url, authStrategy: createAppAuth, auth, log: silent });
  return {
    hub,
    receiver,
    repository,
    at: { owner: 'acme', repo: 'shop' },
    appId,
    installationId,
    app: newOctokit({ appId, privateKey: privateKeyPem }),
    octokit: newOctokit({ appId, privateKey: privateKeyPem, installationId }),
    privateKeyPem,
    main,
    change,
    close: async () => {
      await hub.idle();
      await hub.close();
      await receiver.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function createSource(source: string) {
  const { mkdir, writeFile } = await import('node:fs/promises');
  await mkdir(source, { recursive: true });
  git(source, 'init', '-q');
  return {
    commit: async (files: Record<string, string>, message: string) => {
      for (const [name, text] of Object.entries(files)) {
        await mkdir(path.dirname(path.join(source, name)), { recursive: true });
        await writeFile(path.join(source, name), text);
      }
      git(source, 'add', '-A');
      git(source, 'commit', '-q', '-m', message);
      return git(source, 'rev-parse', 'HEAD');
    },
  };
}

/** The status and message of a refusal; a request that succeeds fails the test. */
export async function refusal(request: Promise<unknown>): Promise<{ status: number; message: string }> {
  try {
    await request;
  } catch (error) {
    const { status, response } = error as {
      status: number;
      response?: { data: { message: string; errors?: { message: string }[] } };
    };
    const data = response?.data;
    return { status, message: data?.errors?.[0]?.message ?? data?.message ?? '' };
  }
  throw new Error('The request was not refused');
}
