import parseDiff from 'parse-diff';
import { gitText } from './git.ts';

/** Where a line of a file stands in its diff. */
export interface DiffPosition {
  /** Lines of the diff down to it, the first header not counted. */
  position: number;
  /** Which hunk it is in, from 0. */
  hunk: number;
  /** The hunk from its header to the line. */
  text: string;
}

/** The place of a line in hunks as `ChangedFile.patch` has them; null when none of them shows it. */
export function findDiffPosition(patch: string, line: number, side: 'LEFT' | 'RIGHT'): DiffPosition | null {
  let position = 0;
  for (const [hunk, chunk] of (parseDiff(patch)[0]?.chunks ?? []).entries()) {
    if (hunk > 0) position += 1;
    const shown = [chunk.content];
    for (const change of chunk.changes) {
      position += 1;
      shown.push(change.content);
      const numbers =
        change.type === 'normal'
          ? { LEFT: change.ln1, RIGHT: change.ln2 }
          : { [change.type === 'add' ? 'RIGHT' : 'LEFT']: change.ln };
      if (numbers[side] === line) return { position, hunk, text: shown.join('\n') };
    }
  }
  return null;
}

/** Which line of `to` a line of `from` is, or null when the file does not have it any more. */
export async function followLine(
  gitDir: string,
  path: string,
  line: number,
  { from, to }: { from: string; to: string },
): Promise<number | null> {
  if (from === to) return line;
  const diff = await gitText(gitDir, [
    'diff',
    '--unified=0',
    '--no-color',
    '--no-ext-diff',
    from,
    to,
    '--',
    path,
  ]);
  let shift = 0;
  for (const chunk of parseDiff(diff)[0]?.chunks ?? []) {
    const isPureInsertion = chunk.oldLines === 0;
    const start = isPureInsertion ? chunk.oldStart + 1 : chunk.oldStart;
    if (line < start) break;
    if (line < start + chunk.oldLines) return null;
    shift += chunk.newLines - chunk.oldLines;
  }
  return line + shift;
}
