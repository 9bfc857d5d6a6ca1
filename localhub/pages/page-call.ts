import { isAtLeast } from '../auth/roles.ts';
import { ApiError, notFound } from '../http/api-error.ts';
import type { Hub } from '../hub.ts';
import type { CommentRecord, PullRecord, RepositoryRecord, Role, UserRecord } from '../records.ts';
import type { Html } from './html.ts';

/** Who acts in the pages, as chosen there. */
export interface Person {
  user: UserRecord;
  role: Role;
}

/** One request for a page of a repository, or for something to be done there. */
export interface PageCall {
  hub: Hub;
  repository: RepositoryRecord;
  /** Null when the hub knows nobody yet. */
  person: Person | null;
  params: Record<string, string>;
  /** What a form sent. */
  form: URLSearchParams;
  /** The path of the page. */
  path: string;
}

/** A page, the way to one, or a short answer for the page's own script. */
export type PageReply =
  | { kind: 'page'; title: string; main: Html }
  | { kind: 'go'; to: string; cookie?: string }
  | { kind: 'data'; data: Record<string, string> };

export type PageHandler = (call: PageCall) => Promise<PageReply> | PageReply;

export function pullOf(call: PageCall): PullRecord {
  return itemOf(call.repository.pulls, call, 'number');
}

export function commentOf(call: PageCall): CommentRecord {
  return itemOf(call.repository.comments, call, 'id');
}

/** The item whose number is in the path; 404 when there is none. */
export function itemOf<T>(items: Map<number, T>, call: PageCall, name: string): T {
  const item = items.get(Number(call.params[name]));
  if (item === undefined) throw notFound();
  return item;
}

/** What can be done in the pages. */
export type Deed = 'comment' | 'edit' | 'triage' | 'write';

/**
 * May the person do it. Authors may also edit and close what is theirs:
 * https://docs.github.com/organizations/managing-user-access-to-your-organizations-repositories/managing-repository-roles/repository-roles-for-an-organization
 */
export function mayDo(person: Person | null, deed: Deed, author: UserRecord | null = null): boolean {
  if (person === null || !isAtLeast(person.role, 'read')) return false;
  if (author !== null && author === person.user) return true;
  if (deed === 'comment') return true;
  return isAtLeast(person.role, deed === 'triage' ? 'triage' : 'write');
}

/** The person, when allowed; 403 otherwise. The pages refuse what GitHub's would not offer. */
export function requirePerson(call: PageCall, deed: Deed, author: UserRecord | null = null): UserRecord {
  if (call.person === null || !mayDo(call.person, deed, author)) {
    const who = call.person?.user.login ?? 'Nobody';
    throw new ApiError(403, `${who} may not do this with the permission ${call.person?.role ?? 'none'}.`);
  }
  return call.person.user;
}

/** What a field of a form says; 422 when it is missing. */
export function fieldOf(call: PageCall, name: string): string {
  const value = call.form.get(name);
  if (value === null) throw new ApiError(422, `The form has no field ${name}.`);
  return value;
}

/** Address of a page of the repository. */
export function addressOf(repository: RepositoryRecord, rest = ''): string {
  return `/${encodeURIComponent(repository.owner.login)}/${encodeURIComponent(repository.name)}${rest}`;
}

/** Where an issue or a pull request is shown. */
export function addressOfNumber(repository: RepositoryRecord, number: number): string {
  return addressOf(repository, `/${repository.pulls.has(number) ? 'pull' : 'issues'}/${number}`);
}
