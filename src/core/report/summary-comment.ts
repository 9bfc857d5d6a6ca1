import { summaryMarker } from '../names/comment-marker.ts';
import { renderCoverage } from './coverage-section.ts';
import { renderEdgeCases, renderSkipped, renderUncovered, renderWeaknesses } from './findings-section.ts';
import { renderFooter } from './footer-section.ts';
import { renderHeadline } from './headline.ts';
import { inline } from './markdown.ts';
import type { ReviewSummary } from './review-summary.ts';
import { renderCatches, renderNotRun, renderSuggestions } from './suggestions-section.ts';

/** GitHub refuses bodies over 65,536 characters; how it counts them is not said, so we stay below in UTF-8 bytes. */
export const MAX_COMMENT_BYTES = 64_000;

/** The one comment on the pull request. */
export function renderSummaryComment(summary: ReviewSummary): string {
  return joinWithin(
    [
      `${summaryMarker(summary.pullNumber)}\n## Testwright: ${renderHeadline(summary)}\n\n${inline(summary.outcome.reason, 1000)}`,
      renderCatches(summary),
      renderCoverage(summary),
      renderFooter(summary),
      renderSuggestions(summary),
      renderNotRun(summary),
      renderUncovered(summary),
      renderWeaknesses(summary),
      renderEdgeCases(summary),
      renderSkipped(summary),
    ],
    // Read order differs from what must survive a cut: the footer is kept before long lists are.
    [0, 1, 2, 4, 5, 6, 7, 8, 9, 3],
  );
}

/** Joins the sections in `order`; sections are granted room in the order given and left out whole when none is left. */
function joinWithin(sections: string[], order: number[]): string {
  const granted = new Set<number>();
  const left: number[] = [];
  let bytes = 300;
  sections.forEach((section, index) => {
    const size = Buffer.byteLength(section) + 2;
    if (section !== '' && bytes + size <= MAX_COMMENT_BYTES) {
      granted.add(index);
      bytes += size;
    } else if (section !== '') left.push(index);
  });
  const shown = order.filter((index) => granted.has(index)).map((index) => sections[index]);
  if (left.length > 0) {
    shown.push(
      `_${left.length} section(s) did not fit into one comment and were left out; the companion branch holds the code._`,
    );
  }
  return shown.join('\n\n');
}
