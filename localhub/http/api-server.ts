import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { readRequest } from '../graphql/execute.ts';
import type { Hub, Interference, LoggedRequest } from '../hub.ts';
import type { Incoming } from './answer.ts';
import { answerGraphql, answerRest } from './answer.ts';
import { notFound } from './api-error.ts';
import type { Reply } from './call.ts';
import type { Listening } from './listen.ts';
import { listen } from './listen.ts';
import type { Route } from './route.ts';
import { buildRouter } from './route.ts';

/** Requests an installation may make in an hour: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
const hourlyLimit = 5000;

/** These change nothing in a repository. */
const harmless = new Set([
  'apps/create-installation-access-token',
  'apps/revoke-installation-access-token',
  'apps/redeliver-webhook-delivery',
]);

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}

function describe(incoming: Incoming, route: Route | null): LoggedRequest {
  const { method, url, body } = incoming;
  const log = { method, path: `${url.pathname}${url.search}`, status: null, appId: null, user: null, body };
  if (url.pathname === '/graphql') {
    const read = readRequest(body);
    return { ...log, operationId: `graphql/${read?.name ?? '?'}`, write: read?.kind === 'mutation' };
  }
  const operationId = route?.operation.id ?? null;
  return {
    ...log,
    operationId,
    write: method !== 'GET' && operationId !== null && !harmless.has(operationId),
  };
}

async function interfere(
  hub: Hub,
  phase: 'before' | 'after',
  logged: LoggedRequest,
): Promise<Interference | undefined> {
  for (const intercept of hub.interceptors) {
    const interference = await intercept(phase, logged);
    if (interference !== undefined) return interference;
  }
  return undefined;
}

async function answer(
  hub: Hub,
  incoming: Incoming,
  route: Route | null,
  logged: LoggedRequest,
): Promise<Reply | 'destroy'> {
  const replace = (found: Interference): Reply | 'destroy' =>
    'destroy' in found ? 'destroy' : found.respond;
  const before = await interfere(hub, 'before', logged);
  if (before !== undefined) return replace(before);
  let reply: Reply;
  if (incoming.url.pathname === '/graphql') reply = await answerGraphql(hub, incoming, logged);
  else if (route === null) reply = { status: 404, body: notFound().body };
  else reply = await answerRest(hub, incoming, route, logged);
  logged.status = reply.status;
  const after = await interfere(hub, 'after', logged);
  return after === undefined ? reply : replace(after);
}

function send(
  hub: Hub,
  request: IncomingMessage,
  response: ServerResponse,
  reply: Reply,
  logged: LoggedRequest,
): void {
  // What has not changed is free: https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api
  const used = hub.requests.filter(({ status }) => status !== 304).length;
  const headers: Record<string, string> = {
    'x-github-request-id': String(used),
    'x-ratelimit-limit': String(hourlyLimit),
    'x-ratelimit-remaining': String(Math.max(0, hourlyLimit - used)),
    'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + 3600),
    'x-ratelimit-used': String(used),
    'x-ratelimit-resource': 'core',
    ...reply.headers,
  };
  const content = reply.text ?? (reply.body === undefined ? null : Buffer.from(JSON.stringify(reply.body)));
  if (reply.text === undefined && content !== null)
    headers['content-type'] = 'application/json; charset=utf-8';
  if (request.method === 'GET' && reply.status === 200 && content !== null) {
    const etag = `W/"${createHash('sha256').update(content).digest('hex')}"`;
    headers['etag'] = etag;
    if (request.headers['if-none-match'] === etag) {
      logged.status = 304;
      response.writeHead(304, headers).end();
      return;
    }
  }
  response.writeHead(reply.status, headers);
  response.end(content ?? undefined);
}

/** A browser asks for a page, sends a form, or loads what a page needs. */
function isForPages({ headers }: IncomingMessage, url: URL): boolean {
  return (
    url.pathname.startsWith('/-/') ||
    (headers.accept ?? '').includes('text/html') ||
    (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
  );
}

/** Serves REST and GraphQL, and pages for people at the addresses that `html_url` names. */
export async function startApiServer(hub: Hub, port: number): Promise<Listening> {
  const route = buildRouter(hub.contract.operations);
  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', hub.url);
      const method = request.method ?? 'GET';
      const { authorization, accept = '' } = request.headers;
      const found = route(method, url.pathname);
      if (found === null && isForPages(request, url)) {
        // Loaded when someone looks: tests start many hubs that nobody looks at.
        const { answerPage } = await import('../pages/answer-page.ts');
        await answerPage(hub, request, response, url);
        return;
      }
      const incoming = { method, url, authorization, accept, body: await readBody(request) };
      const logged = describe(incoming, found);
      hub.requests.push(logged);
      const reply = await answer(hub, incoming, found, logged);
      if (reply === 'destroy') request.socket.destroy();
      else send(hub, request, response, reply, logged);
    })().catch(() => {
      if (response.headersSent) request.socket.destroy();
      else response.writeHead(400).end(JSON.stringify({ message: 'Problems parsing JSON' }));
    });
  });
  return listen(server, port);
}
