import { describe, expect, test } from '@jest/globals';
import { checkSuiteJob } from '../../src/webhooks/check-suite.ts';
import { installationJob, installationRepositoriesJob } from '../../src/webhooks/installation.ts';
import { issueCommentJob } from '../../src/webhooks/issue-comment.ts';
import { issuesJob } from '../../src/webhooks/issues.ts';
import { mergeGroupJob } from '../../src/webhooks/merge-group.ts';
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
    ['labeled', 'review-pull-request'],
    ['unlabeled', 'review-pull-request'],
    ['assigned', undefined],
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

describe('check_suite', () => {
  const SUITE = {
    action: 'rerequested',
    installation: { id: 5 },
    repository: REPOSITORY,
    sender: { id: 3, login: 'someone', type: 'User' },
    check_suite: { head_sha: 'c'.repeat(40), app: { id: 4 }, pull_requests: [{ number: 7 }, { number: 7 }] },
  };
  test('asked for again becomes a job, with the pull requests that the payload names', () => {
    expect(checkSuiteJob(SUITE, 'guid')).toMatchObject({
      name: 'rerequest-suite',
      data: { headSha: 'c'.repeat(40), appId: 4, pullNumbers: [7], deliveryGuid: 'guid' },
    });
    const many = Array.from({ length: 500 }, (_, index) => ({ number: index + 1 }));
    const flood = { ...SUITE, check_suite: { ...SUITE.check_suite, pull_requests: many } };
    expect(checkSuiteJob(flood, 'guid')).toMatchObject({ data: { pullNumbers: { length: 20 } } });
    const ofFork = { ...SUITE, check_suite: { ...SUITE.check_suite, pull_requests: [] } };
    expect(checkSuiteJob(ofFork, 'guid')).toMatchObject({ data: { pullNumbers: [] } });
  });
  test.each([
    ['requested', { ...SUITE, action: 'requested' }],
    ['completed', { ...SUITE, action: 'completed' }],
    ['by a bot', { ...SUITE, sender: { ...SUITE.sender, type: 'Bot' } }],
    ['nothing', {}],
  ])('%s is not', (_name, payload) => {
    expect(checkSuiteJob(payload, 'guid')).toBeNull();
  });
});

describe('merge_group', () => {
  const ref = (base: string, rest = `pr-7-${'b'.repeat(40)}`) =>
    `refs/heads/gh-readonly-queue/${base}/${rest}`;
  const group = (head_ref: string, action = 'checks_requested') => ({
    action,
    installation: { id: 5 },
    repository: REPOSITORY,
    merge_group: { head_sha: 'c'.repeat(40), head_ref },
  });
  test.each([
    [ref('main'), 7],
    [ref('release/2.x'), 7],
    [ref('main', 'pr-7'), null],
    [ref('main', `pr-0-${'b'.repeat(40)}`), null],
    [`refs/heads/pr-7-${'b'.repeat(40)}`, null],
  ])('%s is for pull request %s', (headRef, pullNumber) => {
    expect(mergeGroupJob(group(headRef))).toMatchObject({
      name: 'answer-merge-group',
      data: { headSha: 'c'.repeat(40), pullNumber },
    });
  });
  test.each([
    ['destroyed', group(ref('main'), 'destroyed')],
    ['nothing', {}],
  ])('%s needs no answer', (_name, payload) => {
    expect(mergeGroupJob(payload)).toBeNull();
  });
});

describe('installation', () => {
  const installation = { id: 5, account: { login: 'example' }, repository_selection: 'selected' };
  const repositories = [{ id: 9, name: 'shop' }];
  const REF = { installationId: 5, owner: 'example', name: 'shop', id: 9 };
  const many = Array.from({ length: 501 }, (_, id) => ({ id, name: `r${id}` }));
  const onboard = (listed: object[] | null) => ({
    name: 'onboard-installation',
    data: { installationId: 5, repositories: listed },
  });
  const forget = (all: boolean) => ({
    name: 'forget-repositories',
    data: { installationId: 5, repositoryIds: [9], all },
  });

  test.each([
    ['created on some', { action: 'created', repositories }, onboard([REF])],
    [
      'created on all',
      { action: 'created', installation: { ...installation, repository_selection: 'all' } },
      onboard(null),
    ],
    ['created on very many', { action: 'created', repositories: many }, onboard(null)],
    ['given more permissions', { action: 'new_permissions_accepted' }, onboard(null)],
    ['deleted', { action: 'deleted', repositories }, forget(true)],
    ['suspended', { action: 'suspend', repositories }, null],
    ['unsuspended', { action: 'unsuspend', repositories }, null],
    ['without an account', { action: 'created', installation: { id: 5 } }, null],
  ])('%s', (_name, payload, job) => {
    expect(installationJob({ installation, ...payload })).toEqual(job);
  });

  test.each([
    ['added', { action: 'added', repositories_added: repositories }, onboard([REF])],
    ['removed', { action: 'removed', repositories_removed: repositories }, forget(false)],
    ['nothing', { action: 'removed', repositories_removed: [] }, null],
  ])('repositories %s', (_name, payload, job) => {
    expect(installationRepositoriesJob({ installation, ...payload })).toEqual(job);
  });
});

describe('issues', () => {
  const { pull_request: _, ...common } = PULL;
  const payload = { ...common, issue: { number: 12 }, label: { name: 'needs-repro' } };
  test.each([
    ['labeled', { kind: 'labeled', label: 'needs-repro' }],
    ['unlabeled', { kind: 'unlabeled', label: 'needs-repro' }],
    ['closed', { kind: 'closed' }],
    ['edited', { kind: 'edited' }],
    ['opened', undefined],
    ['reopened', undefined],
  ])('%s', (action, happening) => {
    const job = issuesJob({ ...payload, action }, 'guid');
    expect(job?.name === 'reproduce-issue' ? job.data.happening : undefined).toEqual(happening);
  });

  test('a bot labels nothing, and the issue of a pull request is none', () => {
    const bot = { id: 4, login: 'b[bot]', type: 'Bot' };
    expect(issuesJob({ ...payload, action: 'labeled', sender: bot }, 'guid')).toBeNull();
    const pull = { number: 12, pull_request: {} };
    expect(issuesJob({ ...payload, action: 'closed', issue: pull }, 'guid')).toBeNull();
  });

  const BOX = '- [ ] Open <!-- testwright:box draft -->';
  test.each([
    ['a command', { action: 'created', body: '/testwright repro' }, 'issue-comment'],
    ['an answer of the reporter', { action: 'created', body: 'It is 5.', author: 3 }, 'told'],
    ['talk of others', { action: 'created', body: 'Me too.', author: 9 }, undefined],
    ['the box for a draft', { action: 'edited', body: BOX.replace('[ ]', '[x]'), from: BOX }, 'draft-box'],
    ['another edit', { action: 'edited', body: `${BOX}!`, from: BOX }, undefined],
  ])('comment on one: %s', (_what, given, kind) => {
    const { action, body, from, author }: { action: string; body: string; from?: string; author?: number } =
      given;
    const job = issueCommentJob(
      {
        ...common,
        action,
        issue: { number: 12, user: { id: author ?? 9 } },
        comment: { id: 1, body },
        ...(from === undefined ? {} : { changes: { body: { from } } }),
      },
      'guid',
    );
    const found =
      job?.name === 'obey'
        ? job.data.wish.kind
        : job?.name === 'reproduce-issue'
          ? job.data.happening.kind
          : undefined;
    expect(found).toBe(kind);
  });
});
