/**
 * The text without the indentation that all its lines share, as a test cut out of a class or a code block has it.
 * Blank lines do not count, and lines that share nothing are left as they are.
 */
export function dedent(text: string): string {
  const lines = text.split('\n');
  const filled = lines.filter((line) => line.trim() !== '');
  const shared = filled.reduce<string>(
    (prefix, line) => {
      const indent = /^[ \t]*/.exec(line)![0];
      let length = 0;
      while (length < prefix.length && prefix[length] === indent[length]) length++;
      return prefix.slice(0, length);
    },
    /^[ \t]*/.exec(filled[0] ?? '')![0],
  );
  return shared === ''
    ? text
    : lines.map((line) => line.slice(line.startsWith(shared) ? shared.length : 0)).join('\n');
}
