import type { SyntaxNode } from '../python/parser.ts';
import { type ResolveName, readLiteral } from './literals.ts';
import { fieldOf, itemOf, lengthOf, type Place } from './places.ts';
import type { Value } from './python-values.ts';

/** How a text was changed before it is compared, in order. */
export type TextChange = 'strip' | 'upper' | 'lower';

/** What an expression says about the arguments. */
export type Term =
  /** The value at a place, perhaps after changes of its text. */
  | { kind: 'place'; place: Place; changes: TextChange[] }
  | { kind: 'literal'; value: Value }
  /** `TABLE.get(x)`: None or a value of the table, as the place's value is a key or not. */
  | { kind: 'lookup'; place: Place; changes: TextChange[]; keys: Value[] }
  /** Something computed from these places. */
  | { kind: 'mention'; places: Place[] };

/** What local names stand for, and the module's constants. */
export interface Scope {
  terms: Map<string, Term>;
  resolve: ResolveName;
}

const NOTHING: Term = { kind: 'mention', places: [] };

const CHANGES: Record<string, TextChange> = {
  strip: 'strip',
  lstrip: 'strip',
  rstrip: 'strip',
  upper: 'upper',
  lower: 'lower',
  casefold: 'lower',
};

/** Functions that keep what matters for a comparison. */
const TRANSPARENT = new Set([
  'int',
  'float',
  'str',
  'Decimal',
  'bool',
  'abs',
  'round',
  'sorted',
  'list',
  'set',
  'tuple',
  'reversed',
]);

export function readTerm(node: SyntaxNode, scope: Scope): Term {
  const literal = readLiteral(node, (name) => (scope.terms.has(name) ? null : scope.resolve(name)));
  if (literal) return { kind: 'literal', value: literal };
  switch (node.type) {
    case 'identifier':
      return scope.terms.get(node.text) ?? NOTHING;
    case 'parenthesized_expression':
    case 'await':
      return node.namedChildCount === 1 ? readTerm(node.namedChild(0)!, scope) : NOTHING;
    case 'named_expression':
      return readTerm(node.childForFieldName('value')!, scope);
    case 'call':
      return readCall(node, scope);
    case 'subscript':
      return readSubscript(node, scope);
    default:
      return mention(node, scope);
  }
}

/** The places that a term depends on. */
export function placesOf(term: Term): Place[] {
  if (term.kind === 'literal') return [];
  return term.kind === 'mention' ? term.places : [term.place];
}

function readCall(node: SyntaxNode, scope: Scope): Term {
  const callee = node.childForFieldName('function')!;
  const list = node.childForFieldName('arguments')!;
  const first = list.type === 'argument_list' ? list.namedChild(0) : null;
  if (callee.type === 'identifier' && first && list.namedChildCount === 1) {
    const term = readTerm(first, scope);
    if (callee.text === 'len' && term.kind === 'place')
      return { kind: 'place', place: lengthOf(term.place), changes: [] };
    if (TRANSPARENT.has(callee.text) && term.kind === 'place') return term;
  }
  if (callee.type === 'attribute') {
    const object = readTerm(callee.childForFieldName('object')!, scope);
    const method = callee.childForFieldName('attribute')!.text;
    const change = CHANGES[method];
    if (change && object.kind === 'place') return { ...object, changes: [...object.changes, change] };
    if (method === 'get' && first) return lookUp(object, first, scope) ?? mention(node, scope);
    if (/^copy\.(copy|deepcopy)$/.test(callee.text) && first && list.namedChildCount === 1) {
      const copied = readTerm(first, scope);
      if (copied.kind === 'place') return copied;
    }
    if ((method === 'quantize' || method === 'copy') && object.kind === 'place') return object;
  }
  return mention(node, scope);
}

function readSubscript(node: SyntaxNode, scope: Scope): Term {
  const object = readTerm(node.childForFieldName('value')!, scope);
  const index = node.childForFieldName('subscript');
  if (!index || index.type === 'slice') return mention(node, scope);
  return lookUp(object, index, scope) ?? mention(node, scope);
}

function lookUp(object: Term, index: SyntaxNode, scope: Scope): Term | null {
  const key = readTerm(index, scope);
  if (object.kind === 'place' && key.kind === 'literal') {
    if (key.value.kind === 'str')
      return { kind: 'place', place: fieldOf(object.place, key.value.value), changes: [] };
    if (key.value.kind === 'int') return { kind: 'place', place: itemOf(object.place), changes: [] };
  }
  if (object.kind === 'literal' && object.value.kind === 'dict' && key.kind === 'place') {
    return {
      kind: 'lookup',
      place: key.place,
      changes: key.changes,
      keys: object.value.entries.map(([name]) => name),
    };
  }
  return null;
}

function mention(node: SyntaxNode, scope: Scope): Term {
  const places = new Set<Place>();
  const visit = (part: SyntaxNode): void => {
    if (part.type === 'identifier') {
      const isAttribute =
        part.parent?.type === 'attribute' && !part.equals(part.parent.childForFieldName('object')!);
      if (!isAttribute)
        for (const place of placesOf(scope.terms.get(part.text) ?? NOTHING)) places.add(place);
    }
    part.namedChildren.forEach(visit);
  };
  visit(node);
  return { kind: 'mention', places: [...places] };
}
