import type { RepositoryConfiguration } from '../configuration/schema.ts';
import { percentCovered } from '../evidence/coverage-sets.ts';
import type { ReviewSummary } from './review-summary.ts';

/** `edit`: only where there is one already, so that what it says stays true. */
export type CommentChoice = 'write' | 'edit';

type Told = Pick<ReviewSummary, 'base' | 'head' | 'changedLines' | 'ownCi'>;

/** Whether a review gets our comment, as the repository wants it; `isAsked`: a person has asked for this review. */
export function chooseComment(
  policy: RepositoryConfiguration['comment'],
  isAsked: boolean,
  summary: Told,
): CommentChoice {
  if (isAsked || policy === undefined || policy === 'always') return 'write';
  return policy === 'on-coverage-drop' && (hasDropped(summary) || hasGaps(summary)) ? 'write' : 'edit';
}

/** Coverage of the repository's own suite, by our workflow or else by its own CI. */
function hasDropped({ base, head, ownCi }: Told): boolean {
  const sides = ownCi.coverage;
  const before = base?.totals ?? (sides?.base.kind === 'measured' ? sides.base.totals : null);
  const after = head?.totals ?? (sides?.head.kind === 'measured' ? sides.head.totals : null);
  if (before === null || after === null) return false;
  return (percentCovered(after) ?? 100) < (percentCovered(before) ?? 100);
}

/** Before any suggestion: what is suggested is not there yet. */
function hasGaps({ changedLines, ownCi }: Told): boolean {
  const own = changedLines?.before ?? ownCi.coverage?.changedLines;
  return own ? own.lines.covered < own.lines.total || own.branches.covered < own.branches.total : false;
}
