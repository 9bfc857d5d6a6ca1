import { parse } from 'yaml';
import { z } from 'zod';
import type { WorkflowFile } from '../actions-port.ts';
import { findWorkflow, readWorkflowFiles, startRun } from '../activity/workflow-runs.ts';
import { readCommit } from '../git/objects.ts';
import { findRef } from '../git/refs.ts';
import { ApiError, notFound } from '../http/api-error.ts';
import type { Call, Reply } from '../http/call.ts';
import { repositoryOf } from '../http/call.ts';
import type { Hub } from '../hub.ts';
import { repositoryHtmlUrl, repositoryUrl } from '../views/repository.ts';

const declaredInput = z.object({
  required: z.boolean().nullish(),
  default: z.union([z.string(), z.number(), z.boolean()]).nullish(),
});
const declaration = z.object({
  on: z.object({
    workflow_dispatch: z.object({ inputs: z.record(z.string(), declaredInput.nullable()).nullish() }),
  }),
});

function isDispatchable(hub: Hub, file: WorkflowFile): boolean {
  return hub.runner === null ? /\bworkflow_dispatch\b/.test(file.text) : hub.runner.dispatchable(file);
}

/** The inputs of the run: what was sent, and the defaults of the rest. 422 for unknown and for missing ones. */
function chooseInputs(file: WorkflowFile, sent: Record<string, unknown>): Record<string, string> {
  const parsed = declaration.safeParse(parse(file.text));
  const declared = parsed.success ? (parsed.data.on.workflow_dispatch.inputs ?? {}) : {};
  const unexpected = Object.keys(sent).filter((name) => !(name in declared));
  if (unexpected.length > 0)
    throw new ApiError(422, `Unexpected inputs provided: ${JSON.stringify(unexpected)}`);
  const inputs: Record<string, string> = {};
  for (const [name, input] of Object.entries(declared)) {
    const value = sent[name] ?? input?.default ?? undefined;
    if (value === undefined && input?.required)
      throw new ApiError(422, `Required input '${name}' not provided`);
    inputs[name] = value === undefined ? '' : String(value);
  }
  return inputs;
}

/** https://docs.github.com/rest/actions/workflows#create-a-workflow-dispatch-event */
export async function dispatchWorkflow(call: Call): Promise<Reply> {
  const repository = repositoryOf(call);
  const asked = call.body as { ref: string; inputs?: Record<string, unknown>; return_run_details?: boolean };
  const workflow = await findWorkflow(call.hub, repository, call.params['workflow_id'] ?? '');
  if (workflow === null) throw notFound();
  const name = asked.ref.replace(/^refs\/(heads|tags)\//, '');
  const candidates = asked.ref.startsWith('refs/')
    ? [asked.ref]
    : [`refs/heads/${name}`, `refs/tags/${name}`];
  const refs = await Promise.all(candidates.map((candidate) => findRef(repository.gitDir, candidate)));
  const ref = refs.find((candidate) => candidate !== null);
  if (ref === undefined || ref === null) throw new ApiError(422, `No ref found for: ${asked.ref}`);
  const commit = await readCommit(repository.gitDir, ref.sha);
  const files = commit === null ? [] : await readWorkflowFiles(repository, commit.sha);
  const file = files.find((candidate) => candidate.path === workflow.path);
  if (commit === null || file === undefined)
    throw new ApiError(422, `Workflow file '${workflow.path}' does not exist at ${asked.ref}`);
  if (!isDispatchable(call.hub, file))
    throw new ApiError(422, "Workflow does not have 'workflow_dispatch' trigger");
  const run = await startRun(call.hub, repository, {
    file,
    event: 'workflow_dispatch',
    headSha: commit.sha,
    headBranch: name,
    headRepository: repository,
    title: workflow.name,
    inputs: chooseInputs(file, asked.inputs ?? {}),
    actor: call.actor,
  });
  if (asked.return_run_details !== true) return { status: 204 };
  return {
    status: 200,
    body: {
      workflow_run_id: run.id,
      run_url: `${repositoryUrl(call.hub, repository)}/actions/runs/${run.id}`,
      html_url: `${repositoryHtmlUrl(call.hub, repository)}/actions/runs/${run.id}`,
    },
  };
}
