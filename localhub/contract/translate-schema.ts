type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * JSON Schema for what an OpenAPI 3.0 schema means, as ajv reads it. `nullable` becomes a type or a choice,
 * and references are rewritten from `#/…` to `<document>#/…`, so that a part can be compiled on its own.
 */
export function translateSchema(schema: Json, document: string): Json {
  if (Array.isArray(schema)) return schema.map((item) => translateSchema(item, document));
  if (schema === null || typeof schema !== 'object') return schema;
  const { nullable, ...rest } = schema;
  const translated: { [key: string]: Json } = {};
  for (const [key, value] of Object.entries(rest)) {
    if (key === '$ref' && typeof value === 'string') translated[key] = value.replace(/^#/, `${document}#`);
    else if (key === 'properties') translated[key] = translateProperties(value, document);
    else translated[key] = key === 'enum' ? value : translateSchema(value, document);
  }
  // A property may itself be called `nullable`: only the keyword is a boolean.
  if (nullable !== true)
    return nullable === undefined || nullable === false ? translated : { ...translated, nullable };
  if (
    typeof translated['type'] === 'string' &&
    !('allOf' in translated || 'oneOf' in translated || 'anyOf' in translated)
  ) {
    const values = translated['enum'];
    if (Array.isArray(values) && !values.includes(null)) translated['enum'] = [...values, null];
    return { ...translated, type: [translated['type'], 'null'] };
  }
  return { anyOf: [{ type: 'null' }, translated] };
}

function translateProperties(properties: Json, document: string): Json {
  if (properties === null || typeof properties !== 'object' || Array.isArray(properties)) return properties;
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [name, translateSchema(property, document)]),
  );
}
