import { renderValue, type Value } from '../builtin/python-values.ts';
import type { SyntaxNode } from '../python/parser.ts';
import { readWrittenValue } from './literal-values.ts';

/** One case of a parametrized test: what is known of its values, and pytest's id for it where that is certain. */
export interface Row {
  values: ReadonlyMap<string, Value>;
  id: string | null;
}

const MAX_ROWS = 200;

/**
 * The cases that `pytest.mark.parametrize` gives to a test; one empty row for a test without it, none for a table that
 * cannot be read. `decorated` is the test with its decorators.
 */
export function readRows(decorated: SyntaxNode): { columns: string[]; rows: Row[] } {
  const decorators = decorated.namedChildren.flatMap((child) => {
    const call = child.type === 'decorator' ? child.namedChild(0) : null;
    return call?.type === 'call' && /(^|\.)parametrize$/.test(call.childForFieldName('function')!.text)
      ? [call]
      : [];
  });
  if (decorators.length === 0) return { columns: [], rows: [{ values: new Map(), id: null }] };
  // Two tables are multiplied, and their ids joined in an order of pytest's own.
  if (decorators.length > 1) return { columns: [], rows: [] };
  const given = decorators[0]!.childForFieldName('arguments')!.namedChildren;
  const [names, cases] = given.filter(({ type }) => type !== 'comment');
  const columns = names ? columnsOf(names) : [];
  if (columns.length === 0 || (cases?.type !== 'list' && cases?.type !== 'tuple'))
    return { columns, rows: [] };
  const hasIds = given.some((one) => one.type === 'keyword_argument');
  const rows = cases.namedChildren
    .filter(({ type }) => type !== 'comment')
    .slice(0, MAX_ROWS)
    .map((one) => readRow(columns, one, hasIds));
  return { columns, rows };
}

function columnsOf(names: SyntaxNode): string[] {
  const value = readWrittenValue(names);
  if (value?.kind === 'str') return value.value.split(',').map((name) => name.trim());
  if (!value || !('items' in value)) return [];
  return value.items.flatMap((item) => (item.kind === 'str' ? [item.value] : []));
}

/** A case is a value, a tuple of them, or either inside `pytest.param`. */
function readRow(columns: readonly string[], given: SyntaxNode, hasIds: boolean): Row {
  const isParam = given.type === 'call' && /(^|\.)param$/.test(given.childForFieldName('function')!.text);
  const inner = isParam ? given.childForFieldName('arguments')! : given;
  const hasParts = isParam || (columns.length > 1 && /^(tuple|list)$/.test(inner.type));
  const children = hasParts ? inner.namedChildren.filter(({ type }) => type !== 'comment') : [inner];
  const parts = children.filter(({ type }) => type !== 'keyword_argument');
  const values = new Map<string, Value>();
  for (const [index, name] of columns.entries()) {
    const value = parts[index] ? readWrittenValue(parts[index]) : null;
    if (value) values.set(name, value);
  }
  const named = children.find(
    (child) => child.type === 'keyword_argument' && child.childForFieldName('name')!.text === 'id',
  );
  if (named) {
    const id = readWrittenValue(named.childForFieldName('value')!);
    return { values, id: id?.kind === 'str' ? id.value : null };
  }
  const idParts = columns.map((name) => idOf(values.get(name)));
  return { values, id: !hasIds && idParts.every((part) => part !== null) ? idParts.join('-') : null };
}

/** pytest's own id of a simple value: https://docs.pytest.org/en/stable/example/parametrize.html#different-options-for-test-ids */
function idOf(value: Value | undefined): string | null {
  if (!value) return null;
  if (value.kind === 'str') return /^[\x20-\x7e]*$/.test(value.value) ? value.value : null;
  const isSimple =
    value.kind === 'int' || value.kind === 'float' || value.kind === 'bool' || value.kind === 'none';
  return isSimple ? renderValue(value).expression : null;
}
