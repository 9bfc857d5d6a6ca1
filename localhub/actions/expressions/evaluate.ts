import { RunnerProblem } from '../problem.ts';
import { type ExpressionFunction, KNOWN_CONTEXTS, KNOWN_FUNCTIONS, pureFunctions } from './functions.ts';
import type { Expression } from './parser.ts';
import { compare, isEqual, isTruthy, property, type Value, type ValueMap } from './value.ts';

/** What an expression may see at its place in a workflow. Function names in lower case. */
export interface Scope {
  contexts: ValueMap;
  functions: Record<string, ExpressionFunction>;
}

/** The elements that `.*` selected: a property of it is the list of that property of each element. */
class Selection extends Array<Value> {}

function selectEvery(target: Value): Value {
  const selection = new Selection();
  if (target instanceof Selection)
    for (const element of target) selection.push(...(selectEvery(element) as Value[]));
  else if (Array.isArray(target)) selection.push(...target);
  else if (target !== null && typeof target === 'object') selection.push(...Object.values(target));
  return selection;
}

function readIndex(target: Value, index: Value): Value {
  if (target instanceof Selection && typeof index === 'string') {
    const selection = new Selection();
    for (const element of target) {
      const value = property(element, index);
      if (value !== null) selection.push(value);
    }
    return selection;
  }
  if (Array.isArray(target)) return target[Math.floor(Number(index))] ?? null;
  return property(target, String(index));
}

function callFunction(name: string, args: Value[], scope: Scope): Value {
  const key = name.toLowerCase();
  const library = [pureFunctions, scope.functions].find((functions) => Object.hasOwn(functions, key));
  const found = library?.[key];
  if (!found) throw new RunnerProblem(`Unrecognized function: '${name}'`);
  if (args.length < found.atLeast || args.length > found.atMost)
    throw new RunnerProblem(
      `${name}: ${args.length} arguments given, ${found.atLeast} to ${found.atMost} taken`,
    );
  return found.call(args);
}

/** The expression's value. Names that do not exist at this place throw a RunnerProblem. */
export function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'context': {
      const name = expression.name.toLowerCase();
      if (!Object.hasOwn(scope.contexts, name))
        throw new RunnerProblem(`Unrecognized named-value: '${expression.name}'`);
      return scope.contexts[name]!;
    }
    case 'index':
      return readIndex(evaluate(expression.target, scope), evaluate(expression.index, scope));
    case 'every':
      return selectEvery(evaluate(expression.target, scope));
    case 'call':
      return callFunction(
        expression.name,
        expression.arguments.map((argument) => evaluate(argument, scope)),
        scope,
      );
    case 'not':
      return !isTruthy(evaluate(expression.operand, scope));
    case 'binary':
      return evaluateBinary(expression, scope);
  }
}

function evaluateBinary(expression: Expression & { kind: 'binary' }, scope: Scope): Value {
  const left = evaluate(expression.left, scope);
  if (expression.operator === '&&') return isTruthy(left) ? evaluate(expression.right, scope) : left;
  if (expression.operator === '||') return isTruthy(left) ? left : evaluate(expression.right, scope);
  const right = evaluate(expression.right, scope);
  switch (expression.operator) {
    case '==':
      return isEqual(left, right);
    case '!=':
      return !isEqual(left, right);
    case '<':
      return compare(left, right) < 0;
    case '<=':
      return compare(left, right) <= 0;
    case '>':
      return compare(left, right) > 0;
    case '>=':
      return compare(left, right) >= 0;
  }
}

/** Every call and context in the tree, also in branches that evaluation would not reach. */
export function namesIn(expression: Expression): { functions: string[]; contexts: string[] } {
  const functions: string[] = [];
  const contexts: string[] = [];
  const visit = (node: Expression): void => {
    if (node.kind === 'context') contexts.push(node.name.toLowerCase());
    else if (node.kind === 'index') [node.target, node.index].forEach(visit);
    else if (node.kind === 'every') visit(node.target);
    else if (node.kind === 'not') visit(node.operand);
    else if (node.kind === 'binary') [node.left, node.right].forEach(visit);
    else if (node.kind === 'call') {
      functions.push(node.name.toLowerCase());
      node.arguments.forEach(visit);
    }
  };
  visit(expression);
  return { functions, contexts };
}

/** Throws a RunnerProblem for a function or context that the expression language does not have at all. */
export function requireKnownNames(expression: Expression): void {
  const { functions, contexts } = namesIn(expression);
  const strangeFunction = functions.find((name) => !KNOWN_FUNCTIONS.has(name));
  if (strangeFunction) throw new RunnerProblem(`Unrecognized function: '${strangeFunction}'`);
  const strangeContext = contexts.find((name) => !KNOWN_CONTEXTS.has(name));
  if (strangeContext) throw new RunnerProblem(`Unrecognized named-value: '${strangeContext}'`);
}
