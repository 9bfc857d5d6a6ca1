import type { Scope } from './expressions/evaluate.ts';
import { evaluateTemplate } from './expressions/template.ts';
import { toText, type Value, type ValueMap } from './expressions/value.ts';
import { RunnerProblem } from './problem.ts';

/**
 * Every combination of the matrix's lists, in GitHub's order (the first list changes slowest); one empty
 * combination without a matrix. Lists may be expressions. `include` and `exclude` are not built.
 */
export function expandMatrix(strategy: Record<string, unknown> | undefined, scope: Scope): ValueMap[] {
  const matrix = resolveExpressions(strategy?.['matrix'], scope);
  if (matrix === undefined || matrix === null) return [{}];
  if (typeof matrix !== 'object' || Array.isArray(matrix))
    throw new RunnerProblem('strategy.matrix is not a map');
  let combinations: ValueMap[] = [{}];
  for (const [name, values] of Object.entries(matrix)) {
    if (name === 'include' || name === 'exclude')
      throw new RunnerProblem(`strategy.matrix.${name} is not available on this runner`);
    if (!Array.isArray(values)) throw new RunnerProblem(`strategy.matrix.${name} is not a list`);
    combinations = combinations.flatMap((before) => values.map((value) => ({ ...before, [name]: value })));
  }
  return combinations;
}

/** What a job's name gets behind it: ` (3.12, sqlite)`, or nothing without a matrix. */
export function matrixSuffix(combination: ValueMap): string {
  const values = Object.values(combination);
  return values.length > 0 ? ` (${values.map(toText).join(', ')})` : '';
}

function resolveExpressions(node: unknown, scope: Scope): Value | undefined {
  if (typeof node === 'string') return evaluateTemplate(node, scope);
  if (Array.isArray(node)) return node.map((element) => resolveExpressions(element, scope) ?? null);
  if (typeof node === 'object' && node !== null)
    return Object.fromEntries(
      Object.entries(node).map(([name, value]) => [name, resolveExpressions(value, scope) ?? null]),
    );
  return node as Value | undefined;
}
