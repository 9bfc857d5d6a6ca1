/** The part of GraphQL's language that clients of localhub use: one operation, only inline fragments, no directives. */

export type Value =
  | { kind: 'variable'; name: string }
  | { kind: 'scalar'; value: string | number | boolean | null }
  | { kind: 'list'; items: Value[] }
  | { kind: 'object'; fields: Record<string, Value> };

export interface Field {
  name: string;
  /** Where the result goes: the alias, or the name. */
  key: string;
  arguments: Record<string, Value>;
  fields: Field[];
  /** Asked for only of an object of this type, because it stands in `... on Type { }`. */
  onType?: string;
}

export interface Operation {
  kind: 'query' | 'mutation';
  fields: Field[];
}

export class GraphqlSyntaxError extends Error {
  override readonly name = 'GraphqlSyntaxError';
}

const token =
  /[\s,]+|#[^\n]*|(\.\.\.|[!$&():=@[\]{}|]|[_A-Za-z]\w*|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|"(?:[^"\\\n]|\\.)*")/y;

function readTokens(text: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (match === null) throw new GraphqlSyntaxError(`Unexpected character at ${at}`);
    if (match[1] !== undefined) tokens.push(match[1]);
  }
  return tokens;
}

/** Parses a document, or throws a GraphqlSyntaxError. Declared variable types are skipped. */
export function parseDocument(text: string): Operation {
  const tokens = readTokens(text);
  let position = 0;
  const peek = () => tokens[position];
  const take = (wanted?: string): string => {
    const found = tokens[position++];
    if (found === undefined || (wanted !== undefined && found !== wanted))
      throw new GraphqlSyntaxError(`Expected ${wanted ?? 'more'}, found ${found ?? 'the end'}`);
    return found;
  };

  function parseValue(): Value {
    const found = take();
    if (found === '$') return { kind: 'variable', name: take() };
    if (found === '[') {
      const items: Value[] = [];
      while (peek() !== ']') items.push(parseValue());
      take(']');
      return { kind: 'list', items };
    }
    if (found === '{') {
      const fields: Record<string, Value> = {};
      while (peek() !== '}') {
        const name = take();
        take(':');
        fields[name] = parseValue();
      }
      take('}');
      return { kind: 'object', fields };
    }
    if (/^["\d-]/.test(found) || ['true', 'false', 'null'].includes(found))
      return { kind: 'scalar', value: JSON.parse(found) as string | number | boolean | null };
    return { kind: 'scalar', value: found };
  }

  function parseArguments(): Record<string, Value> {
    const all: Record<string, Value> = {};
    if (peek() !== '(') return all;
    take('(');
    while (peek() !== ')') {
      const name = take();
      take(':');
      all[name] = parseValue();
    }
    take(')');
    return all;
  }

  function parseSelection(): Field[] {
    const fields: Field[] = [];
    take('{');
    while (peek() !== '}') {
      const first = take();
      if (first === '...') {
        take('on');
        const onType = take();
        fields.push(...parseSelection().map((field) => ({ onType, ...field })));
        continue;
      }
      if (!/^[_A-Za-z]/.test(first)) throw new GraphqlSyntaxError(`Unexpected ${first}`);
      const aliased = peek() === ':';
      if (aliased) take(':');
      const name = aliased ? take() : first;
      fields.push({
        name,
        key: first,
        arguments: parseArguments(),
        fields: peek() === '{' ? parseSelection() : [],
      });
    }
    take('}');
    return fields;
  }

  function skipVariables(): void {
    if (peek() !== '(') return;
    while (take() !== ')');
  }

  if (peek() === '{') return { kind: 'query', fields: parseSelection() };
  const kind = take();
  if (kind !== 'query' && kind !== 'mutation') throw new GraphqlSyntaxError(`Unexpected ${kind}`);
  if (peek() !== '{' && peek() !== '(') take();
  skipVariables();
  return { kind, fields: parseSelection() };
}

/** A value with its variables filled in. */
export function resolveValue(value: Value, variables: Record<string, unknown>): unknown {
  if (value.kind === 'variable') return variables[value.name];
  if (value.kind === 'scalar') return value.value;
  if (value.kind === 'list') return value.items.map((item) => resolveValue(item, variables));
  const entries = Object.entries(value.fields).map(([name, field]) => [name, resolveValue(field, variables)]);
  return Object.fromEntries(entries);
}
