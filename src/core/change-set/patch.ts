import parseDiff from 'parse-diff';

/** A line that a patch adds: its number at head (1-based) and its text without the leading `+`. */
export interface AddedLine {
  line: number;
  text: string;
}

/**
 * The lines that a patch adds or modifies, ascending. `patch` is what GitHub's "List pull requests files" gives for
 * one file: hunks without a file header (https://docs.github.com/rest/pulls/pulls#list-pull-requests-files).
 */
export function changedLinesFromPatch(patch: string): number[] {
  return readAddedLines(patch).map((added) => added.line);
}

/** As `changedLinesFromPatch`, with the text of each line. */
export function readAddedLines(patch: string): AddedLine[] {
  const added = new Map<number, string>();
  for (const file of parseDiff(patch)) {
    for (const chunk of file.chunks) {
      for (const change of chunk.changes) {
        // parse-diff repeats the line before `\ No newline at end of file` with that remark as its content.
        if (change.type === 'add' && !added.has(change.ln)) added.set(change.ln, change.content.slice(1));
      }
    }
  }
  return [...added].map(([line, text]) => ({ line, text })).sort((a, b) => a.line - b.line);
}

/** Lines at head that a patch shows, hunk by hunk: added ones and those around them. */
export function readShownRanges(patch: string): [first: number, last: number][] {
  return parseDiff(patch).flatMap((file) =>
    file.chunks.flatMap((chunk): [number, number][] =>
      chunk.newLines > 0 ? [[chunk.newStart, chunk.newStart + chunk.newLines - 1]] : [],
    ),
  );
}
