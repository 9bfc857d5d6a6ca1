/**
 * The lines of a Markdown text that stand in no code block and are seen, each with its index: enough to tell what people
 * wrote from what they quoted, or cannot see. Fences, indentation, and HTML comments and `<pre>` of several lines are all
 * that is read; a comment that ends on its line is a part of that line.
 * https://github.github.com/gfm/#fenced-code-blocks and https://github.github.com/gfm/#html-blocks
 */
export function linesOutsideCode(text: string): { line: string; index: number }[] {
  const found: { line: string; index: number }[] = [];
  let hidden: Hidden | null = null;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.replace(/\r$/, '');
    if (hidden !== null) {
      if (hidden.isEnd(line)) hidden = null;
      continue;
    }
    hidden = readFence(line);
    if (hidden !== null || /^( {4}|\t)/.test(line)) continue;
    found.push({ line, index });
    hidden = readHtml(line);
  }
  return found;
}

/** What begins on one line and hides the following ones, up to and including the one that ends it. */
interface Hidden {
  isEnd: (line: string) => boolean;
}

const FENCE = /^ {0,3}(`{3,}|~{3,})/;

function readFence(line: string): Hidden | null {
  const fence = FENCE.exec(line)?.[1];
  if (fence === undefined) return null;
  return {
    isEnd: (later) => {
      const mark = FENCE.exec(later)?.[1] ?? '';
      return mark[0] === fence[0] && mark.length >= fence.length && /^\s*[`~]+\s*$/.test(later);
    },
  };
}

function readHtml(line: string): Hidden | null {
  if (line.lastIndexOf('<!--') > line.lastIndexOf('-->')) {
    // One that begins in the middle of a paragraph is none when the paragraph ends first.
    const isBlock = /^ {0,3}<!--/.test(line);
    return { isEnd: (later) => later.includes('-->') || (!isBlock && later.trim() === '') };
  }
  const isPre = /^ {0,3}<pre(\s|>|$)/i.test(line) && !/<\/pre>/i.test(line);
  return isPre ? { isEnd: (later) => /<\/pre>/i.test(later) } : null;
}
