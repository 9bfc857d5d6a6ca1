import { basesOf, type Definition, docstringOf, findDefinitions } from '../python/definitions.ts';
import { findImports } from '../python/imports.ts';
import type { PythonParser, SyntaxNode } from '../python/parser.ts';
import { parametersOf, returnAnnotation } from '../python/signature.ts';
import { firstErrorLine, firstLine, lastLine } from '../python/walk.ts';
import { type FileRecord, type IndexedSymbol, MAX_VALUE } from './file-record.ts';
import { maskText } from './mask-text.ts';
import { readReferences } from './read-references.ts';

/** Longer texts are generated; reading them would tell little and cost much. */
const MAX_CHARACTERS = 1_000_000;
/** So are files with more definitions. */
const MAX_SYMBOLS = 5_000;

/**
 * The record of one Python file. Never fails: of a text that does not parse, what could be read is kept and the problem
 * is named. The tree gives definitions and imports; names inside bodies are read from the text, because crossing into
 * WebAssembly for every node would take longer than parsing.
 */
export function readFileRecord(parser: PythonParser, text: string): FileRecord {
  if (text.length > MAX_CHARACTERS) {
    return { symbols: [], imports: [], exports: null, uses: [], problems: ['larger than 1 MB'] };
  }
  const masked = maskText(text);
  return parser.withTree(text, (root) => {
    const definitions = findDefinitions(root).slice(0, MAX_SYMBOLS);
    const inner = Map.groupBy(definitions, ({ owner }) => owner);
    const symbols = definitions.map((definition) =>
      readDefinition(definition, inner.get(definition) ?? [], masked),
    );
    const values = [
      ...valuesIn(root, null, masked),
      ...definitions.flatMap((definition) =>
        definition.kind === 'class'
          ? valuesIn(definition.node.childForFieldName('body'), definition.qualname, masked)
          : [],
      ),
    ].slice(0, MAX_SYMBOLS);
    const all = [...symbols, ...values].sort((a, b) => a.startLine - b.startLine);
    const imports = findImports(root);
    const errorLine = firstErrorLine(root);
    const inFunction = new Set<number>();
    for (const { kind, startLine, endLine } of definitions) {
      if (kind === 'function') for (let line = startLine; line <= endLine; line++) inFunction.add(line);
    }
    const outside = textWithout(
      masked,
      { startIndex: 0, endIndex: masked.length },
      definitions.filter(({ owner }) => owner === null).map(({ whole }) => whole),
    );
    return {
      symbols: all,
      imports: imports.map((one) => ({
        ...one,
        isModuleLevel: !inFunction.has(one.line),
      })),
      exports: readExports(root),
      uses: readReferences(outside).uses,
      problems: errorLine === null ? [] : [`does not parse at line ${errorLine}`],
    };
  });
}

function readDefinition(definition: Definition, inner: readonly Definition[], masked: string): IndexedSymbol {
  const { node, name, qualname, kind, owner, decorators, startLine, endLine } = definition;
  const body = node.childForFieldName('body');
  const parameters = kind === 'function' ? parametersOf(node) : [];
  const text = textWithout(
    masked,
    definition.whole,
    inner.map(({ whole }) => whole),
  );
  // The definition's own name stands in its head: that is no use of it.
  const { uses, calls, locals } = readReferences(text.replace(/\b(def|class)\s+[^\s(:]+/, ''));
  const bound: Record<string, string> = {};
  if (kind === 'function') {
    Object.assign(bound, locals);
    for (const { name: parameter, annotation } of parameters) bound[parameter] = annotation ?? '';
  }
  const named = new Set(parameters.map((one) => one.name));
  const isRead = (use: string): boolean => !named.has(use);
  return {
    kind,
    name,
    qualname,
    owner: owner?.qualname ?? null,
    decorators,
    bases: basesOf(definition),
    parameters,
    annotation: kind === 'function' ? returnAnnotation(node) : null,
    value: null,
    summary: docstringOf(definition)?.split('\n')[0] || null,
    startLine,
    endLine,
    bodyLine: body ? firstLine(body) : endLine,
    isAsync: node.child(0)?.type === 'async',
    unreachable: definition.unreachable,
    uses: uses.filter(isRead),
    calls,
    locals: bound,
  };
}

/** Names that statements of a module or class bind to a value. */
function valuesIn(scope: SyntaxNode | null, owner: string | null, masked: string): IndexedSymbol[] {
  return (scope?.namedChildren ?? []).slice(0, MAX_SYMBOLS).flatMap((statement) => {
    const assignment = statement.type === 'expression_statement' ? statement.namedChild(0) : null;
    const left = assignment?.type === 'assignment' ? assignment.childForFieldName('left') : null;
    if (!assignment || left?.type !== 'identifier') return [];
    const right = assignment.childForFieldName('right');
    const name = left.text;
    const startLine = firstLine(statement);
    const endLine = lastLine(statement);
    const { uses, calls } = readReferences(masked.slice(statement.startIndex, statement.endIndex));
    return [
      {
        kind: 'variable' as const,
        name,
        qualname: owner ? `${owner}.${name}` : name,
        owner,
        decorators: [],
        bases: [],
        parameters: [],
        annotation: assignment.childForFieldName('type')?.text ?? null,
        value: right?.text.slice(0, MAX_VALUE) ?? null,
        summary: null,
        startLine,
        endLine,
        bodyLine: startLine,
        isAsync: false,
        unreachable: false,
        uses: uses.filter((use) => use !== name),
        calls,
        locals: {},
      },
    ];
  });
}

/** Only a plain list or tuple of strings; `__all__ += other.__all__` makes the rest unknown, so everything counts. */
function readExports(root: SyntaxNode): string[] | null {
  let names: string[] | null = null;
  for (const statement of root.namedChildren) {
    const change = statement.type === 'expression_statement' ? statement.namedChild(0) : null;
    if (change?.childForFieldName('left')?.text !== '__all__') continue;
    const right = change.childForFieldName('right');
    const items = right?.type === 'list' || right?.type === 'tuple' ? right.namedChildren : null;
    if (!items || items.some(({ type }) => type !== 'string' && type !== 'comment')) return null;
    names = [
      ...(names ?? []),
      ...items.flatMap(
        (item) => item.namedChildren.find(({ type }) => type === 'string_content')?.text ?? [],
      ),
    ];
  }
  return names;
}

interface Span {
  startIndex: number;
  endIndex: number;
}

/** The text of a span without that of the spans inside it, which are in the order of the text. */
function textWithout(text: string, { startIndex, endIndex }: Span, inner: readonly Span[]): string {
  let result = '';
  let from = startIndex;
  for (const span of inner) {
    if (span.startIndex < from) continue;
    result += `${text.slice(from, span.startIndex)}\n`;
    from = span.endIndex;
  }
  return result + text.slice(from, endIndex);
}
