/** The branch that holds a pull request's suggested tests: `testwright/pr-<n>`. */
export function companionBranch(pullNumber: number): string {
  return `testwright/pr-${pullNumber}`;
}

/** The branch that holds the failing test of an issue: `testwright/issue-<n>`. */
export function reproductionBranch(issueNumber: number): string {
  return `testwright/issue-${issueNumber}`;
}

/** Whether Testwright may write to and delete the branch (without `refs/heads/`): it is one of its own. */
export function isOwnBranch(branch: string): boolean {
  return /^testwright\/(?:pr|issue)-[1-9][0-9]{0,9}$/.test(branch);
}

/** The pull request number of a companion branch name (without `refs/heads/`), or null for any other branch. */
export function parseCompanionBranch(branch: string): number | null {
  const match = /^testwright\/pr-([1-9][0-9]{0,9})$/.exec(branch);
  return match ? Number(match[1]) : null;
}
