/** Whether a repository gets an issue, or why not. */
export type OnboardingDecision =
  | { kind: 'onboard' }
  | { kind: 'skip'; why: 'archived' | 'fork' | 'issues-off' | 'no-python' | 'has-workflow' };

/**
 * A fork is somebody's working copy, where nobody waits for an issue; those who mean it add the file themselves. A repository
 * that has the workflow needs no introduction.
 */
export function decideOnboarding(
  repository: { isArchived: boolean; isFork: boolean; hasIssues: boolean },
  allPaths: readonly string[],
  workflowFile: string,
): OnboardingDecision {
  if (repository.isArchived) return { kind: 'skip', why: 'archived' };
  if (repository.isFork) return { kind: 'skip', why: 'fork' };
  if (!repository.hasIssues) return { kind: 'skip', why: 'issues-off' };
  if (allPaths.includes(`.github/workflows/${workflowFile}`)) return { kind: 'skip', why: 'has-workflow' };
  if (!allPaths.some((path) => path.endsWith('.py'))) return { kind: 'skip', why: 'no-python' };
  return { kind: 'onboard' };
}
