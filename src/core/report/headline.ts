import type { ReviewSummary } from './review-summary.ts';

/** One line for the comment's heading and the check run's title. */
export function renderHeadline(summary: ReviewSummary): string {
  const kept = summary.kept.length;
  const tests = `${kept} suggested test${kept === 1 ? '' : 's'}`;
  switch (summary.outcome.code) {
    case 'suggestions-ready':
      return tests;
    case 'possible-bug-found':
      return `${describePossibleBug(summary)}${kept > 0 ? `; ${tests}` : ''}`;
    case 'base-suite-red':
      return `the base suite is red${kept > 0 ? `; ${tests}` : ''}`;
    case 'head-suite-red':
      return `the suite is red on this change${kept > 0 ? `; ${tests}` : ''}`;
    case 'nothing-kept':
      return 'no suggested test proved its worth';
    case 'nothing-to-suggest':
      return 'nothing to suggest';
    case 'fork-pull-request':
    case 'fork-not-runnable':
      return 'read only, this pull request comes from a fork';
    case 'suggestions-not-executed': {
      const count = summary.notRun.length;
      return count === 0
        ? 'coverage by this repository’s own CI'
        : `${count} suggested test${count === 1 ? '' : 's'}, not executed`;
    }
    case 'workflow-missing-on-head':
      return 'the workflow file is missing';
    case 'runner-not-supported':
      return 'these tests need pytest-django to be run';
    default:
      return summary.outcome.code.replaceAll('-', ' ');
  }
}

/** A failure that came with the change is said before a contradiction that may be older. */
function describePossibleBug({ catches }: ReviewSummary): string {
  const possible = catches.filter(({ assessment }) => assessment.verdict !== 'likely-intended');
  return possible.some(({ contradictions }) => contradictions.length === 0)
    ? 'a test that passes before this change fails after it'
    : 'the code contradicts its own contract';
}
