import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { Probot } from 'probot';
import type { createApp } from '../../app.ts';

/** GitHub sends no payload larger than this: https://docs.github.com/webhooks/webhook-events-and-payloads#payload-cap */
const MAX_BODY_BYTES = 25 * 1024 * 1024;
export const WEBHOOK_PATH = '/api/github/webhooks';

export interface WebhookServerOptions {
  appId: number;
  privateKey: string;
  webhookSecret: string;
  githubApiUrl: string;
  app: ReturnType<typeof createApp>;
  /** True while the process can do its work; `/health` answers 503 otherwise. */
  isHealthy: () => Promise<boolean>;
  log: Logger;
}

/**
 * The HTTP server that GitHub talks to: caps the body, verifies the signature over the raw bytes, hands the event
 * to Probot, and answers once the delivery is stored. Probot's own middleware is not used: it buffers a body of any
 * size before it verifies, and after 9 s answers 202 for work that may still be lost.
 */
export async function createWebhookServer(options: WebhookServerOptions): Promise<Server> {
  const probot = new Probot({
    appId: options.appId,
    privateKey: options.privateKey,
    secret: options.webhookSecret,
    baseUrl: options.githubApiUrl,
    log: options.log,
  });
  await probot.load(options.app);
  await probot.ready();
  const server = createServer((request, response) => {
    handle(request, response, probot, options).catch((error: unknown) => {
      // The sender sees no details: what an error says may quote the payload.
      options.log.error({ err: error }, 'webhook not stored');
      answer(response, 500, 'The delivery was not stored. It will be asked for again.');
    });
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  return server;
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  probot: Probot,
  options: WebhookServerOptions,
): Promise<void> {
  const path = (request.url ?? '/').split('?')[0];
  if (path === '/health') {
    const healthy = await options.isHealthy();
    return answer(response, healthy ? 200 : 503, healthy ? 'ok' : 'stopping, or without its database');
  }
  if (path !== WEBHOOK_PATH) return answer(response, 404, `Webhooks go to ${WEBHOOK_PATH}.`);
  if (request.method !== 'POST') return answer(response, 405, 'Webhooks are POST requests.');

  const guid = header(request, 'x-github-delivery');
  const event = header(request, 'x-github-event');
  const signature = header(request, 'x-hub-signature-256');
  if (!guid || !event || !signature) {
    return answer(response, 400, 'X-GitHub-Delivery, X-GitHub-Event and X-Hub-Signature-256 are required.');
  }
  if (!/^[\w-]{1,100}$/.test(guid) || !/^[a-z0-9_]{1,60}$/.test(event)) {
    return answer(response, 400, 'X-GitHub-Delivery or X-GitHub-Event is malformed.');
  }
  if (!/^application\/json\b/i.test(header(request, 'content-type') ?? '')) {
    return answer(response, 415, 'Set the content type of the webhook to application/json.');
  }
  const body = await readBody(request);
  if (body === null) return answer(response, 413, `Payloads over ${MAX_BODY_BYTES} bytes are not accepted.`);
  if (body.length === 0) return answer(response, 400, 'The body is empty.');
  // The signature is over the bytes; a body that is not UTF-8 cannot carry a valid one.
  const text = body.toString('utf8');
  if (!/^sha256=[0-9a-f]{64}$/.test(signature) || !(await probot.webhooks.verify(text, signature))) {
    return answer(response, 401, 'The signature does not match. Check the webhook secret on both sides.');
  }
  const payload = parseObject(text);
  if (!payload) return answer(response, 400, 'The body is not a JSON object.');
  await probot.receive({ id: guid, name: event, payload } as unknown as Parameters<Probot['receive']>[0]);
  answer(response, 202, 'stored');
}

/** The raw body, or null when it is too large; then nothing more of it is read. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parseObject(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

function header(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function answer(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent) return void response.end();
  // After a refused body the connection is not worth keeping.
  if (status >= 400) response.setHeader('connection', 'close');
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}
