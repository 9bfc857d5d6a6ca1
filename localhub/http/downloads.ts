import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { listen } from './listen.ts';

/** Milliseconds that a download address works: https://docs.github.com/rest/actions/artifacts#download-an-artifact */
const lifeMs = 60_000;

export interface Downloads {
  /** Makes content available at a secret address for a minute. */
  publish(content: Uint8Array, contentType: string): string;
  /** Requests that came with credentials, which this host must never see. */
  refused(): number;
  /** Downloads that were handed out. */
  served(): number;
  close(): Promise<void>;
}

/** The host that keeps artifacts, logs and archives. It is not GitHub: a request that carries GitHub's credentials gets 400. */
export async function startDownloads(): Promise<Downloads> {
  const published = new Map<string, { content: Uint8Array; contentType: string; until: number }>();
  let refused = 0;
  let served = 0;
  const server = createServer((request, response) => {
    if (request.headers.authorization !== undefined) {
      refused += 1;
      response.writeHead(400, { 'content-type': 'application/xml' });
      response.end('<Error><Code>InvalidAuthenticationInfo</Code></Error>');
      return;
    }
    const found = published.get(request.url ?? '');
    if (found === undefined || found.until < Date.now()) {
      response.writeHead(404).end();
      return;
    }
    served += 1;
    response.writeHead(200, {
      'content-type': found.contentType,
      'content-length': found.content.byteLength,
    });
    response.end(found.content);
  });
  const { url, close } = await listen(server, 0);
  return {
    publish(content, contentType) {
      const path = `/${randomUUID()}`;
      published.set(path, { content, contentType, until: Date.now() + lifeMs });
      return `${url}${path}`;
    },
    refused: () => refused,
    served: () => served,
    close,
  };
}
