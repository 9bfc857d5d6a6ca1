import { basesOf, bodyStatements, type Definition, lastName } from './definitions.ts';
import type { SyntaxNode } from './parser.ts';

const SIMPLE = new Set(['identifier', 'none', 'true', 'false', 'list_splat', 'dictionary_splat']);
const LITERALS = new Set([
  'string',
  'integer',
  'float',
  'none',
  'true',
  'false',
  'ellipsis',
  'concatenated_string',
]);
const EMPTY_CONTAINERS = new Set(['list', 'dictionary', 'tuple', 'set']);
const SHOWN_AS_TEXT = new Set(['__repr__', '__str__', '__unicode__']);

/** Why a function or method is not worth a test, in the words a maintainer is shown; null when it may be. */
export function reasonFunctionIsTrivial(definition: Definition): string | null {
  const decorators = definition.decorators.map(lastName);
  const statements = bodyStatements(definition);
  if (definition.owner && basesOf(definition.owner).some((base) => lastName(base) === 'Protocol')) {
    return 'part of a Protocol: it only describes a type';
  }
  if (statements.every(isEmpty)) {
    return decorators.some((name) => name.startsWith('abstract')) ? 'abstract' : 'has no body of its own';
  }
  if (definition.name === '__init__' && statements.every(storesArgument)) return 'only stores its arguments';
  if (statements.length !== 1) return null;
  const only = statements[0]!;
  if (storesArgument(only)) return 'only stores a value';
  if (only.type !== 'return_statement') return null;
  const value = only.namedChild(0);
  if (!value || isLiteral(value)) return 'only returns a constant';
  if (isSimple(value)) return 'only returns a value it has';
  if (SHOWN_AS_TEXT.has(definition.name) && value.type !== 'conditional_expression') {
    return `a one-line ${definition.name}`;
  }
  return isDelegation(value) ? 'only hands on to another function' : null;
}

function isEmpty(statement: SyntaxNode): boolean {
  if (statement.type === 'pass_statement') return true;
  if (statement.type === 'expression_statement') {
    const type = statement.namedChild(0)?.type;
    return type === 'ellipsis' || type === 'string';
  }
  if (statement.type !== 'raise_statement') return false;
  return /^NotImplementedError\b/.test(statement.namedChild(0)?.text ?? '');
}

/** `self.x = x` and `super().__init__(…)`. */
function storesArgument(statement: SyntaxNode): boolean {
  if (statement.type !== 'expression_statement') return false;
  const inner = statement.namedChild(0);
  if (inner?.type === 'call')
    return /^super\(.*\)\.__init__$/.test(inner.childForFieldName('function')?.text ?? '');
  if (inner?.type !== 'assignment') return false;
  const value = inner.childForFieldName('right');
  if (inner.childForFieldName('left')?.type !== 'attribute') return false;
  return !value || isSimple(value) || isLiteral(value);
}

/** Names and attributes: nothing is computed. */
function isSimple(node: SyntaxNode): boolean {
  let inner = node;
  while (inner.type === 'attribute') inner = inner.childForFieldName('object')!;
  return SIMPLE.has(inner.type);
}

/** An f-string with something to fill in is none. */
function isLiteral(node: SyntaxNode): boolean {
  if (EMPTY_CONTAINERS.has(node.type)) return node.namedChildCount === 0;
  return LITERALS.has(node.type) && node.descendantsOfType('interpolation').length === 0;
}

/** `return self.inner.find(key, limit=limit)`: a call that only passes on what it was given. */
function isDelegation(value: SyntaxNode): boolean {
  const call = value.type === 'await' ? value.namedChild(0) : value;
  if (call?.type !== 'call') return false;
  const called = call.childForFieldName('function')!;
  const inherits = /^super\(.*\)\.\w+$/.test(called.text);
  if (!inherits && !isSimple(called)) return false;
  const given = call.childForFieldName('arguments');
  return (
    given?.type === 'argument_list' &&
    given.namedChildren.every((argument) =>
      isSimple(argument.type === 'keyword_argument' ? argument.childForFieldName('value')! : argument),
    )
  );
}
