import type { PythonValue } from '../evidence/ci-report.ts';

/**
 * A Python value that the engine can build, compare and write down. `source` is anything else of the closed table
 * (dates, UUIDs, Enum members), known only by its text.
 */
export type Value =
  | { kind: 'none' }
  | { kind: 'bool'; value: boolean }
  /** `text` is a plain decimal literal such as `-12` or `0.50`. */
  | { kind: 'int' | 'float' | 'decimal'; text: string }
  | { kind: 'str' | 'bytes'; value: string }
  | { kind: 'list' | 'tuple' | 'set' | 'frozenset'; items: Value[] }
  | { kind: 'dict'; entries: [Value, Value][] }
  | { kind: 'source'; type: string; expression: string; imports: PythonValue['imports'] };

export const NONE: Value = { kind: 'none' };

export function int(value: number | bigint): Value {
  return { kind: 'int', text: String(value) };
}

export function str(value: string): Value {
  return { kind: 'str', value };
}

/** `type` called with `argumentText`, for the classes of the standard library that the closed table knows. */
export function standard(
  type: 'date' | 'datetime' | 'time' | 'timedelta' | 'UUID',
  argumentText: string,
): Value {
  const module = type === 'UUID' ? 'uuid' : 'datetime';
  return { kind: 'source', type, expression: `${type}(${argumentText})`, imports: [{ module, name: type }] };
}

/** The value as source text with the imports that it needs. */
export function renderValue(value: Value): PythonValue {
  const imports = new Map<string, PythonValue['imports'][number]>();
  const expression = render(value, (one) => imports.set(`${one.module}.${one.name}`, one));
  return { expression, imports: [...imports.values()] };
}

export function sameValue(a: Value, b: Value): boolean {
  return renderValue(a).expression === renderValue(b).expression;
}

function render(value: Value, need: (one: PythonValue['imports'][number]) => void): string {
  switch (value.kind) {
    case 'none':
      return 'None';
    case 'bool':
      return value.value ? 'True' : 'False';
    case 'int':
      return value.text;
    case 'float':
      return /[.e]/.test(value.text) ? value.text : `${value.text}.0`;
    case 'decimal':
      need({ module: 'decimal', name: 'Decimal' });
      return `Decimal("${value.text}")`;
    case 'str':
      return renderString(value.value);
    case 'bytes':
      return `b${renderString(value.value)}`;
    case 'source':
      for (const one of value.imports) need(one);
      return value.expression;
    case 'dict':
      return `{${value.entries.map(([key, item]) => `${render(key, need)}: ${render(item, need)}`).join(', ')}}`;
    default:
      return renderItems(
        value.kind,
        value.items.map((item) => render(item, need)),
      );
  }
}

function renderItems(kind: 'list' | 'tuple' | 'set' | 'frozenset', items: string[]): string {
  const text = items.join(', ');
  if (kind === 'list') return `[${text}]`;
  if (kind === 'tuple') return items.length === 1 ? `(${text},)` : `(${text})`;
  if (kind === 'set') return items.length === 0 ? 'set()' : `{${text}}`;
  return items.length === 0 ? 'frozenset()' : `frozenset({${text}})`;
}

/** A string as a Python literal, in the quotes that Ruff's formatter chooses. */
export function renderString(text: string): string {
  const quote = text.includes('"') && !text.includes("'") ? "'" : '"';
  let body = '';
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (character === '\\' || character === quote) body += `\\${character}`;
    else if (character === '\n') body += '\\n';
    else if (character === '\t') body += '\\t';
    else if (character === '\r') body += '\\r';
    else if (code < 32 || code === 127) body += `\\x${code.toString(16).padStart(2, '0')}`;
    else if (/[\p{C}\p{Zl}\p{Zp}]/u.test(character)) {
      body +=
        code > 0xffff
          ? `\\U${code.toString(16).padStart(8, '0')}`
          : `\\u${code.toString(16).padStart(4, '0')}`;
    } else body += character;
  }
  return `${quote}${body}${quote}`;
}
