import { lastName } from '../python/definitions.ts';
import type { FoundImport } from '../python/imports.ts';
import type { PythonParser, SyntaxNode } from '../python/parser.ts';
import type { Parameter } from '../python/target.ts';
import { firstErrorIndex } from '../python/walk.ts';
import { type FileRecord, type IndexedImport, type IndexedSymbol, MAX_VALUE } from './file-record.ts';
import { findStatements, type Statement } from './find-statements.ts';
import { Lines } from './lines.ts';
import { maskText, parseableText } from './mask-text.ts';
import { readHead, readSummary } from './read-head.ts';
import { readImports } from './read-imports.ts';
import { readReferences, type Span } from './read-references.ts';
import { findOutside, trim } from './split-arguments.ts';

/** Longer texts are generated; reading them would tell little and cost much. */
const MAX_CHARACTERS = 1_000_000;
/** So are files with more definitions, and with more named values. */
const MAX_SYMBOLS = 5_000;

const [COLON, EQUALS] = [58, 61];

/**
 * The record of one Python file. Never fails: of a text that does not parse, what could be read is kept and the problem
 * is named. The tree says where definitions are; what they hold is read from the text, because crossing into WebAssembly
 * for every node would take longer than parsing.
 */
export function readFileRecord(parser: PythonParser, text: string): FileRecord {
  if (text.length > MAX_CHARACTERS) {
    return { symbols: [], imports: [], exports: null, uses: [], problems: ['larger than 1 MB'] };
  }
  const masked = maskText(text);
  const file: File = { text, masked, lines: new Lines(text) };
  const { statements, exports, errorAt } = parser.withTree(parseableText(text, masked), (root) => ({
    statements: findStatements(root, text),
    exports: text.includes('__all__') ? readExports(root, text) : null,
    errorAt: firstErrorIndex(root),
  }));
  const definitions = statements.filter(({ kind }) => kind !== 'value').slice(0, MAX_SYMBOLS);
  const values = statements.filter(({ kind }) => kind === 'value').slice(0, MAX_SYMBOLS);
  const inner = Map.groupBy(definitions, ({ owner }) => owner);
  const qualnames = new Map<Statement, string>();
  const symbols: IndexedSymbol[] = [];
  for (const one of definitions) {
    const symbol = readDefinition(file, one, qualnames, spansWithout(one, inner.get(one) ?? []));
    if (!symbol) continue;
    qualnames.set(one, symbol.qualname);
    symbols.push(symbol);
  }
  const functions = symbols.filter(({ kind }) => kind === 'function');
  symbols.push(...values.map((one) => readValue(file, one, qualnames)));
  const outside = spansWithout({ start: 0, end: text.length }, inner.get(null) ?? []);
  return {
    symbols: symbols.sort((a, b) => a.startLine - b.startLine),
    imports: markModuleLevel(readImports(file.masked, file.lines), functions),
    exports,
    uses: readReferences(text, file.masked, outside).uses,
    problems: errorAt === null ? [] : [`does not parse at line ${file.lines.at(errorAt)}`],
  };
}

interface File {
  text: string;
  masked: string;
  lines: Lines;
}

function readDefinition(
  { text, masked, lines }: File,
  statement: Statement,
  qualnames: ReadonlyMap<Statement, string>,
  spans: readonly Span[],
): IndexedSymbol | null {
  const { kind, start, end } = statement;
  const head = readHead(text, masked, start, end);
  if (!head || kind === 'value') return null;
  const { name, decorators, bases, parameters, annotation, isAsync, bodyAt } = head;
  const { uses, calls, locals } = readReferences(text, masked, spans);
  const bound = kind === 'function' ? locals() : new Map<string, string>();
  for (const one of parameters) bound.set(one.name, one.annotation ?? '');
  return {
    kind,
    name,
    ...placeOf(name, statement, qualnames),
    decorators,
    bases,
    parameters,
    annotation,
    value: null,
    summary: readSummary(text, masked, bodyAt, end),
    startLine: lines.at(start),
    endLine: lines.at(end - 1),
    bodyLine: lines.at(Math.min(bodyAt, end - 1)),
    isAsync,
    unreachable:
      statement.isUnreachable || decorators.some((decorator) => lastName(decorator) === 'overload'),
    uses: parameters.length === 0 ? uses : uses.filter((use) => !isParameter(use, parameters)),
    calls,
    locals: toRecord(bound),
  };
}

function isParameter(name: string, parameters: readonly Parameter[]): boolean {
  for (const one of parameters) if (one.name === name) return true;
  return false;
}

/** A name that a statement of a module or class binds to a value. */
function readValue(
  { text, masked, lines }: File,
  statement: Statement,
  qualnames: ReadonlyMap<Statement, string>,
): IndexedSymbol {
  const { start, end } = statement;
  const mark = findOutside(masked, start, end, (code) => code === COLON || code === EQUALS);
  const hasType = masked.charCodeAt(mark) === COLON;
  const equals = hasType ? findOutside(masked, mark, end, (code) => code === EQUALS) : mark;
  const name = text.slice(start, mark).trim();
  const { uses, calls } = readReferences(text, masked, [[start, end]]);
  return {
    kind: 'variable',
    name,
    ...placeOf(name, statement, qualnames),
    decorators: [],
    bases: [],
    parameters: [],
    annotation: hasType ? text.slice(...trim(masked, mark + 1, equals)) : null,
    value: equals < end ? text.slice(...trim(masked, equals + 1, end)).slice(0, MAX_VALUE) : null,
    summary: null,
    startLine: lines.at(start),
    endLine: lines.at(end - 1),
    bodyLine: lines.at(start),
    isAsync: false,
    unreachable: false,
    uses: uses.filter((use) => use !== name),
    calls,
    locals: {},
  };
}

/** As `Object.fromEntries`, which takes twice the time. */
function toRecord(entries: ReadonlyMap<string, string>): Record<string, string> {
  if (entries.has('__proto__')) return Object.fromEntries(entries);
  const record: Record<string, string> = {};
  for (const [name, value] of entries) record[name] = value;
  return record;
}

function placeOf(
  name: string,
  { owner }: Statement,
  qualnames: ReadonlyMap<Statement, string>,
): Pick<IndexedSymbol, 'qualname' | 'owner'> {
  const around = owner ? (qualnames.get(owner) ?? null) : null;
  return { qualname: around === null ? name : `${around}.${name}`, owner: around };
}

/** Functions and imports stand in the order of the text. */
function markModuleLevel(
  imports: readonly FoundImport[],
  functions: readonly IndexedSymbol[],
): IndexedImport[] {
  let next = 0;
  return imports.map((one) => {
    while (next < functions.length && functions[next]!.endLine < one.line) next++;
    return { ...one, isModuleLevel: next >= functions.length || functions[next]!.startLine > one.line };
  });
}

/** Only a plain list or tuple of strings; `__all__ += other.__all__` makes the rest unknown, so everything counts. */
function readExports(root: SyntaxNode, text: string): string[] | null {
  const textOf = ({ startIndex, endIndex }: SyntaxNode): string => text.slice(startIndex, endIndex);
  let names: string[] | null = null;
  for (const statement of root.namedChildren) {
    const change = statement.type === 'expression_statement' ? statement.namedChild(0) : null;
    const left = change?.childForFieldName('left');
    if (!left || textOf(left) !== '__all__') continue;
    const right = change?.childForFieldName('right');
    const items = right?.type === 'list' || right?.type === 'tuple' ? right.namedChildren : null;
    if (!items || items.some(({ type }) => type !== 'string' && type !== 'comment')) return null;
    const contents = items.map((item) => item.namedChildren.find(({ type }) => type === 'string_content'));
    names = [...(names ?? []), ...contents.flatMap((content) => (content ? textOf(content) : []))];
  }
  return names;
}

/** What is left of a statement without those inside it, which are in the order of the text. */
function spansWithout(
  { start, end }: Pick<Statement, 'start' | 'end'>,
  inner: readonly Pick<Statement, 'start' | 'end'>[],
): Span[] {
  const spans: Span[] = [];
  let from = start;
  for (const one of inner) {
    if (one.start < from) continue;
    spans.push([from, one.start]);
    from = one.end;
  }
  spans.push([from, end]);
  return spans;
}
