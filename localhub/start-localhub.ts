import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { ActionsRunnerPort } from './actions-port.ts';
import { buildLocalhub } from './build-localhub.ts';
import { Contract } from './contract/contract.ts';
import { startApiServer } from './http/api-server.ts';
import { startDownloads } from './http/downloads.ts';
import type { Hub } from './hub.ts';
import { actionsAppId } from './hub.ts';
import type { Localhub } from './localhub.ts';
import { addApp } from './setup-apps.ts';

/** Starts a GitHub on this machine. `directory` receives the bare repositories; without a runner, runs stay queued. */
export async function startLocalhub(options: {
  directory: string;
  port?: number;
  runner?: ActionsRunnerPort | null;
}): Promise<Localhub> {
  await mkdir(options.directory, { recursive: true });
  const downloads = await startDownloads();
  let lastId = 1000;
  const hub: Hub = {
    directory: path.resolve(options.directory),
    url: 'http://127.0.0.1',
    runner: options.runner ?? null,
    contract: new Contract(),
    users: new Map(),
    apps: new Map(),
    installations: new Map(),
    tokens: new Map(),
    repositories: new Map(),
    deliveries: [],
    requests: [],
    interceptors: new Set(),
    webhookObservers: new Set(),
    downloads,
    underWay: new Set(),
    lastRun: Promise.resolve(),
    closed: false,
    nextId: () => ++lastId,
  };
  const server = await startApiServer(hub, options.port ?? 0);
  hub.url = server.url;
  const actions = {
    slug: 'github-actions',
    webhookUrl: null,
    webhookSecret: '',
    permissions: {},
    events: [],
  };
  addApp(hub, { ...actions, id: actionsAppId }, null);
  const close = async () => {
    hub.closed = true;
    await Promise.all([server.close(), downloads.close()]);
  };
  return buildLocalhub(hub, { close, refused: downloads.refused, served: downloads.served });
}
