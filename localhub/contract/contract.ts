import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ValidateFunction } from 'ajv';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { translateSchema } from './translate-schema.ts';
import type { Violation } from './violations.ts';

type Schema = { [key: string]: never };
interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  schema: Schema;
}
interface Reply {
  content?: Record<string, { schema?: Schema }>;
}
interface Described {
  operationId: string;
  parameters?: (Parameter | { $ref: string })[];
  requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> };
  responses: Record<string, Reply | { $ref: string }>;
}
interface Description {
  paths: Record<string, Record<string, Described>>;
  components: Record<string, Record<string, unknown>>;
}

export interface Operation {
  id: string;
  method: string;
  /** GitHub's template, `/repos/{owner}/{repo}`. */
  template: string;
}

/** Problems found in one request; empty when it keeps to the description. */
export interface RequestProblems {
  problems: string[];
}

const folder = new URL('../../test/contract/', import.meta.url);

/**
 * GitHub's description of its REST API and webhooks, and everything that was found to violate it. Validators
 * are compiled when first needed: compiling all takes seconds.
 */
export class Contract {
  readonly operations: Operation[] = [];
  violations: Violation[] = [];
  readonly #described = new Map<string, Described>();
  readonly #api: Description;
  readonly #webhooks: Set<string>;
  readonly #body = newAjv('exact');
  readonly #text = newAjv('coerce');
  readonly #validators = new Map<string, ValidateFunction | null>();

  constructor() {
    this.#api = readJson('api.github.com.json') as Description;
    const webhooks = readJson('webhooks.json') as { webhooks: Record<string, unknown>; components: object };
    this.#webhooks = new Set(Object.keys(webhooks.webhooks));
    for (const [template, methods] of Object.entries(this.#api.paths))
      for (const [method, described] of Object.entries(methods)) {
        this.operations.push({ id: described.operationId, method: method.toUpperCase(), template });
        this.#described.set(described.operationId, described);
      }
    const documents = { api: this.#api.components, webhooks: webhooks.components };
    for (const [name, components] of Object.entries(documents)) {
      const schema = { $id: name, components: translateSchema(components as never, name) };
      this.#body.addSchema(schema, name, undefined, false);
      this.#text.addSchema(schema, name, undefined, false);
    }
  }

  /** Compares path, query and body with the description and records what violates it. */
  checkRequest(
    id: string,
    request: { path: Record<string, string>; query: Record<string, string>; body: unknown },
  ): string[] {
    const problems = [
      ...this.#findParameterProblems(id, request),
      ...this.#findBodyProblems(id, request.body),
    ];
    for (const problem of problems) this.violations.push({ kind: 'request', operation: id, problem });
    return problems;
  }

  #findParameterProblems(
    id: string,
    request: { path: Record<string, string>; query: Record<string, string> },
  ): string[] {
    const known = (this.#described.get(id)?.parameters ?? []).map((item) => this.#resolve<Parameter>(item));
    const problems: string[] = [];
    for (const parameter of known) {
      if (parameter.in === 'header') continue;
      const value = (parameter.in === 'path' ? request.path : request.query)[parameter.name];
      if (value === undefined) {
        if (parameter.required) problems.push(`${parameter.name} is missing`);
        continue;
      }
      const key = `${id} ${parameter.in} ${parameter.name}`;
      const validate = this.#compile(key, this.#text, {
        type: 'object',
        properties: { value: parameter.schema },
      });
      if (!validate({ value })) problems.push(`${parameter.in} ${parameter.name}: ${explain(validate)}`);
    }
    const names = new Set(known.filter((item) => item.in === 'query').map((item) => item.name));
    for (const name of Object.keys(request.query))
      if (!names.has(name)) problems.push(`there is no query parameter ${name}`);
    return problems;
  }

  #findBodyProblems(id: string, body: unknown): string[] {
    const described = this.#described.get(id)?.requestBody;
    const schema = described?.content['application/json']?.schema;
    if (schema === undefined || described === undefined) return [];
    if (body === undefined) return described.required ? ['the body is missing'] : [];
    const validate = this.#compile(`${id} body`, this.#body, schema);
    if (!validate(body)) return [explain(validate)];
    // GitHub ignores what it does not know; a client that sends it is mistaken about the interface.
    const properties = schema['properties'] as object | undefined;
    if (properties === undefined) return [];
    const unknown = Object.keys(body as object).filter((name) => !(name in properties));
    return unknown.map((name) => `there is no body property ${name}`);
  }

  /** Compares a reply with the description. `body: undefined` is an empty reply. */
  checkResponse(id: string, status: number, body: unknown): void {
    const problem = this.#findResponseProblem(id, status, body);
    if (problem !== null)
      this.violations.push({ kind: 'response', operation: id, problem: `${status} ${problem}` });
  }

  #findResponseProblem(id: string, status: number, body: unknown): string | null {
    const raw = this.#described.get(id)?.responses[String(status)];
    const reply = raw === undefined ? undefined : this.#resolve<Reply>(raw);
    if (reply === undefined && status < 400) return 'is no status that this operation answers';
    const content = reply?.content;
    const described = content?.['application/json']?.schema ?? Object.values(content ?? {})[0]?.schema;
    const schema = described ?? (status >= 400 ? anyError : undefined);
    if (schema === undefined)
      return body === undefined ? null : 'has a body that the description does not have';
    if (body === undefined) return 'lacks a body';
    const validate = this.#compile(`${id} ${described ? status : 'error'}`, this.#body, schema);
    return validate(body) ? null : explain(validate);
  }

  /** Compares a webhook's payload with the description. The name is `push`, or event and action as in `check-run-created`. */
  checkWebhook(event: string, action: string | null, payload: unknown): void {
    const name = [event, action]
      .filter((part) => part !== null)
      .join('_')
      .replaceAll('_', '-');
    const problem = this.#webhooks.has(name) ? this.#findWebhookProblem(name, payload) : 'is not described';
    if (problem !== null) this.violations.push({ kind: 'webhook', operation: name, problem });
  }

  #findWebhookProblem(name: string, payload: unknown): string | null {
    const schema = { $ref: `#/components/schemas/webhook-${name}` } as unknown as Schema;
    const validate = this.#compile(`webhook ${name}`, this.#body, schema, 'webhooks');
    return validate(payload) ? null : explain(validate);
  }

  #compile(key: string, ajv: Ajv, schema: unknown, document = 'api'): ValidateFunction {
    const known = this.#validators.get(key);
    if (known) return known;
    const validate = ajv.compile(translateSchema(schema as never, document) as object);
    this.#validators.set(key, validate);
    return validate;
  }

  #resolve<T>(item: T | { $ref: string }): T {
    if (item === null || typeof item !== 'object' || !('$ref' in item)) return item as T;
    const [, , section, name] = item.$ref.split('/') as [string, string, string, string];
    return this.#api.components[section]?.[name] as T;
  }
}

const anyError = {
  anyOf: [
    { $ref: '#/components/schemas/validation-error' },
    { $ref: '#/components/schemas/validation-error-simple' },
    { type: 'object', required: ['message', 'documentation_url', 'status'] },
  ],
} as unknown as Schema;

function newAjv(reading: 'exact' | 'coerce'): Ajv {
  const ajv = new Ajv({
    strict: false,
    logger: false,
    validateSchema: false,
    coerceTypes: reading === 'coerce',
  });
  addFormats.default(ajv);
  // GitHub shows what the commit has, and its own bots' addresses (`1+x[bot]@…`) break the format it names.
  ajv.addFormat('email', true);
  return ajv;
}

function explain(validate: ValidateFunction): string {
  const errors = (validate.errors ?? []).slice(0, 3);
  return errors
    .map((error) => `${error.instancePath || '/'} ${error.message}${detail(error.params)}`)
    .join('; ');
}

function detail(params: object): string {
  return 'allowedValues' in params ? ` ${JSON.stringify(params.allowedValues)}` : '';
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(fileURLToPath(new URL(name, folder)), 'utf8'));
}
