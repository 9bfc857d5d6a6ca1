import { z } from 'zod';

/**
 * Keywords that OpenAI's strict mode or Anthropic's structured output refuse. They still hold: our own validation
 * checks the whole schema.
 * https://developers.openai.com/api/docs/guides/structured-outputs#supported-schemas
 * https://platform.claude.com/docs/en/build-with-claude/structured-outputs#json-schema-limitations
 */
const UNSUPPORTED = new Set([
  '$schema',
  'default',
  'format',
  'pattern',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
]);

export type JsonSchema = { [key: string]: unknown };

/** The JSON Schema that both providers accept: every property required, no others, no unsupported keywords. */
export function buildStrictJsonSchema(schema: z.ZodType): JsonSchema {
  return tighten(z.toJSONSchema(schema) as JsonSchema);
}

function tighten(schema: JsonSchema): JsonSchema {
  const strict: JsonSchema = {};
  for (const [key, value] of Object.entries(schema)) {
    if (UNSUPPORTED.has(key)) continue;
    if (key === 'properties' || key === '$defs') strict[key] = mapValues(value as JsonSchema);
    else if (Array.isArray(value)) strict[key] = value.map((item) => (isSchema(item) ? tighten(item) : item));
    else strict[key] = isSchema(value) ? tighten(value) : value;
  }
  if (isSchema(strict['properties'])) {
    strict['required'] = Object.keys(strict['properties']);
    strict['additionalProperties'] = false;
  }
  return strict;
}

/** The names of properties are data: one called `format` stays. */
function mapValues(schemas: JsonSchema): JsonSchema {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, value]) => [name, tighten(value as JsonSchema)]),
  );
}

function isSchema(value: unknown): value is JsonSchema {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
