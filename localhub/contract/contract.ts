import type { ValidateFunction } from 'ajv';
import type { DescribedReply, Operation, Parameter, Schema } from './description.ts';
import { loadDescription } from './description.ts';
import type { Violation } from './violations.ts';

/** GitHub's description of its REST API and webhooks, and everything that was found to violate it. */
export class Contract {
  violations: Violation[] = [];
  readonly #description = loadDescription();

  get operations(): readonly Operation[] {
    return this.#description.operations;
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
    const known = (this.#description.described.get(id)?.parameters ?? []).map((item) =>
      this.#description.resolve<Parameter>(item),
    );
    const problems: string[] = [];
    for (const parameter of known) {
      if (parameter.in === 'header') continue;
      const value = (parameter.in === 'path' ? request.path : request.query)[parameter.name];
      if (value === undefined) {
        if (parameter.required) problems.push(`${parameter.name} is missing`);
        continue;
      }
      const key = `${id} ${parameter.in} ${parameter.name}`;
      const schema = { type: 'object', properties: { value: readableAsText(parameter.schema) } };
      const validate = this.#description.compile(key, schema, 'api', 'coerce');
      if (!validate({ value })) problems.push(`${parameter.in} ${parameter.name}: ${explain(validate)}`);
    }
    const names = new Set(known.filter((item) => item.in === 'query').map((item) => item.name));
    for (const name of Object.keys(request.query))
      if (!names.has(name)) problems.push(`there is no query parameter ${name}`);
    return problems;
  }

  #findBodyProblems(id: string, body: unknown): string[] {
    const described = this.#description.described.get(id)?.requestBody;
    const schema = described?.content['application/json']?.schema;
    if (schema === undefined || described === undefined) return [];
    if (body === undefined) return described.required ? ['the body is missing'] : [];
    const validate = this.#description.compile(`${id} body`, schema, 'api', 'exact');
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
    const raw = this.#description.described.get(id)?.responses[String(status)];
    const reply = raw === undefined ? undefined : this.#description.resolve<DescribedReply>(raw);
    if (reply === undefined && status < 400) return 'is no status that this operation answers';
    const content = reply?.content;
    const described = content?.['application/json']?.schema ?? Object.values(content ?? {})[0]?.schema;
    const schema = described ?? (status >= 400 ? anyError : undefined);
    if (schema === undefined)
      return body === undefined ? null : 'has a body that the description does not have';
    if (body === undefined) return 'lacks a body';
    const validate = this.#description.compile(
      `${id} ${described ? status : 'error'}`,
      schema,
      'api',
      'exact',
    );
    return validate(body) ? null : explain(validate);
  }

  /** Compares a webhook's payload with the description. The name is `push`, or event and action as in `check-run-created`. */
  checkWebhook(event: string, action: string | null, payload: unknown): void {
    const name = [event, action]
      .filter((part) => part !== null)
      .join('_')
      .replaceAll('_', '-');
    const problem = this.#description.webhooks.has(name)
      ? this.#findWebhookProblem(name, payload)
      : 'is not described';
    if (problem !== null) this.violations.push({ kind: 'webhook', operation: name, problem });
  }

  #findWebhookProblem(name: string, payload: unknown): string | null {
    const schema = { $ref: `#/components/schemas/webhook-${name}` };
    const validate = this.#description.compile(`webhook ${name}`, schema, 'webhooks', 'exact');
    return validate(payload) ? null : explain(validate);
  }
}

/** In a URL a number is text too: of `oneOf: integer, string` both would match. */
function readableAsText({ oneOf, ...schema }: Schema): Schema {
  return oneOf === undefined ? schema : { ...schema, anyOf: oneOf };
}

const anyError = {
  anyOf: [
    { $ref: '#/components/schemas/validation-error' },
    { $ref: '#/components/schemas/validation-error-simple' },
    { type: 'object', required: ['message', 'documentation_url', 'status'] },
  ],
};

function explain(validate: ValidateFunction): string {
  const errors = (validate.errors ?? []).slice(0, 3);
  return errors
    .map((error) => `${error.instancePath || '/'} ${error.message}${detail(error.params)}`)
    .join('; ');
}

function detail(params: object): string {
  return 'allowedValues' in params ? ` ${JSON.stringify(params.allowedValues)}` : '';
}
