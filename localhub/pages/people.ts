import { isAtLeast, roleOf } from '../auth/roles.ts';
import type { Hub } from '../hub.ts';
import type { RepositoryRecord } from '../records.ts';
import type { Person } from './page-call.ts';

const cookieName = 'localhub-person';

/** Who can act in a repository's pages: the people that the hub knows, those with the most permission first. */
export function listPeople(hub: Hub, repository: RepositoryRecord): Person[] {
  const ownersOfApps = new Set([...hub.apps.values()].map(({ owner }) => owner));
  return [...hub.users.values()]
    .filter((user) => user.type === 'User')
    .filter((user) => !ownersOfApps.has(user) || repository.roles.has(user.login.toLowerCase()))
    .map((user) => ({ user, role: roleOf(repository, user) }))
    .sort(
      (a, b) =>
        Number(isAtLeast(b.role, a.role)) - Number(isAtLeast(a.role, b.role)) ||
        (a.user.login < b.user.login ? -1 : 1),
    );
}

/** The chosen person, or the first of the list. */
export function choosePerson(people: readonly Person[], cookies: string | undefined): Person | null {
  const chosen = (cookies ?? '')
    .split(/;\s*/)
    .find((one) => one.startsWith(`${cookieName}=`))
    ?.slice(cookieName.length + 1);
  return people.find(({ user }) => encodeURIComponent(user.login) === chosen) ?? people[0] ?? null;
}

export function renderCookie(login: string): string {
  return `${cookieName}=${encodeURIComponent(login)}; Path=/; HttpOnly; SameSite=Strict`;
}
