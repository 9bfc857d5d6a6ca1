import type { SyntaxNode } from '../python/parser.ts';
import { parametersOf } from '../python/signature.ts';
import { type Atom, atomsOf, type Condition, equalityOf, readCondition } from './conditions.ts';
import { type ResolveName, readLiteral } from './literals.ts';
import { itemOf, lengthOf, type Place } from './places.ts';
import { int } from './python-values.ts';
import { readTerm, type Scope, type Term } from './terms.ts';
import { type Clues, noteClues } from './type-clues.ts';

/** Something that must hold, or must not, on the way to a place in the code. */
export interface Requirement {
  condition: Condition;
  holds: boolean;
}

/** One way that a condition of the code can turn out, with what leads there. */
export interface Goal {
  path: Requirement[];
  last: Requirement;
}

/** What the body of a function asks of its arguments, including what it passes on to functions of its module. */
export interface FunctionReading {
  goals: Goal[];
  clues: Clues;
  /** Names of exceptions that it raises on purpose. */
  raises: Set<string>;
}

interface Reading extends FunctionReading {
  functions: ReadonlyMap<string, SyntaxNode>;
  resolve: ResolveName;
}

/** Calls into functions of the same module are followed so deep. */
const MAX_CALL_DEPTH = 2;

/** Reads a function's body. `functions` are the module-level functions by name. */
export function readFunction(
  node: SyntaxNode,
  parameters: readonly string[],
  module: { functions: ReadonlyMap<string, SyntaxNode>; resolve: ResolveName },
): FunctionReading {
  const reading: Reading = {
    goals: [],
    clues: { uses: new Map(), annotations: new Map(), numbers: new Map(), keys: new Map() },
    raises: new Set(),
    ...module,
  };
  const terms = new Map(
    parameters.map((name): [string, Term] => [name, { kind: 'place', place: name, changes: [] }]),
  );
  readBlock(node.childForFieldName('body')!, [], { terms, resolve: module.resolve }, reading, [node.id]);
  const { goals, clues, raises } = reading;
  return { goals, clues, raises };
}

/** The last parameter holds the functions being read, outermost first, so that recursion ends. */
function readBlock(
  block: SyntaxNode,
  path: Requirement[],
  scope: Scope,
  reading: Reading,
  stack: number[],
): void {
  const way = [...path];
  for (const statement of block.namedChildren) readStatement(statement, way, scope, reading, stack);
}

/** May extend `way` by what holds after the statement, such as the opposite of a condition that returned. */
function readStatement(
  statement: SyntaxNode,
  way: Requirement[],
  scope: Scope,
  reading: Reading,
  stack: number[],
): void {
  const inside = (body: SyntaxNode | null, path: Requirement[]): void => {
    if (body) readBlock(body, path, scope, reading, stack);
  };
  switch (statement.type) {
    case 'if_statement':
      readIf(statement, way, scope, reading, stack);
      return;
    case 'for_statement': {
      readExpression(statement.childForFieldName('right')!, way, scope, reading, stack);
      const filled = bindItems(
        statement.childForFieldName('left')!,
        statement.childForFieldName('right')!,
        scope,
        reading,
      );
      if (filled) addGoals(filled, way, reading);
      inside(
        statement.childForFieldName('body'),
        filled ? [...way, { condition: filled, holds: true }] : way,
      );
      inside(statement.childForFieldName('alternative')?.childForFieldName('body') ?? null, way);
      return;
    }
    case 'while_statement': {
      const condition = readCondition(statement.childForFieldName('condition')!, scope);
      addGoals(condition, way, reading);
      inside(statement.childForFieldName('body'), [...way, { condition, holds: true }]);
      return;
    }
    case 'match_statement':
      readMatch(statement, way, scope, reading, stack);
      return;
    case 'try_statement':
    case 'with_statement':
      for (const child of statement.namedChildren) {
        if (child.type === 'block') inside(child, way);
        else if (/_clause$/.test(child.type))
          inside(child.namedChildren.find((one) => one.type === 'block') ?? null, way);
      }
      return;
    case 'assert_statement': {
      const condition = readCondition(statement.namedChild(0)!, scope);
      addGoals(condition, way, reading);
      reading.raises.add('AssertionError');
      way.push({ condition, holds: true });
      return;
    }
    case 'raise_statement': {
      const name = statement
        .namedChild(0)
        ?.text.replace(/\([\s\S]*$/, '')
        .split('.')
        .at(-1);
      if (name) reading.raises.add(name);
      readExpression(statement, way, scope, reading, stack);
      return;
    }
    case 'function_definition':
    case 'class_definition':
    case 'decorated_definition':
      return;
    default:
      readExpression(statement, way, scope, reading, stack);
      if (statement.type === 'expression_statement') bindAssignment(statement.namedChildren[0], scope);
  }
}

function readIf(
  statement: SyntaxNode,
  way: Requirement[],
  scope: Scope,
  reading: Reading,
  stack: number[],
): void {
  const before: Requirement[] = [];
  const branches = [statement, ...statement.childrenForFieldName('alternative')];
  const leaving: Requirement[] = [];
  for (const branch of branches) {
    const test = branch.childForFieldName('condition');
    const body = branch.childForFieldName('consequence') ?? branch.childForFieldName('body');
    const condition = test ? readCondition(test, scope) : null;
    if (test && condition) {
      readExpression(test, [...way, ...before], scope, reading, stack);
      addGoals(condition, [...way, ...before], reading);
    }
    const path = condition ? [...way, ...before, { condition, holds: true }] : [...way, ...before];
    if (body) readBlock(body, path, scope, reading, stack);
    if (condition) {
      before.push({ condition, holds: false });
      if (body && leaves(body)) leaving.push({ condition, holds: false });
    }
  }
  way.push(...leaving);
}

function readMatch(
  statement: SyntaxNode,
  way: Requirement[],
  scope: Scope,
  reading: Reading,
  stack: number[],
): void {
  const subject = readTerm(statement.childForFieldName('subject')!, scope);
  const before: Requirement[] = [];
  for (const clause of statement.childForFieldName('body')?.namedChildren ?? []) {
    if (clause.type !== 'case_clause') continue;
    const pattern = clause.namedChildren.find((child) => child.type === 'case_pattern');
    const inner = pattern?.namedChild(0);
    const options = inner?.type === 'union_pattern' ? inner.namedChildren : inner ? [inner] : [];
    const values = options.map(
      (option) =>
        readLiteral(
          option.type === 'dotted_name' ? (option.namedChildCount > 1 ? option : option) : option,
          (name) => (name.includes('.') ? scope.resolve(name) : null),
        ) ?? (option.type === 'dotted_name' && option.text.includes('.') ? scope.resolve(option.text) : null),
    );
    const known = values.filter((value) => value !== null);
    const condition: Condition | null =
      known.length > 0 && known.length === options.length
        ? {
            kind: 'or',
            parts: known.map((value) =>
              equalityOf(
                subject,
                value,
                `${statement.childForFieldName('subject')!.text} == ${pattern!.text}`,
              ),
            ),
          }
        : null;
    if (condition) addGoals(condition, [...way, ...before], reading);
    const path = condition ? [...way, ...before, { condition, holds: true }] : [...way, ...before];
    readBlock(clause.childForFieldName('consequence')!, path, scope, reading, stack);
    if (condition) before.push({ condition, holds: false });
  }
}

/** Conditions and calls inside an expression or simple statement. */
function readExpression(
  node: SyntaxNode,
  way: Requirement[],
  scope: Scope,
  reading: Reading,
  stack: number[],
): void {
  noteClues(node, scope, reading.clues);
  switch (node.type) {
    case 'lambda':
    case 'function_definition':
      return;
    case 'conditional_expression': {
      const [then, test, otherwise] = node.namedChildren.filter((child) => child.type !== 'comment');
      if (!then || !test || !otherwise) return;
      const condition = readCondition(test, scope);
      addGoals(condition, way, reading);
      readExpression(test, way, scope, reading, stack);
      readExpression(then, [...way, { condition, holds: true }], scope, reading, stack);
      readExpression(otherwise, [...way, { condition, holds: false }], scope, reading, stack);
      return;
    }
    case 'boolean_operator':
    case 'comparison_operator':
      // A condition that is a value of its own: `return a and b`.
      if (!isTest(node)) addGoals(readCondition(node, scope), way, reading);
      break;
    case 'list_comprehension':
    case 'set_comprehension':
    case 'generator_expression':
    case 'dictionary_comprehension':
      readComprehension(node, way, scope, reading, stack);
      return;
    case 'call':
      enterCall(node, way, scope, reading, stack);
      break;
  }
  for (const child of node.namedChildren) readExpression(child, way, scope, reading, stack);
}

function readComprehension(
  node: SyntaxNode,
  way: Requirement[],
  scope: Scope,
  reading: Reading,
  stack: number[],
): void {
  const inner: Scope = { ...scope, terms: new Map(scope.terms) };
  const path = [...way];
  for (const part of node.namedChildren) {
    if (part.type === 'for_in_clause') {
      readExpression(part.childForFieldName('right')!, path, inner, reading, stack);
      const filled = bindItems(
        part.childForFieldName('left')!,
        part.childForFieldName('right')!,
        inner,
        reading,
      );
      if (!filled) continue;
      addGoals(filled, path, reading);
      path.push({ condition: filled, holds: true });
    } else if (part.type === 'if_clause' && part.namedChild(0)) {
      const condition = readCondition(part.namedChild(0)!, inner);
      addGoals(condition, path, reading);
      path.push({ condition, holds: true });
    }
  }
  const body = node.childForFieldName('body');
  if (body) readExpression(body, path, inner, reading, stack);
}

/** Reads a function of the same module that is called with places of ours, as if it stood here. */
function enterCall(
  node: SyntaxNode,
  way: Requirement[],
  scope: Scope,
  reading: Reading,
  stack: number[],
): void {
  const callee = reading.functions.get(node.childForFieldName('function')!.text);
  const list = node.childForFieldName('arguments')!;
  if (!callee || list.type !== 'argument_list' || stack.length > MAX_CALL_DEPTH || stack.includes(callee.id))
    return;
  const parameters = parametersOf(callee);
  const terms = new Map<string, Term>();
  let position = 0;
  for (const argument of list.namedChildren) {
    if (argument.type === 'comment') continue;
    const isKeyword = argument.type === 'keyword_argument';
    const parameter = isKeyword
      ? parameters.find(({ name }) => name === argument.childForFieldName('name')!.text)
      : parameters[position++];
    const term = readTerm(isKeyword ? argument.childForFieldName('value')! : argument, scope);
    if (!parameter) continue;
    terms.set(parameter.name, term);
    if (term.kind === 'place' && parameter.annotation)
      reading.clues.annotations.set(term.place, parameter.annotation);
  }
  if (terms.size === 0) return;
  readBlock(callee.childForFieldName('body')!, way, { terms, resolve: scope.resolve }, reading, [
    ...stack,
    callee.id,
  ]);
}

function addGoals(condition: Condition, path: Requirement[], reading: Reading): void {
  if (atomsOf(condition).length === 0) return;
  for (const holds of [true, false]) reading.goals.push({ path: [...path], last: { condition, holds } });
}

/** Binds loop variables to the items of what is iterated; gives the condition that there is any item. */
function bindItems(left: SyntaxNode, right: SyntaxNode, scope: Scope, reading: Reading): Condition | null {
  const callee = right.type === 'call' ? right.childForFieldName('function')! : null;
  const isEnumerate = callee?.text === 'enumerate';
  const iterated = isEnumerate ? right.childForFieldName('arguments')!.namedChild(0)! : right;
  const term = readTerm(iterated, scope);
  const names = left.type === 'identifier' ? [left] : left.namedChildren;
  if (term.kind !== 'place') {
    for (const name of names)
      if (name.type === 'identifier')
        scope.terms.set(name.text, term.kind === 'literal' ? { kind: 'mention', places: [] } : term);
    return null;
  }
  const item: Term = { kind: 'place', place: itemOf(term.place), changes: [] };
  const use = reading.clues.uses.get(term.place) ?? new Set();
  reading.clues.uses.set(term.place, use.add('iterated'));
  const bound = isEnumerate ? names.slice(1) : names;
  for (const name of bound)
    if (name.type === 'identifier')
      scope.terms.set(name.text, bound.length === 1 ? item : { kind: 'mention', places: [item.place] });
  return { kind: 'atom', atom: lengthAtom(term.place, `${term.place} has items`) };
}

function lengthAtom(place: Place, text: string): Atom {
  return {
    place: lengthOf(place),
    test: { kind: 'compare', operator: '>', value: int(0) },
    changes: [],
    text,
    says: true,
    isGuess: false,
  };
}

function bindAssignment(assignment: SyntaxNode | undefined, scope: Scope): void {
  const left = assignment?.childForFieldName('left');
  const right = assignment?.childForFieldName('right');
  if (!left || !right || left.type !== 'identifier') return;
  const term = readTerm(right, scope);
  const own = scope.terms.get(left.text);
  const isAugmented = assignment?.type === 'augmented_assignment';
  const places = [
    ...(own && isAugmented && own.kind === 'mention'
      ? own.places
      : own && isAugmented && own.kind === 'place'
        ? [own.place]
        : []),
  ];
  if (isAugmented) {
    const more = term.kind === 'mention' ? term.places : term.kind === 'literal' ? [] : [term.place];
    scope.terms.set(left.text, { kind: 'mention', places: [...new Set([...places, ...more])] });
  } else {
    scope.terms.set(
      left.text,
      term.kind === 'literal' && /^[a-z_]/.test(left.text) && !own ? { kind: 'mention', places: [] } : term,
    );
  }
}

/** Whether the comparison is the test of an `if`, `while` or the like, or a part of one. */
function isTest(node: SyntaxNode): boolean {
  const parent = node.parent;
  if (!parent) return false;
  if (/^(if_statement|elif_clause|while_statement|assert_statement|if_clause)$/.test(parent.type))
    return true;
  if (parent.type === 'conditional_expression') return node.equals(parent.namedChildren[1]!);
  return /^(boolean_operator|not_operator|parenthesized_expression)$/.test(parent.type) && isTest(parent);
}

/** Whether control never reaches what follows the block. */
function leaves(block: SyntaxNode): boolean {
  const last = block.namedChildren.filter((child) => child.type !== 'comment').at(-1);
  return last !== undefined && /^(return|raise|continue|break)_statement$/.test(last.type);
}
