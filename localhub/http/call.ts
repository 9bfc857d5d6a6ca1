import type { Hub } from '../hub.ts';
import type { AppRecord, RepositoryRecord, TokenRecord, UserRecord } from '../records.ts';
import { notFound } from './api-error.ts';

/** Who asks. Nobody may ask anything without credentials here. */
export type Principal =
  | { kind: 'app'; app: AppRecord }
  | { kind: 'installation'; app: AppRecord; token: TokenRecord; value: string };

/** One validated and permitted request of an operation. */
export interface Call {
  hub: Hub;
  principal: Principal;
  app: AppRecord;
  /** The app's bot user: who did it, in events. */
  actor: UserRecord;
  params: Record<string, string>;
  query: Record<string, string>;
  body: unknown;
  accept: string;
  /** Path and query as they were asked for; base of pagination links. */
  url: URL;
  /** Null for operations outside of repositories. */
  repository: RepositoryRecord | null;
}

/** What an operation answers. `text` and `location` are for the replies that are not JSON. */
export interface Reply {
  status: number;
  body?: unknown;
  text?: Buffer;
  headers?: Record<string, string>;
}

export type Handler = (call: Call) => Promise<Reply> | Reply;

export function repositoryOf(call: Call): RepositoryRecord {
  if (call.repository === null) throw notFound();
  return call.repository;
}

/** Reads a path parameter that the description says is a number. */
export function numberParam(call: Call, name: string): number {
  return Number(call.params[name]);
}

/** An item by the number in the path; 404 when there is none. */
export function itemOf<T>(items: Map<number, T>, call: Call, name: string): T {
  const item = items.get(numberParam(call, name));
  if (item === undefined) throw notFound();
  return item;
}
