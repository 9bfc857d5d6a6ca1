import type { Call, Reply } from '../http/call.ts';
import { findRepository } from '../hub.ts';
import { renderNodeId } from '../views/node-id.ts';
import { repositoryHtmlUrl } from '../views/repository.ts';
import { GraphqlError } from './graphql-error.ts';
import type { Field, Operation } from './parse-document.ts';
import { GraphqlSyntaxError, parseDocument, resolveValue } from './parse-document.ts';
import { updateRefsMutation } from './update-refs.ts';

export interface GraphqlRequest {
  query: string;
  variables: Record<string, unknown>;
}

/** Reads the document; null when it is none. */
export function readOperation(body: unknown): { request: GraphqlRequest; operation: Operation } | null {
  const { query, variables } = (body ?? {}) as { query?: unknown; variables?: unknown };
  if (typeof query !== 'string') return null;
  try {
    const operation = parseDocument(query);
    return { operation, request: { query, variables: (variables ?? {}) as Record<string, unknown> } };
  } catch (error) {
    if (error instanceof GraphqlSyntaxError) return null;
    throw error;
  }
}

function findRepositoryFields(call: Call, owner: string, name: string): Record<string, unknown> {
  const repository = findRepository(call.hub, owner, name);
  const visible =
    call.principal.kind === 'installation' &&
    repository !== null &&
    call.principal.token.repositoryIds.has(repository.id);
  if (!visible)
    throw new GraphqlError(
      'NOT_FOUND',
      `Could not resolve to a Repository with the name '${owner}/${name}'.`,
    );
  return {
    __typename: 'Repository',
    id: renderNodeId('R', repository.id),
    databaseId: repository.id,
    name: repository.name,
    nameWithOwner: `${repository.owner.login}/${repository.name}`,
    isPrivate: repository.private,
    isFork: repository.parent !== null,
    url: repositoryHtmlUrl(call.hub, repository),
  };
}

async function resolveField(
  call: Call,
  operation: Operation,
  field: Field,
  variables: Record<string, unknown>,
) {
  const given = Object.entries(field.arguments).map(([name, value]) => [
    name,
    resolveValue(value, variables),
  ]);
  const args = Object.fromEntries(given) as Record<string, unknown>;
  if (operation.kind === 'mutation' && field.name === 'updateRefs')
    return updateRefsMutation(call, args['input']);
  if (operation.kind === 'query' && field.name === 'repository')
    return findRepositoryFields(call, String(args['owner']), String(args['name']));
  throw new GraphqlError('INVALID', `Field '${field.name}' doesn't exist on type '${operation.kind}' here`);
}

function select(value: Record<string, unknown>, fields: readonly Field[]): Record<string, unknown> {
  const entries = fields.map((field) => {
    if (!(field.name in value)) throw new GraphqlError('INVALID', `Field '${field.name}' doesn't exist here`);
    return [field.key, value[field.name]];
  });
  return Object.fromEntries(entries);
}

/** Answers a GraphQL request. Problems of fields come with status 200, as GitHub's do. */
export async function executeGraphql(call: Call): Promise<Reply> {
  const read = readOperation(call.body);
  if (read === null)
    return {
      status: 200,
      body: { errors: [{ message: 'A query attribute must be specified and must be a string.' }] },
    };
  const { operation, request } = read;
  const data: Record<string, unknown> = {};
  const errors: object[] = [];
  for (const field of operation.fields) {
    try {
      const value = await resolveField(call, operation, field, request.variables);
      data[field.key] = select(value as Record<string, unknown>, field.fields);
    } catch (error) {
      if (!(error instanceof GraphqlError)) throw error;
      data[field.key] = null;
      errors.push({
        type: error.type,
        path: [field.key],
        locations: [{ line: 1, column: 1 }],
        message: error.message,
      });
    }
  }
  return { status: 200, body: errors.length === 0 ? { data } : { data, errors } };
}
