import { describe, expect, test } from '@jest/globals';
import { pullRequestJob } from '../../src/webhooks/pull-request.ts';
import { workflowRunJob } from '../../src/webhooks/workflow-run.ts';

const REPOSITORY = { id: 9, name: 'shop', owner: { login: 'example' } };
const PULL = {
  installation: { id: 5 },
  repository: REPOSITORY,
  sender: { id: 3, login: 'someone', type: 'User' },
  pull_request: { number: 7, head: { sha: 'a'.repeat(40) } },
};
const RUN = {
  action: 'completed',
  installation: { id: 5 },
  repository: REPOSITORY,
  workflow_run: {
    id: 11,
    run_attempt: 1,
    event: 'workflow_dispatch',
    head_sha: 'c'.repeat(40),
    head_branch: 'testwright/pr-7',
  },
};

describe('pull_request', () => {
  test.each([
    ['opened', 'review-pull-request'],
    ['synchronize', 'review-pull-request'],
    ['reopened', 'review-pull-request'],
    ['ready_for_review', 'review-pull-request'],
    ['converted_to_draft', 'review-pull-request'],
    ['closed', 'close-pull-request'],
    ['labeled', undefined],
    ['edited', undefined],
  ])('%s', (action, job) => {
    expect(pullRequestJob({ ...PULL, action }, 'guid')?.name).toBe(job);
  });

  test.each([
    ['null', null],
    ['a number', 7],
    ['no pull request', { ...PULL, action: 'opened', pull_request: undefined }],
    [
      'a head that is no commit',
      { ...PULL, action: 'opened', pull_request: { number: 7, head: { sha: 'main' } } },
    ],
    [
      'a number below one',
      { ...PULL, action: 'opened', pull_request: { number: 0, head: { sha: 'a'.repeat(40) } } },
    ],
  ])('%s asks for no work', (_name, payload) => {
    expect(pullRequestJob(payload, 'guid')).toBeNull();
  });
});

describe('workflow_run', () => {
  test('a completed dispatch is read', () => {
    expect(workflowRunJob(RUN)).toMatchObject({
      name: 'read-ci-result',
      data: { workflowRunId: 11, attempt: 1, headSha: 'c'.repeat(40) },
    });
  });
  test('a completed run of a push is read: it may be what an ended review waits for', () => {
    const push = { ...RUN, workflow_run: { ...RUN.workflow_run, event: 'push', conclusion: 'failure' } };
    expect(workflowRunJob(push)).toMatchObject({ name: 'read-ci-result' });
  });
  test.each([
    ['requested', { ...RUN, action: 'requested' }],
    ['skipped', { ...RUN, workflow_run: { ...RUN.workflow_run, conclusion: 'skipped' } }],
    ['nothing', {}],
  ])('%s is not', (_name, payload) => {
    expect(workflowRunJob(payload)).toBeNull();
  });
});
