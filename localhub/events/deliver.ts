import { createHmac } from 'node:crypto';
import type { Hub, ObservedDelivery } from '../hub.ts';
import { follow, now } from '../hub.ts';
import type { AppRecord, DeliveryRecord } from '../records.ts';

/** GitHub waits this long for an answer: https://docs.github.com/webhooks/using-webhooks/best-practices-for-using-webhooks */
const timeoutMs = 10_000;

export interface Message {
  guid: string;
  app: AppRecord;
  event: string;
  action: string | null;
  installationId: number;
  repositoryId: number | null;
  payload: Record<string, unknown>;
}

interface Answer {
  status: string;
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

function buildHeaders(message: Message, body: string): Record<string, string> {
  const { app } = message;
  return {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/localhub',
    'x-github-event': message.event,
    'x-github-delivery': message.guid,
    'x-github-hook-id': String(app.hookId),
    'x-github-hook-installation-target-id': String(app.id),
    'x-github-hook-installation-target-type': 'integration',
    'x-hub-signature-256': `sha256=${createHmac('sha256', app.webhookSecret).update(body).digest('hex')}`,
  };
}

async function send(url: string, headers: Record<string, string>, body: string): Promise<Answer> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const reply = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
    const text = await reply.text();
    const status = reply.ok ? 'OK' : `Invalid HTTP Response: ${reply.status}`;
    return { status, statusCode: reply.status, headers: Object.fromEntries(reply.headers), body: text };
  } catch (error) {
    const late = error instanceof Error && error.name === 'TimeoutError';
    const status = late ? 'timed out' : 'failed to connect to host';
    return { status, statusCode: late ? 504 : 502, headers: {}, body: '' };
  }
}

/** Sends a message once and records the attempt. GitHub never repeats one by itself, and neither does this. */
export async function deliver(hub: Hub, message: Message, kind: 'first' | 'redelivery'): Promise<void> {
  const url = message.app.webhookUrl;
  if (url === null || hub.closed) return;
  const body = JSON.stringify(message.payload);
  const headers = buildHeaders(message, body);
  const id = hub.nextId();
  const { guid, event, action, payload } = message;
  const observed: ObservedDelivery = {
    id,
    guid,
    event,
    action,
    payload,
    redelivery: kind === 'redelivery',
    statusCode: null,
  };
  let dropped = false;
  for (const observe of hub.webhookObservers)
    if ((await observe('before', observed)) === 'drop') dropped = true;
  const started = Date.now();
  const answer = dropped
    ? { status: 'failed to connect to host', statusCode: 502, headers: {}, body: '' }
    : await send(url, headers, body);
  const record: DeliveryRecord = {
    ...message,
    id,
    redelivery: kind === 'redelivery',
    deliveredAt: now(),
    duration: (Date.now() - started) / 1000,
    status: answer.status,
    statusCode: answer.statusCode,
    url,
    requestHeaders: headers,
    responseHeaders: answer.headers,
    responseBody: answer.body,
  };
  hub.deliveries.push(record);
  for (const observe of hub.webhookObservers)
    await observe('after', { ...observed, statusCode: answer.statusCode });
}

/** Sends without waiting; `idle()` does. */
export function enqueueDelivery(hub: Hub, message: Message, kind: 'first' | 'redelivery'): void {
  follow(hub, deliver(hub, message, kind)).catch(() => undefined);
}
