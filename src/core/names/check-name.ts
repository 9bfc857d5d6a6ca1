/** Name of our own check run; with our app id and `checkExternalId` it identifies the check on a commit. */
export const CHECK_NAME = 'Testwright';

/** One check for each pull request: a commit may be the head of several. */
export function checkExternalId(pullNumber: number): string {
  return `pull/${pullNumber}`;
}
