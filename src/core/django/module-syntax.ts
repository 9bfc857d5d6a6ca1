import type { PythonParser, SyntaxNode } from '../python/parser.ts';
import { firstLine } from '../python/walk.ts';
import { type Expression, type ReadingBudget, readExpression } from './expression.ts';

/** A statement that binds or changes a value. */
export interface Statement {
  kind: 'assign' | 'add' | 'call' | 'return';
  /** Dotted name that is bound or added to; `''` for calls and returns. */
  target: string;
  value: Expression;
  /** Stands under `if`, `try` or the like: it may not be executed. */
  isConditional: boolean;
  /** Stands in a loop: the loop's variables are not known. */
  isRepeated: boolean;
  line: number;
}

/** Statements by the qualified name of what holds them: `''` for the module, `Cart`, `Cart.Meta`. */
export type ModuleSyntax = ReadonlyMap<string, readonly Statement[]>;

/** Expressions of larger files are not read to their end. */
const MAX_NODES = 200_000;
/** Longer texts are generated; the index does not read them either. */
const MAX_CHARACTERS = 1_000_000;
/** Classes in classes, blocks in blocks. */
const MAX_NESTING = 12;

/** What module and classes bind, in order; bodies of functions are left out. */
export function readModuleSyntax(parser: PythonParser, text: string): ModuleSyntax {
  const scopes = new Map<string, Statement[]>();
  if (text.length > MAX_CHARACTERS) return scopes;
  const budget = { nodes: MAX_NODES };
  parser.withTree(text, (root) => readScope(root, '', scopes, budget, NOWHERE));
  return scopes;
}

/** What one function binds, calls and returns, in order. Empty when there is none of this name. */
export function readFunctionSyntax(
  parser: PythonParser,
  text: string,
  qualname: string,
): readonly Statement[] {
  if (text.length > MAX_CHARACTERS) return [];
  return parser.withTree(text, (root) => {
    let scope: SyntaxNode | null = root;
    for (const name of qualname.split('.')) scope = scope && findInner(scope, name);
    const scopes = new Map<string, Statement[]>();
    if (scope) readScope(scope, '', scopes, { nodes: MAX_NODES }, NOWHERE);
    return scopes.get('') ?? [];
  });
}

interface Place {
  isConditional: boolean;
  isRepeated: boolean;
  nesting: number;
}

const NOWHERE: Place = { isConditional: false, isRepeated: false, nesting: 0 };

function readScope(
  scope: SyntaxNode,
  qualname: string,
  scopes: Map<string, Statement[]>,
  budget: ReadingBudget,
  place: Place,
): void {
  if (place.nesting > MAX_NESTING) return;
  const found = scopes.get(qualname) ?? [];
  scopes.set(qualname, found);
  for (const node of scope.namedChildren) {
    const inner = node.type === 'decorated_definition' ? node.childForFieldName('definition') : node;
    if (inner?.type === 'class_definition') {
      const name = inner.childForFieldName('name')?.text ?? '';
      const body = inner.childForFieldName('body');
      const nesting = place.nesting + 1;
      if (body)
        readScope(body, qualname ? `${qualname}.${name}` : name, scopes, budget, { ...NOWHERE, nesting });
    } else if (node.type === 'expression_statement') {
      found.push(...readStatement(node, budget, place));
    } else if (node.type === 'return_statement' && node.namedChildren[0]) {
      found.push(statementOf('return', '', readExpression(node.namedChildren[0], budget), node, place));
    } else if (BLOCKS.has(node.type)) {
      if (node.type === 'if_statement' && isMainGuard(node)) continue;
      readScope(node, qualname, scopes, budget, {
        isConditional: place.isConditional || CONDITIONAL.has(node.type),
        isRepeated: place.isRepeated || LOOPS.has(node.type),
        nesting: place.nesting + 1,
      });
    }
  }
}

const LOOPS = new Set(['for_statement', 'while_statement']);
/** The body of a `try` is what usually runs; its `except` clauses are the exception. */
const CONDITIONAL = new Set(['if_statement', 'except_clause', 'match_statement', ...LOOPS]);
const BLOCKS = new Set([
  ...CONDITIONAL,
  'elif_clause',
  'else_clause',
  'try_statement',
  'finally_clause',
  'with_statement',
  'case_clause',
  'block',
]);

function isMainGuard(node: SyntaxNode): boolean {
  return /^__name__\s*==/.test(node.childForFieldName('condition')?.text.slice(0, 40) ?? '');
}

function readStatement(node: SyntaxNode, budget: ReadingBudget, place: Place): Statement[] {
  const inner = node.namedChildren[0];
  if (inner?.type === 'call') return [statementOf('call', '', readExpression(inner, budget), node, place)];
  if (inner?.type !== 'assignment' && inner?.type !== 'augmented_assignment') return [];
  if (inner.type === 'augmented_assignment' && inner.childForFieldName('operator')?.text !== '+=') return [];
  const targets: string[] = [];
  let value: SyntaxNode | null = inner;
  // `a = b = value` binds both; a chain longer than the nesting allowed is not real.
  while (value && /assignment$/.test(value.type) && targets.length < MAX_NESTING) {
    const left = value.childForFieldName('left');
    if (left?.type === 'identifier' || left?.type === 'attribute' || left?.type === 'subscript')
      targets.push(left.text);
    value = value.childForFieldName('right');
  }
  if (!value || /assignment$/.test(value.type)) return [];
  const read = readExpression(value, budget);
  const kind = inner.type === 'assignment' ? 'assign' : 'add';
  return targets.map((target) => statementOf(kind, target, read, node, place));
}

function statementOf(
  kind: Statement['kind'],
  target: string,
  value: Expression,
  node: SyntaxNode,
  { isConditional, isRepeated }: Place,
): Statement {
  return { kind, target, value, isConditional, isRepeated, line: firstLine(node) };
}

function findInner(scope: SyntaxNode, name: string): SyntaxNode | null {
  for (const node of scope.namedChildren) {
    const inner = node.type === 'decorated_definition' ? node.childForFieldName('definition') : node;
    if (
      /^(class|function)_definition$/.test(inner?.type ?? '') &&
      inner?.childForFieldName('name')?.text === name
    )
      return inner.childForFieldName('body');
  }
  return null;
}
