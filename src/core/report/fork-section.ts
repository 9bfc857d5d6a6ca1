import { inline } from './markdown.ts';
import type { ReviewSummary } from './review-summary.ts';

/** What a pull request from a fork needs before its code is run here, or who has allowed it. */
export function renderFork({ fork, headSha }: ReviewSummary): string {
  if (fork === null) return '';
  if (fork.obstacle !== null) return '';
  return fork.approvedBy === null
    ? [
        'None of this fork’s code is pushed to a branch of this repository. A maintainer who has read the commit can have CI run exactly it, on a branch that is deleted afterwards:',
        `\`\`\`\n/testwright ok ${headSha}\n\`\`\``,
      ].join('\n\n')
    : `${inline(fork.approvedBy)} approved this fork’s commit, so CI may run it; the next push needs an approval of its own. Testwright writes to branches of this repository only, so the tests come as a patch.`;
}
