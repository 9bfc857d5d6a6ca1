import type { RepositoryRecord, Role, UserRecord } from '../records.ts';

/** What someone may do in a repository: its owner administers it, and everybody reads what is public. */
export function roleOf(repository: RepositoryRecord, user: UserRecord): Role {
  if (repository.owner === user) return 'admin';
  return repository.roles.get(user.login.toLowerCase()) ?? (repository.private ? 'none' : 'read');
}

const ranks: Role[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];

export function isAtLeast(role: Role, least: Role): boolean {
  return ranks.indexOf(role) >= ranks.indexOf(least);
}
