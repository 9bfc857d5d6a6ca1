import { LineCounter, parseDocument } from 'yaml';

/** A YAML file as plain data that can say where something stands. */
export interface YamlFile {
  path: string;
  data: unknown;
  /** The line of what lies at these keys, or of the nearest thing around it. */
  lineOf(keys: readonly (string | number)[]): number;
}

const MAX_LENGTH = 200_000;
const MAX_ALIASES = 50;

/** Null for what is no YAML, is too long, or unfolds without end. Nothing of it is ever executed. */
export function readYaml(path: string, text: string): YamlFile | null {
  if (text.length > MAX_LENGTH) return null;
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, logLevel: 'silent' });
    if (document.errors.length > 0) return null;
    const data: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    return {
      path,
      data,
      lineOf(keys) {
        for (let length = keys.length; length > 0; length--) {
          const node = document.getIn(keys.slice(0, length), true) as
            | { range?: [number, number, number] }
            | undefined;
          if (node?.range) return lines.linePos(node.range[0]).line;
        }
        return 1;
      },
    };
  } catch {
    return null;
  }
}

/** The value of an own key; undefined for anything that is no map. */
export function at(value: unknown, ...keys: readonly (string | number)[]): unknown {
  let current = value;
  for (const key of keys) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as Record<string | number, unknown>)[key];
  }
  return current;
}

/** The entries of a map; none for anything else. */
export function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A scalar as text; null for maps, lists and nothing. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : null;
}
