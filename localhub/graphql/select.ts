import { GraphqlError } from './graphql-error.ts';
import type { Field } from './parse-document.ts';
import { resolveValue } from './parse-document.ts';

/** What an object has: plain values, further objects, lists, and functions of a field's arguments. */
export interface Fields {
  [name: string]: unknown;
}

/** The asked fields of an object, in the shape that was asked for. */
export async function select(
  value: Fields,
  fields: readonly Field[],
  variables: Record<string, unknown>,
): Promise<Fields> {
  const asked = fields.filter(({ onType }) => onType === undefined || onType === value['__typename']);
  // All at once, as GitHub does for queries: what is read from git is then read together.
  const entries = await Promise.all(
    asked.map(async (field) => {
      if (!(field.name in value))
        throw new GraphqlError('INVALID', `Field '${field.name}' doesn't exist here`);
      const found = value[field.name];
      const own = typeof found === 'function' ? await found(readArguments(field, variables)) : found;
      return [field.key, await selectFrom(own, field, variables)] as const;
    }),
  );
  return Object.fromEntries(entries);
}

/** The arguments of a field, its variables filled in. */
export function readArguments(field: Field, variables: Record<string, unknown>): Record<string, unknown> {
  const given = Object.entries(field.arguments).map(([name, value]) => [
    name,
    resolveValue(value, variables),
  ]);
  return Object.fromEntries(given) as Record<string, unknown>;
}

async function selectFrom(
  value: unknown,
  field: Field,
  variables: Record<string, unknown>,
): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((item) => selectFrom(item, field, variables)));
  if (typeof value !== 'object' || value === null) return value;
  if (field.fields.length === 0)
    throw new GraphqlError('INVALID', `Field '${field.name}' must have a selection of subfields`);
  return select(value as Fields, field.fields, variables);
}
