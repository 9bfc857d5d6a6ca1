/** Name of our own check run; with our app id and `checkExternalId` it identifies the check on a commit. */
export const CHECK_NAME = 'Testwright';

/** One check for each pull request: a commit may be the head of several. */
export function checkExternalId(pullNumber: number): string {
  return `pull/${pullNumber}`;
}

/** On the commit of a merge queue: no check of a pull request, so that nobody's buttons reach it. */
export function mergeGroupExternalId(pullNumber: number | null): string {
  return `merge-group/${pullNumber ?? 'unknown'}`;
}

/** The pull request that a check of ours is for, or null for any other check. */
export function parseCheckExternalId(externalId: string): number | null {
  const match = /^pull\/([1-9][0-9]{0,9})$/.exec(externalId);
  return match ? Number(match[1]) : null;
}
