import { readFileSync } from 'node:fs';
import { buildSchema, GraphQLError, type GraphQLScalarType, type GraphQLSchema } from 'graphql';

/** What an object has: plain values, further objects, lists, and functions of a field's arguments. */
export interface Fields {
  [name: string]: unknown;
}

const file = new URL('../../test/contract/schema.graphql', import.meta.url);
let loaded: GraphQLSchema | null = null;

/** GitHub's own schema as vendored, read once in a process: many hubs start in one test run. */
export function loadSchema(): GraphQLSchema {
  if (loaded !== null) return loaded;
  loaded = buildSchema(readFileSync(file, 'utf8'));
  // The schema names its scalars and says nothing of their form.
  const oid = loaded.getType('GitObjectID') as GraphQLScalarType;
  oid.parseValue = (value) => {
    if (typeof value === 'string' && /^[0-9a-f]{40}$/.test(value)) return value;
    throw new GraphQLError(`Could not coerce value ${JSON.stringify(value)} to GitObjectID`);
  };
  return loaded;
}
