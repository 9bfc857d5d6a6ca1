import { RunnerProblem } from '../problem.ts';
import { evaluate, namesIn, requireKnownNames, type Scope } from './evaluate.ts';
import { STATUS_FUNCTIONS } from './functions.ts';
import { type Expression, parseExpression } from './parser.ts';
import { isTruthy, toText, type Value } from './value.ts';

type Part = { text: string } | { expression: Expression };

/** Cuts text at its `${{ … }}`; a `}}` inside a quoted string does not end one. */
export function parseTemplate(text: string): Part[] {
  const parts: Part[] = [];
  let position = 0;
  for (;;) {
    const start = text.indexOf('${{', position);
    if (start === -1) break;
    let end = start + 3;
    for (let quoted = false; end < text.length; end += 1) {
      if (text[end] === "'") quoted = !quoted;
      else if (!quoted && text.startsWith('}}', end)) break;
    }
    if (end >= text.length)
      throw new RunnerProblem(`An expression is not closed: '${text.slice(start, start + 80)}'`);
    if (start > position) parts.push({ text: text.slice(position, start) });
    parts.push({ expression: parseExpression(text.slice(start + 3, end)) });
    position = end + 2;
  }
  if (position < text.length) parts.push({ text: text.slice(position) });
  return parts;
}

/** A text that is one expression keeps that expression's type; any other becomes text. */
export function evaluateTemplate(text: string, scope: Scope): Value {
  const parts = parseTemplate(text);
  const only = parts[0];
  if (parts.length === 1 && only && 'expression' in only) return evaluate(only.expression, scope);
  return parts
    .map((part) => ('text' in part ? part.text : toText(evaluate(part.expression, scope))))
    .join('');
}

/** The text with its expressions replaced by their values' text. */
export function renderTemplate(text: string, scope: Scope): string {
  return toText(evaluateTemplate(text, scope));
}

function parseCondition(condition: string): Expression {
  const parts = parseTemplate(condition);
  const only = parts[0];
  if (parts.length === 1 && only && 'expression' in only) return only.expression;
  // GitHub joins mixed text into one string, which is true unless it is empty.
  if (parts.some((part) => 'expression' in part)) return { kind: 'literal', value: condition };
  return parseExpression(condition);
}

/**
 * Whether an `if:` holds. Without a status function in it, `success()` is required too:
 * https://docs.github.com/actions/reference/workflows-and-actions/expressions#status-check-functions
 */
export function evaluateCondition(condition: string | undefined, scope: Scope): boolean {
  const success: Expression = { kind: 'call', name: 'success', arguments: [] };
  if (condition === undefined || condition.trim() === '') return isTruthy(evaluate(success, scope));
  const expression = parseCondition(condition);
  const namesStatus = namesIn(expression).functions.some((name) => STATUS_FUNCTIONS.includes(name));
  if (!namesStatus && !isTruthy(evaluate(success, scope))) return false;
  return isTruthy(evaluate(expression, scope));
}

/** Parses every expression below a node of a workflow file, so that unknown names stop a run before it starts. */
export function requireKnownExpressions(node: unknown, key = ''): void {
  if (typeof node === 'string') {
    if (key === 'if' && node.trim() !== '') requireKnownNames(parseCondition(node));
    for (const part of parseTemplate(node)) if ('expression' in part) requireKnownNames(part.expression);
  } else if (Array.isArray(node)) {
    for (const element of node) requireKnownExpressions(element);
  } else if (typeof node === 'object' && node !== null) {
    for (const [name, value] of Object.entries(node)) requireKnownExpressions(value, name);
  }
}
