/** What a docstring says under one heading, in any of the three common styles. */
export interface DocumentedItem {
  /** `ValueError`, `int`; empty where the style names none. */
  name: string;
  text: string;
}

const HEADINGS =
  /^(Args?|Arguments|Parameters|Other Parameters|Returns?|Raises|Yields?|Examples?|Notes?|See Also|References|Warnings?|Attributes|Todo):?\s*$/;

/** Items of a section: Sphinx (`:raises X: text`), Google (`Raises:` and indented lines) and NumPy (underlined heading). */
export function readSection(docstring: string, section: 'raises' | 'returns'): DocumentedItem[] {
  return [...readSphinx(docstring, section), ...readBlock(docstring, section)];
}

/** The first sentence, on one line. */
export function firstSentence(docstring: string): string {
  const paragraph = docstring.split(/\n\s*\n/)[0] ?? '';
  const text = paragraph.replace(/\s+/g, ' ').trim();
  return /^(.*?[^.\s]\.)(?:\s|$)/.exec(text)?.[1] ?? text;
}

function readSphinx(docstring: string, section: 'raises' | 'returns'): DocumentedItem[] {
  const field = section === 'raises' ? String.raw`(?:raises?|except|exception)\s+([\w.]+)` : 'returns?()';
  const pattern = new RegExp(String.raw`^[ \t]*:${field}:[ \t]*(.*(?:\n[ \t]+(?!:)\S.*)*)`, 'gm');
  return [...docstring.matchAll(pattern)].map((match) => ({
    name: lastPart(match[1]!),
    text: match[2]!.replace(/\s+/g, ' ').trim(),
  }));
}

function readBlock(docstring: string, section: 'raises' | 'returns'): DocumentedItem[] {
  const lines = docstring.split('\n');
  const heading = section === 'raises' ? /^Raises:?\s*$/ : /^Returns?:?\s*$/;
  const start = lines.findIndex((line) => heading.test(line.trim()));
  if (start === -1) return [];
  const isUnderlined = /^\s*-{3,}\s*$/.test(lines[start + 1] ?? '');
  if (!isUnderlined && !lines[start]!.trim().endsWith(':')) return [];
  const base = indentOf(lines[start]!);
  const block: string[] = [];
  for (const [offset, line] of lines.slice(start + (isUnderlined ? 2 : 1)).entries()) {
    const rest = lines.slice(start + (isUnderlined ? 2 : 1) + offset + 1);
    const ends = isUnderlined
      ? /^\s*-{3,}\s*$/.test(rest[0] ?? '') || HEADINGS.test(line.trim())
      : line.trim() !== '' && indentOf(line) <= base;
    if (ends) break;
    block.push(line);
  }
  return splitItems(block, isUnderlined ? 'numpy' : 'google');
}

/** An item begins at the least indentation; deeper lines go on with it. */
function splitItems(block: readonly string[], style: 'numpy' | 'google'): DocumentedItem[] {
  const filled = block.filter((line) => line.trim() !== '');
  const least = Math.min(...filled.map(indentOf));
  const items: DocumentedItem[] = [];
  for (const line of filled) {
    if (indentOf(line) > least && items.length > 0) {
      const last = items.at(-1)!;
      last.text = `${last.text} ${line.trim()}`.trim();
      continue;
    }
    items.push(style === 'numpy' ? readNumpyItem(line.trim()) : readGoogleItem(line.trim()));
  }
  return items;
}

/** `ValueError`, `result : int`. */
function readNumpyItem(line: string): DocumentedItem {
  return { name: lastPart(line.replace(/^\w+\s*:\s*/, '')), text: '' };
}

/** `ValueError: If x is negative.`, or a sentence without a name. */
function readGoogleItem(line: string): DocumentedItem {
  const named = /^([\w.[\], |]+?):\s*(.*)$/.exec(line);
  return named ? { name: lastPart(named[1]!), text: named[2]! } : { name: '', text: line };
}

function lastPart(name: string): string {
  return name.split('.').at(-1)!;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
