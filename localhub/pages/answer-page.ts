import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError, notFound } from '../http/api-error.ts';
import type { Hub } from '../hub.ts';
import { findRepository } from '../hub.ts';
import { readAsset } from './assets.ts';
import type { Html } from './html.ts';
import type { PageCall, PageReply } from './page-call.ts';
import { choosePerson, listPeople } from './people.ts';
import { isFromOwnPage, isOwnHost, pageHeaders } from './request-guard.ts';
import { findRoute } from './routes.ts';
import { frame } from './views/frame.ts';
import { renderHubPage, renderRefusal } from './views/hub-page.ts';

/** Bytes of a form: twice the longest comment, escaped. */
const largestForm = 1024 * 1024;

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > largestForm) throw new ApiError(413, 'The form is too large.');
    chunks.push(chunk as Buffer);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

function send(
  response: ServerResponse,
  status: number,
  content: string,
  headers: Record<string, string>,
): void {
  response.writeHead(status, { ...pageHeaders, ...headers }).end(content);
}

/** A page whose ETag is that of its text, so that the script can ask whether anything has changed. */
function sendPage(request: IncomingMessage, response: ServerResponse, status: number, page: Html): void {
  const etag = `"${createHash('sha256').update(page.text).digest('hex')}"`;
  const unchanged = status === 200 && request.headers['if-none-match'] === etag;
  send(response, unchanged ? 304 : status, unchanged ? '' : page.text, {
    'content-type': 'text/html; charset=utf-8',
    etag,
  });
}

/** A page of a repository, or what was done there. 404 for what the pages do not have. */
async function answerCall(
  hub: Hub,
  request: IncomingMessage,
  path: string,
): Promise<{ call: PageCall; reply: PageReply }> {
  const method = request.method ?? 'GET';
  const route = findRoute(method, path);
  if (route === null) throw notFound();
  const repository = findRepository(hub, route.params['owner'] ?? '', route.params['repo'] ?? '');
  if (repository === null) throw notFound();
  const form = method === 'POST' ? await readForm(request) : new URLSearchParams();
  const person = choosePerson(listPeople(hub, repository), request.headers.cookie);
  const call = { hub, repository, person, params: route.params, form, path };
  return { call, reply: await route.handler(call) };
}

async function answer(hub: Hub, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  if (!isOwnHost(request.headers, hub.url)) {
    if (request.method !== 'GET') throw new ApiError(403, 'This name is not that of the local GitHub.');
    return send(response, 307, '', { location: `${hub.url}${url.pathname}` });
  }
  if (request.method !== 'GET' && !isFromOwnPage(request.headers, hub.url))
    throw new ApiError(403, 'Only the pages of the local GitHub may do this.');
  const asset = readAsset(url.pathname);
  if (asset !== null) return send(response, 200, asset.content, { 'content-type': asset.contentType });
  if (url.pathname === '/') return sendPage(request, response, 200, renderHubPage(hub));
  const { call, reply } = await answerCall(hub, request, url.pathname);
  switch (reply.kind) {
    case 'page':
      return sendPage(request, response, 200, frame(call, listPeople(hub, call.repository), reply));
    case 'data':
      return send(response, 200, JSON.stringify(reply.data), { 'content-type': 'application/json' });
    case 'go': {
      const cookie: Record<string, string> = reply.cookie === undefined ? {} : { 'set-cookie': reply.cookie };
      return send(response, 303, '', { location: reply.to, ...cookie });
    }
  }
}

/**
 * Answers a request that is none of the API's: the pages for people to look at and act in, at the addresses that
 * `html_url` names. Who acts is chosen in the page; there is no password, because nobody but this machine can ask.
 */
export async function answerPage(
  hub: Hub,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  try {
    await answer(hub, request, response, url);
  } catch (error) {
    const status = error instanceof ApiError ? error.status : 500;
    const message = error instanceof Error ? error.message : String(error);
    sendPage(request, response, status, renderRefusal(status, message));
  }
}
