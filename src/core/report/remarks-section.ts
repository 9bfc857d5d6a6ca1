import { code, prose } from './markdown.ts';
import type { ReviewSummary } from './review-summary.ts';

const MAX_SHOWN = 40;

/** What is weak about the tests of the pull request and is not said at its lines. */
export function renderRemarks(summary: ReviewSummary): string {
  if (summary.remarks.length === 0) return '';
  const items = summary.remarks
    .slice(0, MAX_SHOWN)
    .map(
      (one) =>
        `- ${code(`${one.path}:${one.firstLine}`)} ${code(one.what)}: ${prose(one.message)} (${code(one.rule)})`,
    );
  if (summary.remarks.length > MAX_SHOWN) items.push(`- and ${summary.remarks.length - MAX_SHOWN} more.`);
  return ['### Weak tests of this pull request', items.join('\n')].join('\n\n');
}
