import { isGranted } from '../auth/permissions.ts';
import type { Call, Reply } from '../http/call.ts';
import { findRepository } from '../hub.ts';
import { renderNodeId } from '../views/node-id.ts';
import { repositoryHtmlUrl } from '../views/repository.ts';
import { askForObject } from './git-object.ts';
import { GraphqlError } from './graphql-error.ts';
import type { Field, Operation } from './parse-document.ts';
import { GraphqlSyntaxError, parseDocument } from './parse-document.ts';
import { renderPullFields, resolveThreadMutation } from './review-threads.ts';
import type { Fields } from './select.ts';
import { readArguments, select } from './select.ts';
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

function findRepositoryFields(call: Call, owner: string, name: string): Fields {
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
    object: askForObject(call, repository),
    pullRequest: (args: Record<string, unknown>) => {
      const pull = repository.pulls.get(Number(args['number']));
      const may =
        call.principal.kind === 'installation' &&
        isGranted(call.principal.token.permissions, 'pull_requests', 'read');
      if (!may) throw new GraphqlError('FORBIDDEN', 'Resource not accessible by integration');
      if (pull === undefined)
        throw new GraphqlError(
          'NOT_FOUND',
          `Could not resolve to a PullRequest with the number of ${String(args['number'])}.`,
        );
      return renderPullFields(call, repository, pull);
    },
  };
}

async function resolveField(
  call: Call,
  operation: Operation,
  field: Field,
  variables: Record<string, unknown>,
): Promise<Fields> {
  const args = readArguments(field, variables);
  const input = args['input'];
  switch (`${operation.kind} ${field.name}`) {
    case 'mutation updateRefs':
      return { ...(await updateRefsMutation(call, input)) };
    case 'mutation resolveReviewThread':
    case 'mutation unresolveReviewThread':
      return resolveThreadMutation(call, input, field.name === 'resolveReviewThread');
    case 'query repository':
      return findRepositoryFields(call, String(args['owner']), String(args['name']));
    default:
      throw new GraphqlError(
        'INVALID',
        `Field '${field.name}' doesn't exist on type '${operation.kind}' here`,
      );
  }
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
      data[field.key] = await select(value, field.fields, request.variables);
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
