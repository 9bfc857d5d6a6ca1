import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { World } from './support.ts';
import { startWorld } from './support.ts';

const workflow = '.github/workflows/testwright.yml';
const workflowText =
  'name: Testwright\non:\n  workflow_dispatch:\n    inputs:\n      base: { required: true }\njobs: {}\n';

let world: World;
beforeEach(async () => {
  world = await startWorld({
    files: { 'shop/pricing.py': 'PRICE = 1\n', [workflow]: workflowText },
    runner: {
      triggered: () => [],
      dispatchable: (file) => file.text.includes('workflow_dispatch'),
      execute: async () => ({
        conclusion: 'success',
        message: null,
        artifacts: [{ name: 'testwright-report', zip: new Uint8Array([80, 75, 5, 6]) }],
        jobs: [
          {
            name: 'evidence',
            conclusion: 'success',
            startedAt: '2026-01-01T00:00:00Z',
            completedAt: '2026-01-01T00:00:09Z',
            steps: [],
            log: 'all is well\n',
            annotations: [
              {
                level: 'notice',
                title: 'Totals',
                message: '80 %',
                path: '.github',
                startLine: 1,
                endLine: 1,
              },
            ],
          },
        ],
      }),
    },
  });
});
afterEach(async () => {
  world.hub.assertNoViolations();
  await world.close();
});

test('an app can read a pull request, commit beside it, run its workflow, and report, all by the real client', async () => {
  const { hub, octokit, at, repository, receiver } = world;
  const number = await hub.openPullRequest({
    repo: repository,
    head: 'change',
    base: 'main',
    title: 'Price',
    author: 'ada',
  });
  await hub.idle();
  expect(receiver.names()).toEqual(['pull_request.opened']);

  const { data: pull } = await octokit.rest.pulls.get({ ...at, pull_number: number });
  expect(pull).toMatchObject({ changed_files: 1, head: { sha: world.change }, base: { sha: world.main } });
  const { data: files } = await octokit.rest.pulls.listFiles({ ...at, pull_number: number });
  expect(files).toMatchObject([
    { filename: 'shop/pricing.py', status: 'modified', patch: '@@ -1 +1 @@\n-PRICE = 1\n+PRICE = 2' },
  ]);
  const { data: tree } = await octokit.rest.git.getTree({ ...at, tree_sha: pull.head.sha, recursive: '1' });
  const blob = tree.tree.find((item) => item.path === 'shop/pricing.py')!;
  const { data: content } = await octokit.rest.git.getBlob({ ...at, file_sha: blob.sha });
  expect(Buffer.from(content.content, 'base64').toString()).toBe('PRICE = 2\n');

  const { data: newTree } = await octokit.rest.git.createTree({
    ...at,
    base_tree: pull.head.sha,
    tree: [{ path: 'tests/test_pricing.py', mode: '100644', type: 'blob', content: 'def test(): pass\n' }],
  });
  const { data: commit } = await octokit.rest.git.createCommit({
    ...at,
    message: 'Suggest tests\n\n[skip ci]',
    tree: newTree.sha,
    parents: [pull.head.sha],
  });
  await octokit.rest.git.createRef({ ...at, ref: 'refs/heads/testwright/pr-1', sha: commit.sha });
  expect(await hub.branches(repository)).toMatchObject({ 'testwright/pr-1': commit.sha });

  const { data: dispatched } = await octokit.request(
    'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
    {
      ...at,
      workflow_id: 'testwright.yml',
      ref: 'testwright/pr-1',
      inputs: { base: world.main },
      return_run_details: true,
    },
  );
  await hub.idle();
  const runId = (dispatched as unknown as { workflow_run_id: number }).workflow_run_id;
  const { data: run } = await octokit.rest.actions.getWorkflowRun({ ...at, run_id: runId });
  expect(run).toMatchObject({
    status: 'completed',
    conclusion: 'success',
    head_sha: commit.sha,
    path: workflow,
    run_attempt: 1,
  });
  const { data: jobs } = await octokit.rest.actions.listJobsForWorkflowRunAttempt({
    ...at,
    run_id: runId,
    attempt_number: 1,
  });
  const { data: notes } = await octokit.rest.checks.listAnnotations({
    ...at,
    check_run_id: jobs.jobs[0]!.id,
  });
  expect(notes).toMatchObject([{ annotation_level: 'notice', title: 'Totals', message: '80 %' }]);

  await octokit.rest.issues.createComment({ ...at, issue_number: number, body: 'Evidence' });
  await octokit.rest.checks.create({
    ...at,
    name: 'Testwright',
    head_sha: pull.head.sha,
    status: 'in_progress',
  });
  await hub.idle();
  expect(hub.comments(repository, number)).toMatchObject([
    { body: 'Evidence', author: { login: 'testwright[bot]' } },
  ]);
  expect(receiver.names()).toEqual([
    'check_run.completed',
    'check_run.created',
    'check_run.created',
    'issue_comment.created',
    'pull_request.opened',
    'push',
    'workflow_run.completed',
    'workflow_run.in_progress',
    'workflow_run.requested',
  ]);
});
