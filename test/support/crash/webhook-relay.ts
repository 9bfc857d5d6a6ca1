import { createServer, type IncomingMessage, type ServerResponse, request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * How far a delivery has come: nothing sent; half of the body sent; answered by the app, but the answer not passed
 * on; the answer passed on.
 */
export const WEBHOOK_PHASES = ['unsent', 'half-sent', 'unanswered', 'answered'] as const;
export type WebhookPhase = (typeof WEBHOOK_PHASES)[number];

export interface RelayedDelivery {
  /** `event.action` */
  name: string;
  /** Id of the repository in the payload. */
  repositoryId: number;
}

/** Called at each phase, with the same object. A promise holds the delivery back; when it resolves, it is lost. */
export type RelayObserver = (phase: WebhookPhase, delivery: RelayedDelivery) => Promise<void> | null;

export interface WebhookRelay {
  /** Where deliveries are sent, whether the app is up or not. */
  url: string;
  /** Null: nothing listens, as while the app is down. */
  forwardTo(port: number | null): void;
  close(): Promise<void>;
}

/** Stands between the local GitHub and the app, at an address that outlives the app. */
export async function startWebhookRelay(observe: RelayObserver): Promise<WebhookRelay> {
  let port: number | null = null;
  const server = createServer((incoming, outgoing) => {
    relay(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  async function relay(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const delivery = describe(incoming, body);
    const isLost = async (phase: WebhookPhase): Promise<boolean> => {
      const held = observe(phase, delivery);
      await held;
      return held !== null;
    };

    if ((await isLost('unsent')) || port === null) return void incoming.socket.destroy();
    const answer = await send(port, incoming, body, () => isLost('half-sent'));
    if (answer === 'lost' || (await isLost('unanswered'))) return void incoming.socket.destroy();
    outgoing.writeHead(answer.status, { 'content-type': 'text/plain' }).end(answer.text);
    observe('answered', delivery);
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/github/webhooks`,
    forwardTo: (next) => {
      port = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function describe(incoming: IncomingMessage, body: Buffer): RelayedDelivery {
  const payload = JSON.parse(body.toString('utf8')) as { action?: string; repository: { id: number } };
  return {
    name: `${incoming.headers['x-github-event']}.${payload.action}`,
    repositoryId: payload.repository.id,
  };
}

function send(
  port: number,
  incoming: IncomingMessage,
  body: Buffer,
  atHalf: () => Promise<boolean>,
): Promise<{ status: number; text: string } | 'lost'> {
  return new Promise((resolve, reject) => {
    const headers = { ...incoming.headers, host: `127.0.0.1:${port}`, 'content-length': String(body.length) };
    // A connection of its own: one that is kept alive may be the killed process's.
    const outgoing = sendRequest({
      host: '127.0.0.1',
      port,
      path: incoming.url,
      method: 'POST',
      headers,
      agent: false,
    });
    outgoing.on('error', reject).on('response', (response) => {
      let text = '';
      response
        .setEncoding('utf8')
        .on('data', (part: string) => {
          text += part;
        })
        .on('error', reject)
        .on('end', () => resolve({ status: response.statusCode ?? 500, text }));
    });
    const half = Math.ceil(body.length / 2);
    outgoing.write(body.subarray(0, half), () => {
      atHalf().then((lost) => {
        if (lost) {
          outgoing.destroy();
          resolve('lost');
        } else outgoing.end(body.subarray(half));
      }, reject);
    });
  });
}
