import type { SyntaxNode } from '../python/parser.ts';
import type { Condition } from './conditions.ts';
import { itemOf, lengthOf } from './places.ts';
import { int } from './python-values.ts';
import type { Position } from './reading.ts';
import { placesOf, readTerm, type Scope, type Term } from './terms.ts';

const NOTHING: Term = { kind: 'mention', places: [] };

/** Binds loop variables to the items of what is iterated; gives the condition that there is any item. */
export function bindItems(left: SyntaxNode, right: SyntaxNode, at: Position): Condition | null {
  const { terms } = at.scope;
  const isEnumerate = right.type === 'call' && right.childForFieldName('function')!.text === 'enumerate';
  const counted = isEnumerate ? right.childForFieldName('arguments')!.namedChild(0) : null;
  const term = readTerm(counted ?? right, at.scope);
  const names = (left.type === 'identifier' ? [left] : left.namedChildren).filter(
    ({ type }) => type === 'identifier',
  );
  if (term.kind !== 'place') {
    for (const { text } of names) terms.set(text, term.kind === 'literal' ? NOTHING : term);
    return null;
  }
  const { uses } = at.reading.clues;
  uses.set(term.place, (uses.get(term.place) ?? new Set()).add('iterated'));
  const bound = isEnumerate ? names.slice(1) : names;
  const place = itemOf(term.place);
  const item: Term =
    bound.length === 1 ? { kind: 'place', place, changes: [] } : { kind: 'mention', places: [place] };
  for (const { text } of bound) terms.set(text, item);
  const test = { kind: 'compare', operator: '>', value: int(0) } as const;
  const text = `${term.place} has items`;
  return {
    kind: 'atom',
    atom: { place: lengthOf(term.place), test, changes: [], text, says: true, isGuess: false },
  };
}

/** Binds the name of a plain assignment; `x += y` makes x computed from both. */
export function bindAssignment(assignment: SyntaxNode | undefined, scope: Scope): void {
  const left = assignment?.childForFieldName('left');
  const right = assignment?.childForFieldName('right');
  if (!assignment || !right || left?.type !== 'identifier') return;
  const term = readTerm(right, scope);
  const before = scope.terms.get(left.text) ?? NOTHING;
  const isAugmented = assignment.type === 'augmented_assignment';
  if (isAugmented) scope.terms.set(left.text, computed(before, term));
  // A local that begins as a literal is counted or collected in; its value later is not the literal.
  else scope.terms.set(left.text, term.kind === 'literal' ? NOTHING : term);
}

/** After a branch: a name that it bound anew keeps its meaning from outside, or is computed from the branch's places. */
export function mergeScopes(outside: Scope, branch: Scope): void {
  for (const [name, term] of branch.terms) {
    const before = outside.terms.get(name);
    if (before === term || before?.kind === 'place' || before?.kind === 'lookup') continue;
    outside.terms.set(name, before ? computed(before, term) : term);
  }
}

function computed(...terms: Term[]): Term {
  return { kind: 'mention', places: [...new Set(terms.flatMap(placesOf))] };
}
