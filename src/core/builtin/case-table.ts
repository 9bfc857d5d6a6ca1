import type { PythonValue } from '../evidence/ci-report.ts';
import type { Parameter, Target } from '../python/target.ts';
import type { Observed } from './choose-observed.ts';

/** One parameter of the function in a table of cases: a column, or the same text in every call. */
export interface Column {
  parameter: Parameter;
  /** Name in the test; differs from the parameter's where that name is taken. */
  name: string;
  /** Source text per case. */
  cells: string[];
  /** The one text of all cases; null when the cases differ. */
  constant: string | null;
  byKeyword: boolean;
}

const LITERAL_DEFAULT = /^(None|True|False|-?\d+(\.\d+)?|"[^"\\\n]*"|'[^'\\\n]*')$/;

/**
 * The arguments of several calls as columns. A parameter that only some calls give is filled with its default where
 * that is a literal; null when it is not, because then the calls do not fit into one table.
 */
export function buildColumns(
  target: Target,
  cases: readonly Observed[],
  taken: ReadonlySet<string>,
): Column[] | null {
  const parameters = callParameters(target);
  const given = cases.map(({ probe }) => argumentTexts(parameters, probe));
  const used = parameters.filter(({ name }) => given.some((one) => one.has(name)));
  const columns: Column[] = [];
  for (const parameter of used) {
    const fallback =
      parameter.default !== null && LITERAL_DEFAULT.test(parameter.default) ? parameter.default : null;
    const cells = given.map((one) => one.get(parameter.name) ?? fallback);
    if (!cells.every((cell) => cell !== null)) return null;
    const constant = new Set(cells).size === 1 ? cells[0]! : null;
    const position = parameters.indexOf(parameter);
    const byKeyword =
      parameter.kind === 'keyword-only' || parameters.slice(0, position).some((one) => !used.includes(one));
    columns.push({ parameter, name: freeName(parameter.name, taken), cells, constant, byKeyword });
  }
  return columns;
}

/** The call of a test, with the columns' names or constant texts as arguments. */
export function renderTableCall(target: Target, columns: readonly Column[]): string {
  const list = columns.map(({ parameter, name, constant, byKeyword }) =>
    byKeyword ? `${parameter.name}=${constant ?? name}` : (constant ?? name),
  );
  return `${target.qualname}(${list.join(', ')})`;
}

/** The parameters that a caller gives: without `cls` and collecting ones. */
function callParameters(target: Target): Parameter[] {
  const own = target.kind === 'class-method' ? target.parameters.slice(1) : target.parameters;
  return own.filter(({ kind }) => kind !== 'var-positional' && kind !== 'var-keyword');
}

function argumentTexts(
  parameters: readonly Parameter[],
  probe: { arguments: PythonValue[]; keywords: Record<string, PythonValue> },
): Map<string, string> {
  const texts = new Map<string, string>();
  probe.arguments.forEach(({ expression }, index) => {
    const parameter = parameters[index];
    if (parameter) texts.set(parameter.name, expression);
  });
  for (const [name, { expression }] of Object.entries(probe.keywords)) texts.set(name, expression);
  return texts;
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  while (taken.has(free)) free = `${free}_value`;
  return free;
}

/** Short ids, different from each other: what differs between the cases, in plain characters. */
export function caseIds(columns: readonly Column[], count: number): string[] {
  const varying = columns.filter(({ constant }) => constant === null);
  const used = new Map<string, number>();
  return Array.from({ length: count }, (_, index) => {
    const id =
      varying
        .map(({ cells }) => shortText(cells[index]!))
        .join('-')
        .slice(0, 40)
        .replace(/-+$/, '') || 'case';
    const times = (used.get(id) ?? 0) + 1;
    used.set(id, times);
    return times === 1 ? id : `${id}-${times}`;
  });
}

function shortText(expression: string): string {
  const text = /^b?(["'])([\s\S]*)\1$/.exec(expression)?.[2];
  if (text === '') return 'empty';
  if (text !== undefined && text.trim() === '') return 'blank';
  if (text !== undefined && text !== text.trim()) return `padded-${plain(text)}`;
  if (expression === '[]' || expression === '{}' || expression === 'set()') return 'empty';
  const called = /^[\w.]+\(([\s\S]*)\)$/.exec(expression)?.[1];
  return plain(called ?? expression) || 'other';
}

function plain(text: string): string {
  return text
    .replaceAll(/[^A-Za-z0-9_.+-]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase()
    .slice(0, 24);
}
