import type { Target } from '../python/target.ts';
import { buildColumns, type Column, caseIds, renderTableCall } from './case-table.ts';
import type { Observed } from './choose-observed.ts';
import { renderString } from './python-values.ts';

/** Code of one test function, and the modules of pytest and the standard library that it uses. */
export interface WrittenTest {
  code: string;
  modules: string[];
}

const SINGLETONS = new Set(['True', 'False', 'None']);
/** A message longer than this, or one that may differ between machines, is not part of what is pinned. */
const MAX_MESSAGE = 120;

/** A test that calls the target and compares what it returns. All cases have a value. */
export function renderReturningTest(target: Target, cases: readonly Observed[], name: string): WrittenTest {
  const values = cases.map(({ value }) => value!.expression);
  const taken = takenNames(target, cases);
  const columns = buildColumns(target, cases, taken)!;
  const expected =
    taken.has('expected') || columns.some((column) => column.name === 'expected')
      ? 'expected_value'
      : 'expected';
  const isSingleton = values.every((value) => SINGLETONS.has(value));
  const operator = isSingleton ? 'is' : '==';
  const shown = values.map(renderExpected);
  const modules = shown.some((value) => value.startsWith('pytest.approx')) ? ['pytest'] : [];
  if (cases.length === 1) {
    const ending = isSingleton ? `is_${values[0]!.toLowerCase()}` : 'returns_current_value';
    return {
      code: `def test_${name}_${ending}():\n    assert ${renderTableCall(target, columns)} ${operator} ${shown[0]}\n`,
      modules,
    };
  }
  const same = new Set(shown).size === 1 ? shown[0]! : null;
  const table = renderTable(columns, cases.length, same === null ? { name: expected, cells: shown } : null);
  const names = [...varying(columns).map((column) => column.name), ...(same === null ? [expected] : [])];
  return {
    code: `${table}def test_${name}_returns_current_value(${names.join(', ')}):\n    assert ${renderTableCall(target, columns)} ${operator} ${same ?? expected}\n`,
    modules: ['pytest'],
  };
}

/** A test that calls the target and expects the exception. All cases have one of the same class. */
export function renderRaisingTest(target: Target, cases: readonly Observed[], name: string): WrittenTest {
  const { name: error } = cases[0]!.exception!;
  const messages = cases.map(({ exception }) => exception!.message);
  const columns = buildColumns(target, cases, takenNames(target, cases))!;
  const isPinned = messages.every(isStable);
  const same = new Set(messages).size === 1;
  const needsEscape = messages.some((message) => /[.^$*+?{}[\]\\|()]/.test(message));
  const messageName = columns.some((column) => column.name === 'message') ? 'error_message' : 'message';
  const text = same ? renderString(messages[0]!) : messageName;
  const match = isPinned ? `, match=${needsEscape ? `re.escape(${text})` : text}` : '';
  const modules = ['pytest', ...(isPinned && needsEscape ? ['re'] : [])];
  const call = renderTableCall(target, columns);
  const suffix = error
    .split('.')
    .at(-1)!
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase();
  const body = `    with pytest.raises(${error}${match}):\n        ${call}\n`;
  if (cases.length === 1) return { code: `def test_${name}_raises_${suffix}():\n${body}`, modules };
  const extra = isPinned && !same ? { name: messageName, cells: messages.map(renderString) } : null;
  const names = [...varying(columns).map((column) => column.name), ...(extra ? [extra.name] : [])];
  return {
    code: `${renderTable(columns, cases.length, extra)}def test_${name}_raises_${suffix}(${names.join(', ')}):\n${body}`,
    modules,
  };
}

function renderTable(
  columns: readonly Column[],
  count: number,
  last: { name: string; cells: string[] } | null,
): string {
  const shown = [...varying(columns).map(({ name, cells }) => ({ name, cells })), ...(last ? [last] : [])];
  const ids = caseIds(columns, count);
  const header =
    shown.length === 1
      ? renderString(shown[0]!.name)
      : `(${shown.map(({ name }) => renderString(name)).join(', ')})`;
  const rows = ids.map(
    (id, index) =>
      `        pytest.param(${shown.map(({ cells }) => cells[index]!).join(', ')}, id=${renderString(id)}),\n`,
  );
  return `@pytest.mark.parametrize(\n    ${header},\n    [\n${rows.join('')}    ],\n)\n`;
}

function varying(columns: readonly Column[]): Column[] {
  return columns.filter(({ constant }) => constant === null);
}

/** Floats, and flat lists and tuples of floats, are compared with a tolerance: the last bit differs by platform. */
function renderExpected(expression: string): string {
  const float = String.raw`-?\d+(?:\.\d+(?:e[+-]?\d+)?|e[+-]?\d+)`;
  const list = String.raw`[[(]${float}(?:, ${float})*,?[\])]`;
  return new RegExp(`^(?:${float}|${list})$`).test(expression) ? `pytest.approx(${expression})` : expression;
}

/** Names that mean something else in the test's file; pytest reserves `request`. */
function takenNames(target: Target, cases: readonly Observed[]): Set<string> {
  const imported = cases.flatMap(({ probe, value }) =>
    [...probe.arguments, ...Object.values(probe.keywords), ...(value ? [value] : [])].flatMap((one) =>
      one.imports.map(({ name }) => name),
    ),
  );
  return new Set([target.qualname.split('.')[0]!, ...imported, 'pytest', 're', 'request']);
}

function isStable(message: string): boolean {
  return (
    message !== '' &&
    message.length <= MAX_MESSAGE &&
    !/[\n\r]|0x[0-9a-f]{4,}|\/(home|tmp|usr|opt)\/|\d{2}:\d{2}:\d{2}/i.test(message)
  );
}
