import { RunnerProblem } from '../problem.ts';
import { isEqual, toText, type Value } from './value.ts';

/** A function of the expression language, with the number of arguments it accepts. */
export interface ExpressionFunction {
  atLeast: number;
  atMost: number;
  call(args: Value[]): Value;
}

const some = (value: Value | undefined): Value => value ?? null;
const foldedText = (value: Value | undefined): string => toText(some(value)).toUpperCase();

function contains([search, item]: Value[]): boolean {
  if (Array.isArray(search)) return search.some((element) => isEqual(element, some(item)));
  return foldedText(search).includes(foldedText(item));
}

function format([template, ...values]: Value[]): string {
  return toText(some(template)).replace(/\{\{|\}\}|\{(\d+)\}|[{}]/g, (match, index?: string) => {
    if (match === '{{') return '{';
    if (match === '}}') return '}';
    const value = index === undefined ? undefined : values[Number(index)];
    if (value === undefined) throw new RunnerProblem(`format: '${toText(some(template))}' is not valid`);
    return toText(value);
  });
}

function join([list, separator]: Value[]): string {
  const glue = separator === undefined ? ',' : toText(separator);
  return Array.isArray(list) ? list.map(toText).join(glue) : toText(some(list));
}

function parseJson([text]: Value[]): Value {
  try {
    return JSON.parse(toText(some(text))) as Value;
  } catch (error) {
    throw new RunnerProblem(`fromJSON: the text is not JSON: '${toText(some(text)).slice(0, 200)}'`, {
      cause: error,
    });
  }
}

/** Functions that need nothing but their arguments; names in lower case. */
export const pureFunctions: Record<string, ExpressionFunction> = {
  contains: { atLeast: 2, atMost: 2, call: contains },
  startswith: { atLeast: 2, atMost: 2, call: ([a, b]) => foldedText(a).startsWith(foldedText(b)) },
  endswith: { atLeast: 2, atMost: 2, call: ([a, b]) => foldedText(a).endsWith(foldedText(b)) },
  format: { atLeast: 1, atMost: 255, call: format },
  join: { atLeast: 1, atMost: 2, call: join },
  tojson: { atLeast: 1, atMost: 1, call: ([value]) => JSON.stringify(some(value), null, 2) },
  fromjson: { atLeast: 1, atMost: 1, call: parseJson },
};

/** Functions whose answer depends on the job; the runner supplies them where GitHub allows them. */
export const STATUS_FUNCTIONS = ['success', 'failure', 'always', 'cancelled'];
export const KNOWN_FUNCTIONS = new Set([...Object.keys(pureFunctions), ...STATUS_FUNCTIONS, 'hashfiles']);
/** https://docs.github.com/actions/reference/workflows-and-actions/contexts */
export const KNOWN_CONTEXTS = new Set([
  'github',
  'env',
  'vars',
  'job',
  'steps',
  'runner',
  'secrets',
  'strategy',
  'matrix',
  'needs',
  'inputs',
]);
