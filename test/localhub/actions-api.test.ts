import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { ActionsRunnerPort, RunRequest } from '../../localhub/actions-port.ts';
import type { World } from './support.ts';
import { git, refusal, startWorld } from './support.ts';

const file = 'testwright.yml';
const inputs = 'inputs: { base: { required: true }, rounds: { default: "2" } }';
const files = {
  'a.py': 'A = 1\n',
  [`.github/workflows/${file}`]: `name: Testwright\non:\n  workflow_dispatch:\n    ${inputs}\n`,
  '.github/workflows/push.yml': 'name: Canary\non: push\n',
};
const zip = new TextEncoder().encode('PK not really a zip');

const executed: RunRequest[] = [];
const asked: Parameters<ActionsRunnerPort['triggered']>[0][] = [];
const runner: ActionsRunnerPort = {
  triggered: (event, all) => {
    asked.push(event);
    return all.filter(({ text }) => text.includes('on: push') && event.name === 'push');
  },
  dispatchable: ({ text }) => text.includes('workflow_dispatch'),
  execute: async (request) => {
    executed.push(request);
    const times = { startedAt: '2026-01-01T00:00:00Z', completedAt: '2026-01-01T00:00:09Z' };
    if (request.event === 'push') throw new Error('The machine is on fire');
    return {
      conclusion: 'failure',
      message: 'pytest ended with 1',
      artifacts: [
        { name: 'report', zip },
        { name: 'other', zip },
      ],
      jobs: [
        {
          name: 'evidence',
          conclusion: 'failure',
          ...times,
          steps: [{ name: 'Run', number: 1, conclusion: 'failure', ...times }],
          annotations: [],
          log: 'one\ntwo\n',
        },
      ],
    };
  },
};

let world: World;
let runId: number;

async function dispatch(options: {
  ref?: string;
  workflow?: string;
  inputs?: Record<string, string>;
  details?: true;
}) {
  const answered = await world.octokit.request(
    'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
    {
      ...world.at,
      workflow_id: options.workflow ?? file,
      ref: options.ref ?? 'change',
      inputs: options.inputs ?? { base: world.main },
      ...(options.details ? { return_run_details: true } : {}),
    },
  );
  return answered as unknown as { status: number; data: { workflow_run_id: number } };
}

beforeAll(async () => {
  world = await startWorld({ files, runner });
  runId = (await dispatch({ details: true })).data.workflow_run_id;
  await world.hub.idle();
});
afterEach(() => world.hub.assertNoViolations());
afterAll(() => world.close());

describe('a dispatched workflow', () => {
  test('runs at the commit of the ref with the inputs and the defaults of the file at that commit', () => {
    expect(executed[0]).toMatchObject({
      headSha: world.change,
      ref: 'refs/heads/change',
      event: 'workflow_dispatch',
      inputs: { base: world.main, rounds: '2' },
      workflow: { path: `.github/workflows/${file}` },
      runId,
      attempt: 1,
      repository: { owner: 'acme', name: 'shop' },
      gitDir: world.repository.gitDir,
    });
  });

  test('is answered with nothing unless details are asked for', async () => {
    expect(await dispatch({})).toMatchObject({ status: 204 });
  });

  test('is found by its id as well as by its file', async () => {
    const { data } = await world.octokit.rest.actions.getWorkflow({ ...world.at, workflow_id: file });
    expect(data).toMatchObject({ name: 'Testwright', path: `.github/workflows/${file}` });
    expect((await dispatch({ workflow: String(data.id) })).status).toBe(204);
  });

  test.each([
    ['a file that the default branch has not', { workflow: 'none.yml' }, 404, 'Not Found'],
    ['a ref that is not there', { ref: 'none' }, 422, 'No ref found for: none'],
    [
      'a workflow without that trigger',
      { workflow: 'push.yml' },
      422,
      "Workflow does not have 'workflow_dispatch' trigger",
    ],
    [
      'an input that the file does not declare',
      { inputs: { base: 'b', x: '1' } },
      422,
      'Unexpected inputs provided: ["x"]',
    ],
    ['a required input left out', { inputs: {} }, 422, "Required input 'base' not provided"],
  ])('with %s is refused', async (_, options, status, message) => {
    expect(await refusal(dispatch(options))).toEqual({ status, message });
  });

  test('is refused where the file is missing at the ref', async () => {
    const { git: api } = world.octokit.rest;
    const tree = await api.createTree({
      ...world.at,
      tree: [{ path: 'b', mode: '100644', type: 'blob', content: '' }],
    });
    const bare = git(world.repository.gitDir, 'commit-tree', '-m', 'No workflows', tree.data.sha);
    git(world.repository.gitDir, 'update-ref', 'refs/heads/bare', bare);
    expect((await refusal(dispatch({ ref: 'bare' }))).status).toBe(422);
  });
});

describe('a run', () => {
  test('is listed by head, event and branch, newest first', async () => {
    const list = async (filter: object) => {
      const { data } = await world.octokit.rest.actions.listWorkflowRuns({
        ...world.at,
        workflow_id: file,
        ...filter,
      });
      return data.workflow_runs.map(({ id }) => id);
    };
    const all = await list({});
    expect(all).toEqual([...all].sort((a, b) => b - a));
    expect(await list({ head_sha: world.change, event: 'workflow_dispatch', branch: 'change' })).toEqual(all);
    expect(await list({ head_sha: world.main })).toEqual([]);
    expect(await list({ event: 'push' })).toEqual([]);
    const { data } = await world.octokit.rest.actions.listWorkflowRunsForRepo({ ...world.at, per_page: 1 });
    expect(data).toMatchObject({ workflow_runs: [{ conclusion: 'failure' }] });
  });

  test('shows its jobs with steps, for its attempt only, each with a check run of GitHub Actions', async () => {
    const place = { ...world.at, run_id: runId };
    const { data } = await world.octokit.rest.actions.listJobsForWorkflowRunAttempt({
      ...place,
      attempt_number: 1,
    });
    expect(data.jobs).toMatchObject([
      { name: 'evidence', conclusion: 'failure', steps: [{ name: 'Run', number: 1 }] },
    ]);
    const later = world.octokit.rest.actions.listJobsForWorkflowRunAttempt({ ...place, attempt_number: 2 });
    expect((await refusal(later)).status).toBe(404);
    const { data: check } = await world.octokit.rest.checks.get({
      ...world.at,
      check_run_id: data.jobs[0]!.id,
    });
    expect(check).toMatchObject({
      app: { id: 15368, slug: 'github-actions' },
      conclusion: 'failure',
      head_sha: world.change,
    });
  });

  test('follows a push, and fails to start when its machine breaks', async () => {
    asked.length = 0;
    await world.octokit.rest.git.createRef({ ...world.at, ref: 'refs/heads/pushed', sha: world.change });
    await world.hub.idle();
    expect(asked).toEqual([
      {
        name: 'push',
        branch: 'pushed',
        changedPaths: ['shop/pricing.py'],
        headCommitMessage: 'Change the price',
      },
    ]);
    const run = world.hub.workflowRuns(world.repository).at(-1);
    expect(run).toMatchObject({
      event: 'push',
      conclusion: 'startup_failure',
      message: 'Error: The machine is on fire',
    });
    expect(world.receiver.last('workflow_run', 'completed')?.payload).toMatchObject({
      workflow_run: { id: run?.id, conclusion: 'startup_failure', event: 'push' },
    });
  });

  test('follows an event of a pull request', async () => {
    asked.length = 0;
    await world.hub.openPullRequest({
      repo: world.repository,
      head: 'change',
      base: 'main',
      title: 'T',
      author: 'ada',
    });
    expect(asked).toMatchObject([
      { name: 'pull_request', action: 'opened', branch: 'change', baseBranch: 'main' },
    ]);
  });
});

describe('files of a run', () => {
  const artifacts = async (name?: string) => {
    const { data } = await world.octokit.rest.actions.listWorkflowRunArtifacts({
      ...world.at,
      run_id: runId,
      ...(name === undefined ? {} : { name }),
    });
    return data.artifacts;
  };

  test('are artifacts, listed by name', async () => {
    expect((await artifacts()).map(({ name }) => name)).toEqual(['report', 'other']);
    expect(await artifacts('report')).toMatchObject([
      { size_in_bytes: zip.length, workflow_run: { id: runId } },
    ]);
  });

  test('come from another host by a redirect, which the real client follows without credentials', async () => {
    const [artifact] = await artifacts('report');
    const place = { ...world.at, artifact_id: artifact!.id, archive_format: 'zip' };
    const { data } = await world.octokit.rest.actions.downloadArtifact(place);
    expect(new Uint8Array(data as ArrayBuffer)).toEqual(zip);
    const { data: log } = await world.octokit.rest.actions.downloadJobLogsForWorkflowRun({
      ...world.at,
      job_id: world.hub.workflowRuns(world.repository)[0]!.jobs[0]!.id,
    });
    expect(log).toBe('one\ntwo\n');
    expect(world.hub.leakedCredentials()).toBe(0);
  });

  test('are refused to whoever sends that host credentials', async () => {
    const [artifact] = await artifacts('report');
    const { token } = (await world.octokit.auth({ type: 'installation' })) as { token: string };
    const headers = { authorization: `token ${token}` };
    const redirect = await fetch(artifact!.archive_download_url, { headers, redirect: 'manual' });
    expect(redirect.status).toBe(302);
    const location = redirect.headers.get('location')!;
    expect(new URL(location).host).not.toBe(new URL(world.hub.url).host);
    expect((await fetch(location, { headers })).status).toBe(400);
    expect(world.hub.leakedCredentials()).toBe(1);
    expect((await fetch(location)).status).toBe(200);
  });
});
