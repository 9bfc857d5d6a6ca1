import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import type { Logger } from 'pino';
import { RetryableError } from '../../errors.ts';
import { createBoundedFetch, type Fetch } from './bounded-fetch.ts';
import { type EntityTags, makeConditional } from './conditional-requests.ts';
import { isPassing, toTestwrightError } from './errors.ts';
import type { SpacingGroup } from './write-spacing.ts';

const TIMEOUT_MS = 30_000;
/** Above GitHub's largest documented replies (a blob or tree of some megabytes); a bound on memory, not a rule. */
const MAX_REPLY_BYTES = 64 * 1024 * 1024;
const READ_PAUSES_MS = [150, 600];

export interface ClientOptions {
  apiUrl: string;
  log: Logger;
  fetch?: Fetch;
  /** Requests with the same id share GitHub's limits: the installation, or the app itself. */
  limitId: string;
  spacing: { writes: SpacingGroup; notifications: SpacingGroup };
  /** Sets the authorization header, then sends; may send once more with another token. */
  authenticate?: <T>(send: () => Promise<T>, headers: { authorization?: string }) => Promise<T>;
  /** Where answers are kept that GitHub is only asked about again; `scope` says whose they are. */
  conditional?: { kept: EntityTags; scope: string };
  /** Octokit's own strategy, for requests as the app itself. */
  authentication?: Pick<NonNullable<ConstructorParameters<typeof Octokit>[0]>, 'authStrategy' | 'auth'>;
}

type RequestOptions = Parameters<Octokit['request']['endpoint']['parse']>[0];

const ThrottledOctokit = Octokit.plugin(throttling);

/**
 * An Octokit that throws only errors of ours and never sleeps out a limit: a job that has to wait gives its slot
 * back. Reads are tried up to three times within a second; a write is sent once, because the job that holds it is
 * repeated and looks first at what is there. Probot's own client would send a POST answered 502 four times.
 */
export function buildClient(options: ClientOptions): Octokit {
  const { log } = options;
  const secondaryLimits = new WeakMap<object, number>();
  const octokit = new ThrottledOctokit({
    ...options.authentication,
    baseUrl: options.apiUrl,
    userAgent: `testwright/${readVersion()}`,
    // Octokit's debug lines hold request bodies.
    log: { debug: drop, info: drop, warn: (message: string) => log.warn(message), error: drop },
    request: {
      fetch: createBoundedFetch({
        // Looked up with each call, so that a fetch put in place later is seen.
        fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
        timeoutMs: TIMEOUT_MS,
        maxBytes: MAX_REPLY_BYTES,
      }),
    },
    throttle: {
      id: options.limitId,
      write: options.spacing.writes,
      notifications: options.spacing.notifications,
      onRateLimit: () => false,
      onSecondaryRateLimit: (seconds, request) => {
        secondaryLimits.set(request.request, seconds);
        return false;
      },
    },
  });
  // What is wrapped later is further out: authentication lies within the repetition and the mapping of errors.
  const { authenticate } = options;
  if (authenticate) {
    octokit.hook.wrap('request', (request, endpoint) =>
      authenticate(() => Promise.resolve(request(endpoint)), endpoint.headers),
    );
  }
  if (options.conditional) makeConditional(octokit, options.conditional.kept, options.conditional.scope);
  octokit.hook.wrap('request', async (request, endpoint) => {
    const { method } = endpoint;
    const route = withoutQuery(endpoint.url);
    const startedAt = performance.now();
    try {
      const response = await repeatReads(endpoint, async () => request(endpoint));
      const ms = Math.round(performance.now() - startedAt);
      log.debug({ method, route, status: response.status, ms }, 'github');
      if (isBrokenJson(response)) throw brokenReply(method, route);
      return response;
    } catch (error) {
      const mapped = toTestwrightError(error, {
        method,
        route,
        isRepeatable: isRepeatable(endpoint) || isQuery(endpoint),
        secondaryLimitSeconds: secondaryLimits.get(endpoint.request) ?? null,
      });
      log.info({ method, route, code: mapped.code }, 'github refused or failed');
      throw mapped;
    }
  });
  return octokit;
}

async function repeatReads<T>(endpoint: RequestOptions, send: () => Promise<T>): Promise<T> {
  for (const pauseMs of isRepeatable(endpoint) ? READ_PAUSES_MS : []) {
    try {
      return await send();
    } catch (error) {
      if (!isPassing(error)) throw error;
      await sleep(pauseMs);
    }
  }
  return send();
}

/** Reads, and minting a token: a token that got lost on its way does no harm. */
function isRepeatable({ method, url }: RequestOptions): boolean {
  return method === 'GET' || method === 'HEAD' || String(url).endsWith('/access_tokens');
}

/**
 * A read in GraphQL. It is not sent again as it was: what GitHub gave up after ten seconds is better asked for in smaller
 * parts, which only the caller can make.
 */
function isQuery({ url, query }: RequestOptions & { query?: unknown }): boolean {
  return String(url).endsWith('/graphql') && typeof query === 'string' && !query.startsWith('mutation');
}

/** Octokit hands a body that is announced as JSON and is none on as text. */
function isBrokenJson({ headers, data }: { headers: { 'content-type'?: string }; data: unknown }): boolean {
  return typeof data === 'string' && (headers['content-type'] ?? '').startsWith('application/json');
}

function brokenReply(method: string, route: string): RetryableError {
  return new RetryableError('github-broken-reply', `${method} ${route}: the reply is not JSON`, {
    retryAfterMs: 15_000,
  });
}

/** Pages after the first are asked for by their full address. */
function withoutQuery(route: string): string {
  return route.split('?')[0] ?? route;
}

function readVersion(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return String((JSON.parse(text) as { version: string }).version);
}

function drop(): void {}
