import { type Definition, docstringOf, findDefinitions } from '../python/definitions.ts';
import type { PythonParser, SyntaxNode } from '../python/parser.ts';
import { lastLine } from '../python/walk.ts';

/** Values of module-level names that are longer than this many lines are cut down to `...`. */
const MAX_VALUE_LINES = 12;

const BRACKETS: Record<string, string> = { dictionary: '{...}', list: '[...]', tuple: '(...)', set: '{...}' };

interface Cut {
  start: number;
  end: number;
  text: string;
}

/**
 * A file reduced to what can be read at a glance: bodies of functions and methods become the first line of their
 * docstring and `...`, long values become `...`. Definitions for which `keep` says so stay whole.
 */
export function elide(parser: PythonParser, text: string, keep: (definition: Definition) => boolean): string {
  return parser.withTree(text, (root) => {
    const cuts = longValues(root);
    const kept: Definition[] = [];
    for (const definition of findDefinitions(root)) {
      if (keep(definition)) kept.push(definition);
      else if (definition.kind === 'function') {
        const cut = bodyCut(definition, text);
        if (cut) cuts.push(cut);
      }
    }
    const isKept = (cut: Cut): boolean =>
      kept.some(({ whole }) => cut.start >= whole.startIndex && cut.end <= whole.endIndex);
    return applyCuts(
      text,
      cuts.filter((cut) => !isKept(cut)),
    );
  });
}

/** Nothing where the body is shorter than what would replace it. */
function bodyCut(definition: Definition, text: string): Cut | null {
  const body = definition.node.childForFieldName('body');
  if (!body) return null;
  const indent = ' '.repeat(body.startPosition.column);
  const summary = docstringOf(definition)?.split('\n')[0]?.trim();
  const shown = summary ? `"""${summary}"""\n${indent}...` : '...';
  if (shown.length >= body.endIndex - body.startIndex) return null;
  return {
    start: body.startIndex,
    end: body.startIndex + text.slice(body.startIndex, body.endIndex).trimEnd().length,
    text: shown,
  };
}

function longValues(root: SyntaxNode): Cut[] {
  return root.namedChildren.flatMap((statement) => {
    const assignment = statement.type === 'expression_statement' ? statement.namedChild(0) : null;
    const value = assignment?.type === 'assignment' ? assignment.childForFieldName('right') : null;
    if (!value || lastLine(value) - value.startPosition.row <= MAX_VALUE_LINES) return [];
    const text = BRACKETS[value.type] ?? (value.type === 'string' ? '"..."' : null);
    return text ? [{ start: value.startIndex, end: value.endIndex, text }] : [];
  });
}

function applyCuts(text: string, cuts: Cut[]): string {
  let result = '';
  let from = 0;
  for (const cut of cuts.sort((a, b) => a.start - b.start)) {
    if (cut.start < from) continue;
    result += text.slice(from, cut.start) + cut.text;
    from = cut.end;
  }
  return result + text.slice(from);
}
