import { findingMarker } from '../names/finding-marker.ts';
import type { Redactor } from '../redaction/redact.ts';
import type { Finding } from '../review-comments/finding.ts';
import { code, codeBlock, prose } from './markdown.ts';

const MAX_MESSAGE = 1_500;

/**
 * A finding as a comment at its lines. What would replace the lines is left out where a secret would have to be taken out of
 * it: the block must apply as it stands.
 */
export async function renderReviewCommentBody(redactor: Redactor, finding: Finding): Promise<string> {
  const message = (await redactor.redact(finding.message)).text;
  const lines = finding.replacement?.join('\n') ?? null;
  const isClean = lines !== null && (await redactor.redact(lines)).text === lines;
  return [
    `${findingMarker(finding.fingerprint)}\n**${prose(finding.title)}.** ${prose(message, MAX_MESSAGE)}`,
    ...(isClean ? [renderSuggestionBlock(lines)] : []),
    `<sub>Rule ${code(finding.rule)}. Not so? Resolve this: it is not said again on this pull request.</sub>`,
  ].join('\n\n');
}

/** GitHub puts exactly these lines in place of the commented ones. */
function renderSuggestionBlock(lines: string): string {
  return codeBlock(lines, 'suggestion');
}

/** What the review as a whole says; people read the comments. */
export function renderReviewBody(count: number): string {
  return `${count === 1 ? 'One remark' : `${count} remarks`} on the tests of this change. Each is made once; the summary comment has the rest.`;
}
