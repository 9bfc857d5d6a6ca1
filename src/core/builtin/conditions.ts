import type { SyntaxNode } from '../python/parser.ts';
import type { Place } from './places.ts';
import { NONE, type Value } from './python-values.ts';
import { readTerm, type Scope, type Term, type TextChange } from './terms.ts';

export type Operator = '<' | '<=' | '>' | '>=' | '==' | '!=';

/** A question about the value at one place. */
export type Test =
  | { kind: 'compare'; operator: Operator; value: Value }
  | { kind: 'compare-place'; operator: Operator; other: Place }
  | { kind: 'among'; values: Value[] }
  | { kind: 'none' }
  | { kind: 'truthy' }
  /** `"x" in place`: part of a text, field of a mapping, item of a list. */
  | { kind: 'holds'; item: Value }
  | { kind: 'starts' | 'ends'; text: string }
  | { kind: 'isinstance'; types: string[] };

export interface Atom {
  place: Place;
  test: Test;
  changes: TextChange[];
  /** As written in the source, for telling people. */
  text: string;
  /** The answer for which the text is true; false for the `x in y` inside `x not in y`. */
  says: boolean;
  /** The comparison is of something computed from the place, so an answer about the place is a guess. */
  isGuess: boolean;
}

/** A condition of the source, as far as it can be read. */
export type Condition =
  | { kind: 'atom'; atom: Atom }
  | { kind: 'and' | 'or'; parts: Condition[] }
  | { kind: 'not'; part: Condition }
  | { kind: 'unknown' };

const UNKNOWN: Condition = { kind: 'unknown' };
const OPERATORS = new Set<string>(['<', '<=', '>', '>=', '==', '!=']);
const MIRRORED: Record<Operator, Operator> = {
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
  '==': '==',
  '!=': '!=',
};

export function readCondition(node: SyntaxNode, scope: Scope): Condition {
  switch (node.type) {
    case 'parenthesized_expression':
      return node.namedChildCount === 1 ? readCondition(node.namedChild(0)!, scope) : UNKNOWN;
    case 'not_operator':
      return { kind: 'not', part: readCondition(node.childForFieldName('argument')!, scope) };
    case 'boolean_operator':
      return {
        kind: node.childForFieldName('operator')!.text === 'and' ? 'and' : 'or',
        parts: [node.childForFieldName('left')!, node.childForFieldName('right')!].map((part) =>
          readCondition(part, scope),
        ),
      };
    case 'comparison_operator':
      return readComparison(node, scope);
    case 'call':
      return readCallCondition(node, scope) ?? readTruth(node, scope);
    default:
      return readTruth(node, scope);
  }
}

/** In words: the condition of the atom with the given answer. */
export function phrase({ text, says }: Atom, holds: boolean): string {
  const line = text.replaceAll(/\s+/g, ' ').replaceAll('`', "'");
  const short = line.length > 80 ? `${line.slice(0, 77)}...` : line;
  return holds === says ? `\`${short}\`` : `not \`${short}\``;
}

/** Every atom of a condition, in source order. */
export function atomsOf(condition: Condition): Atom[] {
  if (condition.kind === 'atom') return [condition.atom];
  if (condition.kind === 'not') return atomsOf(condition.part);
  return condition.kind === 'unknown' ? [] : condition.parts.flatMap(atomsOf);
}

/** `subject == value`, for `case` patterns and the like. */
export function equalityOf(term: Term, value: Value, text: string): Condition {
  return build(term, { kind: 'compare', operator: '==', value }, text);
}

/** The length of `a < b < c` is two comparisons, both of which must hold. */
function readComparison(node: SyntaxNode, scope: Scope): Condition {
  const operands = node.namedChildren.filter((child) => child.type !== 'comment');
  const operators = node.childrenForFieldName('operators').map((child) => child.text.replaceAll(/\s+/g, ' '));
  const parts = operators.map((operator, index) => {
    const left = operands[index];
    const right = operands[index + 1];
    if (!left || !right) return UNKNOWN;
    const text = operators.length === 1 ? node.text : `${left.text} ${operator} ${right.text}`;
    return compare(readTerm(left, scope), operator, readTerm(right, scope), text);
  });
  return parts.length === 1 ? parts[0]! : { kind: 'and', parts };
}

function compare(left: Term, operator: string, right: Term, text: string): Condition {
  if (operator === 'not in') return not(compare(left, 'in', right, text));
  if (operator === 'is not') return not(compare(left, 'is', right, text));
  if (operator === 'in') return readMembership(left, right, text);
  if (operator === 'is') {
    if (right.kind !== 'literal') return UNKNOWN;
    if (right.value.kind !== 'none')
      return build(left, { kind: 'compare', operator: '==', value: right.value }, text);
    return build(left, { kind: 'none' }, text);
  }
  if (!OPERATORS.has(operator)) return UNKNOWN;
  const sign = operator as Operator;
  if (right.kind === 'literal')
    return build(left, { kind: 'compare', operator: sign, value: right.value }, text);
  if (left.kind === 'literal')
    return build(right, { kind: 'compare', operator: MIRRORED[sign], value: left.value }, text);
  if (left.kind === 'place' && right.kind === 'place') {
    return atom(left.place, { kind: 'compare-place', operator: sign, other: right.place }, [], text);
  }
  return UNKNOWN;
}

function readMembership(left: Term, right: Term, text: string): Condition {
  if (right.kind === 'literal') {
    const { value } = right;
    if ('items' in value) return build(left, { kind: 'among', values: value.items }, text);
    if (value.kind === 'dict')
      return build(left, { kind: 'among', values: value.entries.map(([key]) => key) }, text);
    if (value.kind === 'str')
      return build(
        left,
        { kind: 'among', values: [...value.value].map((one) => ({ kind: 'str', value: one })) },
        text,
      );
  }
  if (left.kind === 'literal' && right.kind === 'place') {
    return atom(right.place, { kind: 'holds', item: left.value }, right.changes, text);
  }
  return UNKNOWN;
}

function readCallCondition(node: SyntaxNode, scope: Scope): Condition | null {
  const callee = node.childForFieldName('function')!;
  const list = node.childForFieldName('arguments')!;
  const args = list.type === 'argument_list' ? list.namedChildren : [];
  if (callee.text === 'isinstance' && args.length === 2) {
    const types =
      args[1]!.type === 'tuple' ? args[1]!.namedChildren.map((one) => one.text) : args[1]!.text.split('|');
    return build(
      readTerm(args[0]!, scope),
      { kind: 'isinstance', types: types.map((one) => one.trim()) },
      node.text,
    );
  }
  const method = callee.type === 'attribute' ? callee.childForFieldName('attribute')!.text : '';
  if ((method === 'startswith' || method === 'endswith') && args[0]) {
    const argument = readTerm(args[0], scope);
    const affixes =
      argument.kind === 'literal'
        ? 'items' in argument.value
          ? argument.value.items
          : [argument.value]
        : [];
    const texts = affixes.flatMap((one) => (one.kind === 'str' ? [one.value] : []));
    const object = readTerm(callee.childForFieldName('object')!, scope);
    const kind = method === 'startswith' ? 'starts' : 'ends';
    if (texts.length === 0) return null;
    const parts = texts.map((text) => build(object, { kind, text }, node.text));
    return parts.length === 1 ? parts[0]! : { kind: 'or', parts };
  }
  if (callee.text === 'bool' && args.length === 1) return readCondition(args[0]!, scope);
  return null;
}

function readTruth(node: SyntaxNode, scope: Scope): Condition {
  return build(readTerm(node, scope), { kind: 'truthy' }, node.text);
}

function build(term: Term, test: Test, text: string): Condition {
  if (term.kind === 'place') return atom(term.place, test, term.changes, text);
  if (term.kind === 'lookup') {
    const known = atom(term.place, { kind: 'among', values: term.keys }, term.changes, text);
    if (test.kind === 'none') return not(known);
    return test.kind === 'truthy' ? known : UNKNOWN;
  }
  const [place] = term.kind === 'mention' ? term.places : [];
  if (!place || test.kind !== 'compare') return UNKNOWN;
  const parts = (term as Extract<Term, { kind: 'mention' }>).places.map(
    (one): Condition => ({
      kind: 'atom',
      atom: { place: one, test, changes: [], text, says: true, isGuess: true },
    }),
  );
  return parts.length === 1 ? parts[0]! : { kind: 'or', parts };
}

function atom(place: Place, test: Test, changes: TextChange[], text: string): Condition {
  const isNone = test.kind === 'compare' && test.value.kind === NONE.kind;
  const made: Condition = {
    kind: 'atom',
    atom: { place, test: isNone ? { kind: 'none' } : test, changes, text, says: true, isGuess: false },
  };
  return isNone && test.operator === '!=' ? not(made) : made;
}

/** The opposite of a condition inside a text that says the opposite: `x not in y`, `x is not None`. */
function not(part: Condition): Condition {
  for (const one of atomsOf(part)) one.says = !one.says;
  return { kind: 'not', part };
}
