import type { PythonParser, SyntaxNode } from '../python/parser.ts';
import { blankLinesAfter, type Insertion, lineBreakAt, lineEndOf, lineStartOf } from './insertions.ts';
import { reindent } from './reindent.ts';
import { bodyOf, type Definition, definitionOf, definitionsIn, walk } from './syntax.ts';
import { isTestClass } from './test-names.ts';

/** What is written into the module: module-level code, or methods for one of its classes. */
export interface PlacedCode {
  targetId: string;
  imports: readonly string[];
  code: string;
}

/**
 * Where the code of suggestions goes: after the last test of the same target, else after the last test of the module,
 * always directly behind a whole definition, so that a banner of comments stays with what it announces. A class of
 * the name of a class that is there gives its methods to it.
 */
export function placeTests(
  parser: PythonParser,
  root: SyntaxNode,
  text: string,
  suggestions: readonly PlacedCode[],
): Insertion[] {
  const unit = indentUnit(root, text);
  // Only in a module without any statement nothing else parts the tests from what stands above them.
  const isBare =
    text.replace('\uFEFF', '').trim() === '' && suggestions.every(({ imports }) => imports.length === 0);
  const classes = classesIn(root);
  const methods: Insertion[] = [];
  const definitions: Insertion[] = [];
  for (const [index, { targetId, code }] of suggestions.entries()) {
    const name = singleClassName(parser, code);
    const home = name === null ? undefined : classes.find((one) => one.name === name);
    if (home) methods.push(placeMethods(parser, text, home, { targetId, code, unit }));
    else {
      const isFirst = isBare && index === 0;
      definitions.push(placeDefinitions(parser, root, text, { targetId, code, unit, isFirst }));
    }
  }
  // Where a class ends, its new methods come before what follows the class.
  return [...methods, ...definitions];
}

/** The name of the one class that the code consists of, else null. */
export function singleClassName(parser: PythonParser, code: string): string | null {
  return parser.withTree(code, (root) => {
    const statements = root.namedChildren.filter((node) => node.type !== 'comment');
    const definition = statements.length === 1 ? definitionOf(statements[0]!) : null;
    return definition?.node.type === 'class_definition' ? definition.name : null;
  });
}

/** Top-level classes of a module. */
export function classesIn(root: SyntaxNode): Definition[] {
  return definitionsIn(root).filter(({ node }) => node.type === 'class_definition');
}

/** How well a definition of the module is about a target: 2 names all of it, 1 its function or class, 0 nothing. */
export function closeness(definition: Definition, targetId: string): 0 | 1 | 2 {
  const parts = targetId.slice(targetId.indexOf('::') + 2).split('.');
  const names = new Set(definition.outer.text.match(/[\p{L}_][\p{L}\p{N}_]*/gu));
  if (parts.every((part) => names.has(part))) return 2;
  const last = parts.at(-1)!.toLowerCase().replace(/\W/g, '');
  const isNamed = new RegExp(`(^|_)${last}(_|$)`).test(definition.name.toLowerCase());
  return names.has(parts[0]!) || (last.length > 3 && isNamed) ? 1 : 0;
}

/** The last of the closest, or null when none is close. */
export function lastClosest(definitions: readonly Definition[], targetId: string): Definition | null {
  const ranked = definitions.map((one) => ({ one, rank: closeness(one, targetId) }));
  const best = Math.max(0, ...ranked.map(({ rank }) => rank));
  return best === 0 ? null : ranked.findLast(({ rank }) => rank === best)!.one;
}

interface WrittenCode {
  targetId: string;
  code: string;
  /** One level of indentation in the module. */
  unit: string;
}

function placeDefinitions(
  parser: PythonParser,
  root: SyntaxNode,
  text: string,
  { targetId, code, unit, isFirst }: WrittenCode & { isFirst: boolean },
): Insertion {
  const tests = definitionsIn(root).filter(({ name, node }) =>
    node.type === 'class_definition' ? isTestClass(node) : name.startsWith('test'),
  );
  const anchor = lastClosest(tests, targetId)?.outer ?? tests.at(-1)?.outer ?? lastNode(root);
  const gap = blankLinesBetween(root.namedChildren, text, 2);
  const lineBreak = lineBreakAt(text, anchor?.endIndex ?? text.length);
  const written = reindent(parser, code.trimEnd(), { before: '', unit, lineBreak });
  if (isFirst) return { at: text.length, text: `${written}${lineBreak}`, form: 'lines' };
  const isDefinition = anchor !== null && definitionOf(anchor) !== null;
  return insertAfter(text, anchor, written, { gap: isDefinition ? gap : Math.max(gap, 2), lineBreak });
}

/** Methods go after the last one of the class that is about the target, else to its end. */
function placeMethods(
  parser: PythonParser,
  text: string,
  home: Definition,
  { targetId, code, unit }: WrittenCode,
): Insertion {
  const body = bodyOf(home.node);
  const methods = definitionsIn(body).filter(({ name }) => name.startsWith('test'));
  const last = body.namedChildren.findLast((node) => node.type !== 'comment')!;
  const anchor = lastClosest(methods, targetId)?.outer ?? last;
  const start = lineStartOf(text, body.startIndex);
  const before = /^\s*/.exec(text.slice(start))![0];
  const lineBreak = lineBreakAt(text, anchor.endIndex);
  const written = reindent(parser, bodyText(parser, code), { before, unit, lineBreak });
  const gap = blankLinesBetween(body.namedChildren, text, 1);
  return insertAfter(text, anchor, written, { gap, lineBreak });
}

/** The methods of the code's one class, as they stand at the left margin. */
function bodyText(parser: PythonParser, code: string): string {
  return parser.withTree(code, (root, text) => {
    const methods = definitionsIn(bodyOf(classesIn(root)[0]!.node));
    const parts = methods.map(({ outer }) => text.slice(lineStartOf(text, outer.startIndex), outer.endIndex));
    return dedent(methods, parts).join('\n\n');
  });
}

/** Takes one level from each line that does not begin inside a string. */
function dedent(methods: readonly Definition[], parts: readonly string[]): string[] {
  return parts.map((part, index) => {
    const first = methods[index]!.outer.startPosition.row;
    const inString = new Set<number>();
    walk(methods[index]!.outer, (node) => {
      if (node.type !== 'string') return;
      for (let row = node.startPosition.row + 1; row <= node.endPosition.row; row++)
        inString.add(row - first);
      return false;
    });
    return part
      .split('\n')
      .map((line, row) => (inString.has(row) ? line : line.replace(/^ {4}/, '')))
      .join('\n');
  });
}

function insertAfter(
  text: string,
  anchor: SyntaxNode | null,
  code: string,
  { gap, lineBreak }: { gap: number; lineBreak: string },
): Insertion {
  const at = anchor ? endOfDefinition(text, anchor) : text.length;
  const { count, endsText } = blankLinesAfter(text, at);
  const after = endsText || count >= gap ? '' : lineBreak.repeat(gap - count);
  return { at, text: `${lineBreak.repeat(gap)}${code}${lineBreak}${after}`, form: 'lines' };
}

/** Behind the line that a definition ends on, and behind the comments that still belong to it by their indentation. */
function endOfDefinition(text: string, node: SyntaxNode): number {
  let at = lineEndOf(text, Math.max(node.startIndex, node.endIndex - 1));
  let next = node.nextNamedSibling;
  while (next?.type === 'comment') {
    const isSameLine = next.startIndex < at;
    const isInside = next.startPosition.column > node.startPosition.column;
    if (!isSameLine && !isInside) break;
    at = Math.max(at, lineEndOf(text, next.endIndex));
    next = next.nextNamedSibling;
  }
  return at;
}

/** The last statement or comment before `if __name__ == "__main__":`, or null in a module that has none. */
function lastNode(root: SyntaxNode): SyntaxNode | null {
  const guard = root.namedChildren.findIndex(
    (node) => node.type === 'if_statement' && /^if\s+__name__\s*==/.test(node.text),
  );
  return root.namedChildren.slice(0, guard < 0 ? undefined : guard).at(-1) ?? null;
}

/** How many blank lines the file itself leaves between two definitions most often; `usual` where it shows none. */
function blankLinesBetween(nodes: readonly SyntaxNode[], text: string, usual: number): number {
  const counts = new Map<number, number>();
  for (let index = 1; index < nodes.length; index++) {
    const [before, node] = [nodes[index - 1]!, nodes[index]!];
    if (!definitionOf(before) || !definitionOf(node)) continue;
    const gap = text.slice(lineEndOf(text, before.endIndex - 1), lineStartOf(text, node.startIndex));
    const blank = gap.split('\n').length - 1;
    counts.set(blank, (counts.get(blank) ?? 0) + 1);
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1] || Math.abs(a[0] - usual) - Math.abs(b[0] - usual));
  return most ? Math.min(most[0], 3) : usual;
}

/** The indentation of the first block that stands on lines of its own. */
export function indentUnit(root: SyntaxNode, text: string): string {
  for (const statement of definitionsIn(root)) {
    const body = bodyOf(statement.node);
    const start = lineStartOf(text, body.startIndex);
    const indent = text.slice(start, body.startIndex);
    if (indent !== '' && /^(\t| +)$/.test(indent)) return indent;
  }
  return '    ';
}
