/**
 * The lines of a Markdown text that stand in no code block, each with its index. Fences and indentation are all that is
 * read: enough to tell what people wrote from what they quoted.
 * https://github.github.com/gfm/#fenced-code-blocks
 */
export function linesOutsideCode(text: string): { line: string; index: number }[] {
  const found: { line: string; index: number }[] = [];
  let fence: string | null = null;
  for (const [index, line] of text.split('\n').entries()) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? null;
    if (fence !== null) {
      const isEnd = mark !== null && mark[0] === fence[0] && mark.length >= fence.length;
      if (isEnd && /^\s*[`~]+\s*$/.test(line)) fence = null;
    } else if (mark !== null) fence = mark;
    else if (!/^( {4}|\t)/.test(line)) found.push({ line: line.replace(/\r$/, ''), index });
  }
  return found;
}
