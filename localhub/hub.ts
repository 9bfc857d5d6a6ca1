import type { ActionsRunnerPort } from './actions-port.ts';
import type { Contract } from './contract/contract.ts';
import type {
  AppRecord,
  DeliveryRecord,
  InstallationRecord,
  RepositoryRecord,
  TokenRecord,
  UserRecord,
} from './records.ts';

/** A request or a reply on the REST or GraphQL interface as fault injection and logs see it. */
export interface LoggedRequest {
  method: string;
  path: string;
  /** GitHub's name of the operation; `graphql/<field>` for GraphQL, null where nothing answers. */
  operationId: string | null;
  /** Null until it was answered. */
  status: number | null;
  appId: number | null;
  user: string | null;
  /** Does it change a repository. Minting a token and asking for a redelivery do not. */
  write: boolean;
  body: unknown;
}

/** Instead of the real reply: another one, or none because the connection breaks. */
export type Interference =
  | { respond: { status: number; body?: unknown; headers?: Record<string, string> } }
  | { destroy: true };

/**
 * Called before a request has any effect and again after its effect, before the reply is sent. It may wait,
 * and what it returns takes the place of the reply.
 */
export type Interceptor = (
  phase: 'before' | 'after',
  request: LoggedRequest,
) => Promise<Interference | undefined> | Interference | undefined;

export interface ObservedDelivery {
  guid: string;
  id: number;
  event: string;
  action: string | null;
  redelivery: boolean;
  payload: Record<string, unknown>;
  /** Null before it was sent. */
  statusCode: number | null;
}

/** Called before and after a delivery is sent; `drop` before it is sent records it as failed. */
export type WebhookObserver = (
  phase: 'before' | 'after',
  delivery: ObservedDelivery,
) => Promise<'drop' | undefined> | 'drop' | undefined;

/** Everything one local GitHub knows; passed to whatever reads or changes it. */
export interface Hub {
  readonly directory: string;
  url: string;
  readonly runner: ActionsRunnerPort | null;
  readonly contract: Contract;
  readonly users: Map<string, UserRecord>;
  readonly apps: Map<number, AppRecord>;
  readonly installations: Map<number, InstallationRecord>;
  readonly tokens: Map<string, TokenRecord>;
  readonly repositories: Map<number, RepositoryRecord>;
  readonly deliveries: DeliveryRecord[];
  readonly requests: LoggedRequest[];
  readonly interceptors: Set<Interceptor>;
  readonly webhookObservers: Set<WebhookObserver>;
  readonly downloads: { publish(content: Uint8Array, contentType: string): string };
  /** Deliveries and workflow runs under way. */
  readonly underWay: Set<Promise<unknown>>;
  /** The end of the queue of workflow runs: one runs at a time. */
  lastRun: Promise<unknown>;
  closed: boolean;
  nextId(): number;
}

/** Keeps work visible to `idle()` until it ends. */
export function follow<T>(hub: Hub, work: Promise<T>): Promise<T> {
  const followed: Promise<unknown> = work.catch(() => undefined).finally(() => hub.underWay.delete(followed));
  hub.underWay.add(followed);
  return work;
}

/** Runs a write of a repository after all earlier ones. Not reentrant. */
export function inTurn<T>(repository: RepositoryRecord, work: () => Promise<T>): Promise<T> {
  const turn = repository.lastWrite.then(work, work);
  repository.lastWrite = turn.catch(() => undefined);
  return turn;
}

export function now(): string {
  return new Date().toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** GitHub Actions: the app that owns the check runs of jobs. */
export const actionsAppId = 15368;

export function findRepository(hub: Hub, owner: string, name: string): RepositoryRecord | null {
  const wanted = `${owner}/${name}`.toLowerCase();
  for (const repository of hub.repositories.values())
    if (fullName(repository).toLowerCase() === wanted) return repository;
  return null;
}

export function fullName(repository: RepositoryRecord): string {
  return `${repository.owner.login}/${repository.name}`;
}

export function ensureUser(hub: Hub, login: string, type: UserRecord['type'] = 'User'): UserRecord {
  const known = hub.users.get(login.toLowerCase());
  if (known) return known;
  const user = { id: hub.nextId(), login, type };
  hub.users.set(login.toLowerCase(), user);
  return user;
}

/** Open and closed pull requests whose head is this branch. */
export function findPullsOfHead(hub: Hub, repository: RepositoryRecord, branch: string) {
  return [...hub.repositories.values()].flatMap((base) =>
    [...base.pulls.values()]
      .filter((pull) => pull.head.repository === repository && pull.head.ref === branch)
      .map((pull) => ({ base, pull })),
  );
}
