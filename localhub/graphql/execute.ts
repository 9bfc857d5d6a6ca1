import {
  type DocumentNode,
  execute,
  type GraphQLError,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import { isGranted } from '../auth/permissions.ts';
import type { Call, Reply } from '../http/call.ts';
import { findRepository } from '../hub.ts';
import { renderNodeId } from '../views/node-id.ts';
import { repositoryHtmlUrl } from '../views/repository.ts';
import { askForObject } from './git-object.ts';
import { GraphqlError } from './graphql-error.ts';
import { renderPullFields, resolveThreadMutation } from './review-threads.ts';
import { type Fields, loadSchema } from './schema.ts';
import { updateRefsMutation } from './update-refs.ts';

interface GraphqlRequest {
  document: DocumentNode;
  variables: Record<string, unknown>;
  kind: OperationDefinitionNode['operation'];
  /** Of its first field: by it, logs and violations name the request. */
  name: string;
}

/** Reads the document; null when it is none. */
export function readRequest(body: unknown): GraphqlRequest | null {
  const { query, variables } = (body ?? {}) as { query?: unknown; variables?: unknown };
  if (typeof query !== 'string') return null;
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch {
    return null;
  }
  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return null;
  const first = operation.selectionSet.selections.find(({ kind }) => kind === Kind.FIELD);
  return {
    document,
    variables: (variables ?? {}) as Record<string, unknown>,
    kind: operation.operation,
    name: first?.kind === Kind.FIELD ? first.name.value : '?',
  };
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

/** What can be asked for, as graphql-js resolves it: a function for each field of Query and Mutation. */
function buildRoot(call: Call): Record<string, (args: Record<string, unknown>) => unknown> {
  return {
    repository: ({ owner, name }) => findRepositoryFields(call, String(owner), String(name)),
    updateRefs: ({ input }) => updateRefsMutation(call, input),
    resolveReviewThread: ({ input }) => resolveThreadMutation(call, input, true),
    unresolveReviewThread: ({ input }) => resolveThreadMutation(call, input, false),
  };
}

/** An error as GitHub's `errors` have it: what GitHub refuses has a type, what its schema does not know has a code. */
function renderError(error: GraphQLError): object {
  const { message, path, locations, originalError } = error;
  if (originalError instanceof GraphqlError) return { type: originalError.type, path, locations, message };
  return { path: path ?? ['query'], extensions: { code: 'undefinedField' }, locations, message };
}

/**
 * Answers a GraphQL request. Problems of fields come with status 200, as GitHub's do. What GitHub's schema does not allow, in the
 * request or in the reply, is recorded.
 */
export async function executeGraphql(call: Call): Promise<Reply> {
  const request = readRequest(call.body);
  if (request === null)
    return {
      status: 200,
      body: { errors: [{ message: 'A query attribute must be specified and must be a string.' }] },
    };
  const { violations } = call.hub.contract;
  const operation = `graphql/${request.name}`;
  const schema = loadSchema();
  const invalid = validate(schema, request.document);
  if (invalid.length > 0) {
    for (const { message: problem } of invalid) violations.push({ kind: 'request', operation, problem });
    return { status: 200, body: { errors: invalid.map(renderError) } };
  }
  const { data, errors = [] } = await execute({
    schema,
    document: request.document,
    rootValue: buildRoot(call),
    variableValues: request.variables,
  });
  for (const { originalError, message: problem } of errors) {
    if (originalError instanceof GraphqlError) continue;
    // Without data nothing was executed, because the variables do not fit.
    violations.push({ kind: data === undefined ? 'request' : 'response', operation, problem });
  }
  return {
    status: 200,
    body: {
      ...(data === undefined ? {} : { data }),
      ...(errors.length > 0 ? { errors: errors.map(renderError) } : {}),
    },
  };
}
