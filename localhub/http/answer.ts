import { authenticate } from '../auth/authenticate.ts';
import { isGranted, requirements } from '../auth/permissions.ts';
import { executeGraphql } from '../graphql/execute.ts';
import type { Hub, LoggedRequest } from '../hub.ts';
import { findRepository, inTurn } from '../hub.ts';
import type { RepositoryRecord } from '../records.ts';
import { handlers } from '../rest/handlers.ts';
import { ApiError, notFound } from './api-error.ts';
import type { Call, Principal, Reply } from './call.ts';
import type { Route } from './route.ts';

/** A request as it came, body parsed. `body: undefined` is none. */
export interface Incoming {
  method: string;
  url: URL;
  authorization: string | undefined;
  accept: string;
  body: unknown;
}

/** The repository of the path when the credentials may see it; 404 tells nothing of those they may not. */
function chooseRepository(
  hub: Hub,
  principal: Principal,
  params: Record<string, string>,
): RepositoryRecord | null {
  if (params['owner'] === undefined || params['repo'] === undefined) return null;
  const repository = findRepository(hub, params['owner'], params['repo']);
  if (repository === null) throw notFound();
  if (principal.kind === 'installation' && !principal.token.repositoryIds.has(repository.id))
    throw notFound();
  return repository;
}

function checkPermission(principal: Principal, operationId: string): void {
  const requirement = requirements[operationId];
  if (requirement === 'app') {
    if (principal.kind !== 'app') throw new ApiError(401, 'A JSON web token could not be decoded');
    return;
  }
  const refused = new ApiError(403, 'Resource not accessible by integration');
  if (principal.kind !== 'installation' || requirement === undefined) throw refused;
  const granted = principal.token.permissions;
  if (
    requirement !== 'installation' &&
    !requirement.any.some(([name, level]) => isGranted(granted, name, level))
  )
    throw refused;
}

function buildCall(hub: Hub, incoming: Incoming, principal: Principal): Call {
  return {
    hub,
    principal,
    app: principal.app,
    actor: principal.app.bot,
    params: {},
    query: Object.fromEntries(incoming.url.searchParams),
    body: incoming.body,
    accept: incoming.accept,
    url: incoming.url,
    repository: null,
  };
}

async function answerOperation(
  hub: Hub,
  incoming: Incoming,
  route: Route,
  logged: LoggedRequest,
): Promise<Reply> {
  const id = route.operation.id;
  const principal = authenticate(hub, incoming.authorization);
  logged.appId = principal.app.id;
  logged.user = principal.kind === 'installation' ? principal.app.bot.login : null;
  const call = { ...buildCall(hub, incoming, principal), params: route.params };
  const repository = chooseRepository(hub, principal, route.params);
  checkPermission(principal, id);
  const request = { path: call.params, query: call.query, body: incoming.body };
  const problems = hub.contract.checkRequest(id, request);
  if (problems.length > 0) throw new ApiError(422, `Invalid request.\n\n${problems.join('\n')}`);
  const handler = handlers[id];
  if (handler === undefined) throw new Error(`localhub has no ${id}`);
  const work = async () => handler({ ...call, repository });
  return incoming.method === 'GET' || repository === null ? work() : inTurn(repository, work);
}

/** Answers a REST request. Refusals become GitHub's error bodies; every reply is compared with the description. */
export async function answerRest(
  hub: Hub,
  incoming: Incoming,
  route: Route,
  logged: LoggedRequest,
): Promise<Reply> {
  const reply = await answerOperation(hub, incoming, route, logged).catch((error: unknown): Reply => {
    if (error instanceof ApiError) return { status: error.status, body: error.body };
    hub.contract.violations.push({ kind: 'response', operation: route.operation.id, problem: String(error) });
    return {
      status: 500,
      body: { message: 'Server Error', documentation_url: 'https://docs.github.com/rest', status: '500' },
    };
  });
  if (reply.text === undefined) hub.contract.checkResponse(route.operation.id, reply.status, reply.body);
  return reply;
}

export async function answerGraphql(hub: Hub, incoming: Incoming, logged: LoggedRequest): Promise<Reply> {
  try {
    const principal = authenticate(hub, incoming.authorization);
    logged.appId = principal.app.id;
    logged.user = principal.kind === 'installation' ? principal.app.bot.login : null;
    return await executeGraphql(buildCall(hub, incoming, principal));
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, body: error.body };
    hub.contract.violations.push({ kind: 'response', operation: 'graphql', problem: String(error) });
    return { status: 500, body: { message: 'Server Error' } };
  }
}
