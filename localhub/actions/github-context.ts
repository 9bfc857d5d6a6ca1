import type { RunRequest } from '../actions-port.ts';
import type { ValueMap } from './expressions/value.ts';
import { RunnerProblem } from './problem.ts';

/** Stands where GitHub puts a token that may read the repository. No server of this project accepts it. */
export const READ_TOKEN = 'ghs_localhub-read-only-token';

/** Short names of a ref: `main` for `refs/heads/main`, `7/merge` for `refs/pull/7/merge`. */
export function namesOfRef(ref: string): { refName: string; refType: 'branch' | 'tag' } {
  return {
    refName: ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    refType: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
  };
}

/** The event payload, as far as this runner knows it. */
export function buildEvent(request: RunRequest): ValueMap {
  const { owner, name, id } = request.repository;
  const event: ValueMap = {
    ref: request.ref,
    repository: { id, name, full_name: `${owner}/${name}`, owner: { login: owner } },
  };
  if (request.event === 'workflow_dispatch') event['inputs'] = { ...request.inputs };
  if (request.event === 'push') {
    event['after'] = request.headSha;
    refuseReading(event, 'github.event', ['before', 'commits', 'head_commit', 'compare', 'forced', 'pusher']);
  }
  if (request.event === 'pull_request')
    refuseReading(event, 'github.event', ['action', 'number', 'pull_request']);
  return event;
}

/** The `github` context of a run; places in it (`workspace`, `action_path`) are added by whoever knows them. */
export function buildGithubContext(request: RunRequest, workflowName: string): ValueMap {
  const { owner, name, id } = request.repository;
  const { refName, refType } = namesOfRef(request.ref);
  const context: ValueMap = {
    actor: owner,
    api_url: request.apiUrl,
    event: buildEvent(request),
    event_name: request.event,
    ref: request.ref,
    ref_name: refName,
    ref_type: refType,
    repository: `${owner}/${name}`,
    repository_id: String(id),
    repository_owner: owner,
    run_attempt: String(request.attempt),
    run_id: String(request.runId),
    server_url: request.serverUrl,
    sha: request.headSha,
    token: READ_TOKEN,
    triggering_actor: owner,
    workflow: workflowName,
    workflow_ref: `${owner}/${name}/${request.workflow.path}@${request.ref}`,
    workflow_sha: request.headSha,
  };
  if (request.event === 'pull_request') refuseReading(context, 'github', ['base_ref', 'head_ref']);
  refuseReading(context, 'github', [
    'actor_id',
    'graphql_url',
    'ref_protected',
    'repositoryUrl',
    'repository_owner_id',
    'retention_days',
    'run_number',
    'secret_source',
  ]);
  return context;
}

/** The context with more in it; keeps what reading refuses. */
export function extendContext(context: ValueMap, more: ValueMap): ValueMap {
  const copy: ValueMap = Object.defineProperties({}, Object.getOwnPropertyDescriptors(context));
  return Object.assign(copy, more);
}

/** Properties that GitHub has and this runner does not know: reading one fails by name instead of being empty. */
function refuseReading(target: ValueMap, path: string, names: string[]): void {
  for (const name of names)
    Object.defineProperty(target, name, {
      enumerable: false,
      get() {
        throw new RunnerProblem(`${path}.${name} is not available on this runner`);
      },
    });
}
