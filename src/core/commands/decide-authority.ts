/** A person's rights on a repository at the moment of acting, from GitHub's answer for a collaborator. */
export interface LivePermission {
  /** `admin`, `write`, `read` or `none`; GitHub maps maintain to write and triage to read here. */
  permission: string;
  /** The finer rights of the same answer; null where GitHub gives none. */
  rights: { triage: boolean; push: boolean } | null;
  /** Whose rights these are; null where GitHub does not say. A login can change hands, an id cannot. */
  userId: number | null;
}

/** What it takes: anyone who can see it, triage, or writing to branches. */
export type RequiredRight = 'anyone' | 'triage' | 'write';

export type Authority = { allowed: true } | { allowed: false; code: RefusalCode; reason: string };
export type RefusalCode = 'bot-not-allowed' | 'not-permitted';

/**
 * Whether the sender of an event may ask for something. Only a live permission counts: the association that a payload
 * names does not imply write, a `[bot]` login proves nothing, and the author of a pull request may be anyone.
 * https://docs.github.com/rest/collaborators/collaborators#get-repository-permissions-for-a-user
 */
export function decideAuthority(given: {
  sender: { id: number; type: string };
  permission: LivePermission;
  required: RequiredRight;
}): Authority {
  if (given.sender.type !== 'User') {
    return {
      allowed: false,
      code: 'bot-not-allowed',
      reason: 'Commands of bots are not obeyed; anyone can make one.',
    };
  }
  if (given.required === 'anyone') return { allowed: true };
  const { permission, rights, userId } = given.permission;
  if (userId !== null && userId !== given.sender.id) return refuse(given.required);
  const mayWrite = permission === 'admin' || permission === 'write' || rights?.push === true;
  if (mayWrite || (given.required === 'triage' && rights?.triage === true)) return { allowed: true };
  return refuse(given.required);
}

function refuse(required: RequiredRight): Authority {
  return {
    allowed: false,
    code: 'not-permitted',
    reason:
      required === 'write'
        ? 'Only people who may write to this repository can do that.'
        : 'Only people with triage rights or more on this repository can do that.',
  };
}
