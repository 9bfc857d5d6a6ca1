import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ValidateFunction } from 'ajv';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { translateSchema } from './translate-schema.ts';

export type Schema = { [key: string]: unknown };

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  schema: Schema;
}

export interface DescribedReply {
  content?: Record<string, { schema?: Schema }>;
}

/** An operation as GitHub's OpenAPI description has it. */
export interface Described {
  operationId: string;
  parameters?: (Parameter | { $ref: string })[];
  requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> };
  responses: Record<string, DescribedReply | { $ref: string }>;
}

export interface Operation {
  id: string;
  method: string;
  /** GitHub's template, `/repos/{owner}/{repo}`. */
  template: string;
}

type Components = Record<string, Record<string, unknown>>;

const folder = new URL('../../test/contract/', import.meta.url);

/** GitHub's own words, as vendored, with validators that are compiled when first needed: all of them take seconds. */
export class Description {
  readonly operations: Operation[] = [];
  readonly described = new Map<string, Described>();
  readonly webhooks: Set<string>;
  readonly #components: Components;
  readonly #ajv = { exact: newAjv('exact'), coerce: newAjv('coerce') };
  readonly #validators = new Map<string, ValidateFunction>();

  constructor() {
    const api = readJson('api.github.com.json') as {
      paths: Record<string, Record<string, Described>>;
      components: Components;
    };
    const webhooks = readJson('webhooks.json') as { webhooks: object; components: Components };
    this.#components = api.components;
    this.webhooks = new Set(Object.keys(webhooks.webhooks));
    for (const [template, methods] of Object.entries(api.paths))
      for (const [method, described] of Object.entries(methods)) {
        this.operations.push({ id: described.operationId, method: method.toUpperCase(), template });
        this.described.set(described.operationId, described);
      }
    for (const [name, { components }] of Object.entries({ api, webhooks })) {
      const schema = { $id: name, components: translateSchema(components as never, name) };
      for (const ajv of Object.values(this.#ajv)) ajv.addSchema(schema, name, undefined, false);
    }
  }

  /** The validator for a schema of a document; `key` must name the schema. `coerce` reads text as numbers. */
  compile(
    key: string,
    schema: Schema,
    document: 'api' | 'webhooks',
    reading: 'exact' | 'coerce',
  ): ValidateFunction {
    const known = this.#validators.get(key);
    if (known) return known;
    const validate = this.#ajv[reading].compile(translateSchema(schema as never, document) as object);
    this.#validators.set(key, validate);
    return validate;
  }

  resolve<T>(item: T | { $ref: string }): T {
    if (item === null || typeof item !== 'object' || !('$ref' in item)) return item as T;
    const [, , section, name] = item.$ref.split('/') as [string, string, string, string];
    return this.#components[section]?.[name] as T;
  }
}

let loaded: Description | null = null;

/** Read and compiled once in a process: many hubs start in one test run. */
export function loadDescription(): Description {
  loaded ??= new Description();
  return loaded;
}

function newAjv(reading: 'exact' | 'coerce'): Ajv {
  const ajv = new Ajv({
    strict: false,
    logger: false,
    validateSchema: false,
    coerceTypes: reading === 'coerce',
    // Compiling takes less than half the time so, and no body here is large enough to win it back.
    inlineRefs: false,
    code: { optimize: false },
  });
  addFormats.default(ajv);
  // GitHub shows what the commit has, and its own bots' addresses (`1+x[bot]@…`) break the format it names.
  ajv.addFormat('email', true);
  return ajv;
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(fileURLToPath(new URL(name, folder)), 'utf8'));
}
