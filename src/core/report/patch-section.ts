import type { PatchFile } from '../suggestions/render-patch.ts';
import { code, details, prose, verbatimBlock } from './markdown.ts';
import type { ReviewSummary } from './review-summary.ts';

/** Room in the comment, beside the code of each suggestion, and in our check run. */
const COMMENT_BYTES = 20_000;
const CHECK_BYTES = 60_000;

/** The tests on offer as a patch in the comment; the check run has what does not fit. */
export function renderPatchSection(summary: ReviewSummary): string {
  if (summary.patch.length === 0) return '';
  return details(
    'All of them as a patch',
    renderFiles(summary.patch, COMMENT_BYTES, 'there is no room for it in a comment; our check run has it'),
  );
}

/** The same for the text of our check run; null when there is no patch. */
export function renderPatchText(summary: ReviewSummary): string | null {
  if (summary.patch.length === 0) return null;
  return `### Suggested tests as a patch\n\n${renderFiles(summary.patch, CHECK_BYTES, 'there is no room for it')}`;
}

/** Whole files as long as they fit: a patch that is cut anywhere else does not apply. */
function renderFiles(files: readonly PatchFile[], room: number, noRoom: string): string {
  let bytes = 0;
  const shown: string[] = [];
  const left: string[] = [];
  for (const { path, text, why } of files) {
    const size = Buffer.byteLength(text ?? '');
    if (text !== null && bytes + size <= room) {
      bytes += size;
      shown.push(text);
    } else left.push(`- Left out: ${code(path)}, because ${prose(text === null ? (why ?? '') : noRoom)}.`);
  }
  return [
    ...(shown.length > 0
      ? [
          'Save this as `tests.patch` in a clone of this commit, then run `git apply tests.patch`.',
          verbatimBlock(shown.join(''), 'diff'),
        ]
      : []),
    ...(left.length > 0 ? [left.join('\n')] : []),
  ].join('\n\n');
}
