/** Text that is put in at one place of another text; nothing is ever taken out. */
export interface Insertion {
  /** Index in the original text. */
  at: number;
  text: string;
  /** `lines`: whole lines, each with its end; `inline`: inside a line. */
  form: 'lines' | 'inline';
}

/**
 * The text with the insertions. Several at one place stand in the order given. Whole lines that meet an end of file
 * without a line break get one before them.
 */
export function applyInsertions(text: string, insertions: readonly Insertion[]): string {
  let result = '';
  let position = 0;
  for (const { at, text: inserted, form } of insertions.toSorted((a, b) => a.at - b.at)) {
    result += text.slice(position, at);
    position = at;
    const isOpenLine = form === 'lines' && result !== '' && !result.endsWith('\n') && result !== BOM;
    result += isOpenLine ? `${lineBreakAt(text, at)}${inserted}` : inserted;
  }
  return result + text.slice(position);
}

const BOM = '\uFEFF';

/** The line break that the text uses just before this place: `\r\n` or `\n`. */
export function lineBreakAt(text: string, at: number): string {
  const before = text.lastIndexOf('\n', at - 1);
  const found = before >= 0 ? before : text.indexOf('\n');
  return found > 0 && text[found - 1] === '\r' ? '\r\n' : '\n';
}

/** Where the line of this place begins. */
export function lineStartOf(text: string, at: number): number {
  const before = at > 0 ? text.lastIndexOf('\n', at - 1) + 1 : 0;
  return before === 0 && text.startsWith(BOM) ? 1 : before;
}

/** Where the line after this place begins, or the end of the text. */
export function lineEndOf(text: string, at: number): number {
  const next = text.indexOf('\n', at);
  return next < 0 ? text.length : next + 1;
}

/** How many blank lines follow this place, which is the beginning of a line, and whether the text ends after them. */
export function blankLinesAfter(text: string, at: number): { count: number; endsText: boolean } {
  let count = 0;
  let position = at;
  while (position < text.length) {
    const end = lineEndOf(text, position);
    if (text.slice(position, end).trim() !== '') return { count, endsText: false };
    count += 1;
    position = end;
  }
  return { count, endsText: true };
}
