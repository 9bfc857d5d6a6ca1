/** A heading of a report with the text below it. */
export interface Section {
  heading: string;
  text: string;
}

const MAX_SECTIONS = 50;

/**
 * The sections of an issue: Markdown headings as issue forms write them, lines in bold, and labels such as `Expected:` at
 * the beginning of a line. A heading inside a code block is none.
 */
export function readSections(body: string): Section[] {
  const sections: Section[] = [];
  let open: { heading: string; lines: string[] } | null = null;
  let fence: string | null = null;
  const close = (): void => {
    if (open) sections.push({ heading: open.heading, text: open.lines.join('\n').trim() });
    open = null;
  };
  for (const line of splitLabels(body)) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark) {
      if (fence === null) fence = mark;
      else if (mark.startsWith(fence)) fence = null;
    }
    const head = fence === null && !mark ? readHeading(line) : null;
    if (head && sections.length < MAX_SECTIONS) {
      close();
      open = { heading: head.heading, lines: head.rest ? [head.rest] : [] };
    } else (open as { lines: string[] } | null)?.lines.push(line);
  }
  close();
  return sections;
}

/** The lines of a text; `Expected: 3. Actual: 4.` makes two. */
function splitLabels(body: string): string[] {
  return body
    .split('\n')
    .flatMap((line) => line.split(/(?<=[.!?`])\s+(?=(?:Expected|Actual)\b[\w ]{0,20}:)/));
}

/** The heading that a line is, and what follows it in the same line; null for any other line. */
export function readHeading(line: string): { heading: string; rest: string } | null {
  const heading = /^ {0,3}#{1,6}\s+(.+?)\s*#*\s*$/.exec(line)?.[1];
  if (heading) return { heading: heading.replace(/[*_:]/g, '').trim(), rest: '' };
  const bold = /^\s*(?:[-*]\s+)?(\*\*|__)([^*_\n]{2,60}?):?\1\s*:?\s*(.*)$/.exec(line);
  if (bold) return { heading: bold[2]!.trim(), rest: bold[3]! };
  const label =
    /^\s*(?:[-*]\s+)?((?:expected|actual|current|observed|desired)(?:\s+(?:behaviou?r|results?|output|outcome))?|(?:steps|how) to reproduce|steps|what happen(?:s|ed)|what i (?:expected|got))\s*:\s*(.*)$/i.exec(
      line,
    );
  return label ? { heading: label[1]!, rest: label[2]! } : null;
}
