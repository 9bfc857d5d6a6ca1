/**
 * Source text with only the given lines numbered, as a model is shown what still needs a test: numbers stand where it
 * must look and nowhere else, so that it cannot mistake another line for one of them. `firstLine` is the number of
 * the text's first line, 1-based.
 */
export function numberLines(text: string, at: { firstLine: number; lines: readonly number[] }): string {
  const wanted = new Set(at.lines);
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  const width = String(at.firstLine + lines.length - 1).length;
  return lines
    .map((line, i) => {
      const number = at.firstLine + i;
      const margin = wanted.has(number) ? `${String(number).padStart(width)}: ` : ' '.repeat(width + 2);
      return `${margin}${line}`.trimEnd();
    })
    .join('\n');
}
