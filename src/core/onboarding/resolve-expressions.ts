import type { MatrixRow } from './matrix.ts';
import { textOf } from './read-yaml.ts';

/** What is written `${{ … }}` and what stands in it. */
const EXPRESSION = /\$\{\{\s*([^{}]{0,300}?)\s*\}\}/g;

/**
 * A text of a workflow file with those expressions replaced that follow from the chosen combination of the matrix or
 * from the service containers; `left` names the others.
 */
export function resolveExpressions(text: string, row: MatrixRow): { text: string; left: string[] } {
  const left: string[] = [];
  const resolved = text.replace(EXPRESSION, (whole, inner: string) => {
    const value = resolveOne(inner, row);
    if (value === null) left.push(inner);
    return value ?? whole;
  });
  return { text: resolved, left };
}

function resolveOne(expression: string, row: MatrixRow): string | null {
  const matrix = /^matrix(?:\.([\w-]+)|\[\s*'([\w-]+)'\s*\])$/.exec(expression);
  // GitHub takes a key that this combination lacks for the empty text.
  if (matrix) {
    const value = textOf(row[matrix[1] ?? matrix[2]!]) ?? '';
    // A value may be an expression itself.
    return value.includes('${{') ? null : value;
  }
  const fallback = /^matrix\.([\w-]+)\s*\|\|\s*'([^']*)'$/.exec(expression);
  if (fallback) return textOf(row[fallback[1]!]) || fallback[2]!;
  const port = /^job\.services\.[\w-]+\.ports\[\s*'?(\d+)'?\s*\]$/.exec(expression);
  if (port) return port[1]!;
  return expression === 'github.workspace' ? `\${{ github.workspace }}` : null;
}

/** Whether a step or job with this `if` takes part in the chosen combination on Linux; unknown conditions do. */
export function isTaken(condition: unknown, row: MatrixRow): boolean {
  const text = textOf(condition);
  if (text === null) return true;
  return text
    .replace(/^\s*\$\{\{|\}\}\s*$/g, '')
    .split('&&')
    .every((part) => isPartTaken(part.trim(), row));
}

function isPartTaken(part: string, row: MatrixRow): boolean {
  const match = /^(matrix\.([\w-]+)|runner\.os)\s*(==|!=)\s*'?([^']*?)'?$/.exec(part);
  if (match) {
    const actual = match[2] ? (textOf(row[match[2]]) ?? '') : 'Linux';
    return (actual.toLowerCase() === match[4]!.toLowerCase()) === (match[3] === '==');
  }
  const starts =
    /^(!?)\s*(?:startsWith|endsWith|contains)\(\s*(?:matrix\.([\w-]+)|runner\.os)\s*,\s*'([^']*)'\s*\)$/.exec(
      part,
    );
  if (!starts) return !/'(?:windows|macos)/i.test(part) || part.includes('!');
  const actual = (starts[2] ? (textOf(row[starts[2]]) ?? '') : 'Linux').toLowerCase();
  const wanted = starts[3]!.toLowerCase();
  const holds = part.includes('startsWith')
    ? actual.startsWith(wanted)
    : part.includes('endsWith')
      ? actual.endsWith(wanted)
      : actual.includes(wanted);
  return holds !== (starts[1] === '!');
}
