import { describe, expect, test } from '@jest/globals';
import type { DispatchResult } from '../../../src/edges/github/types.ts';
import { failureOf } from './failure-of.ts';
import { api, givenWriter, REPO, useStrictNock } from './github-api.ts';

useStrictNock();

const RUNS = `${REPO}/actions/workflows/testwright.yml/runs?head_sha=c0&event=workflow_dispatch&per_page=100`;
const DISPATCH = `${REPO}/actions/workflows/testwright.yml/dispatches`;
const OPTIONS = { branch: 'testwright/pr-3', workflowFile: 'testwright.yml', commitSha: 'c0' };

function givenRuns(...runs: { id: number; head_sha: string }[]) {
  const writer = givenWriter();
  api().get(RUNS).reply(200, { total_count: runs.length, workflow_runs: runs });
  return writer;
}

describe('our workflow', () => {
  test('is dispatched on the branch, and GitHub names the run', async () => {
    const writer = givenRuns();
    api().post(DISPATCH, { ref: 'testwright/pr-3', return_run_details: true }).reply(200, {
      workflow_run_id: 99,
      run_url: 'https://github.test/r',
      html_url: 'https://github.test/h',
    });
    expect(await writer.ensureDispatched(OPTIONS)).toEqual({ kind: 'dispatched', workflowRunId: 99 });
  });

  test('is dispatched on a server that does not name the run', async () => {
    const writer = givenRuns();
    api().post(DISPATCH).reply(204);
    expect(await writer.ensureDispatched(OPTIONS)).toEqual({ kind: 'dispatched', workflowRunId: null });
  });

  test('is not dispatched a second time for the same commit', async () => {
    const writer = givenRuns(
      { id: 98, head_sha: 'c0' },
      { id: 99, head_sha: 'c0' },
      { id: 100, head_sha: 'other' },
    );
    expect(await writer.ensureDispatched(OPTIONS)).toEqual({ kind: 'dispatched', workflowRunId: 99 });
  });

  test('is found by the repeated job after a dispatch of unknown fate', async () => {
    const writer = givenRuns();
    api().post(DISPATCH).reply(502);
    expect((await failureOf(writer.ensureDispatched(OPTIONS))).code).toBe('github-unsure');
    api()
      .get(RUNS)
      .reply(200, { total_count: 1, workflow_runs: [{ id: 99, head_sha: 'c0' }] });
    expect(await writer.ensureDispatched(OPTIONS)).toEqual({ kind: 'dispatched', workflowRunId: 99 });
  });

  const missing: DispatchResult = { kind: 'workflow-missing' };

  test('is missing when GitHub does not know it', async () => {
    const writer = givenWriter();
    api().get(RUNS).reply(404, { message: 'Not Found' });
    expect(await writer.ensureDispatched(OPTIONS)).toEqual(missing);
  });

  test.each([404, 422])('is missing when it cannot be dispatched at that commit (%d)', async (status) => {
    const writer = givenRuns();
    api().post(DISPATCH).reply(status, { message: "Workflow does not have 'workflow_dispatch' trigger" });
    expect(await writer.ensureDispatched(OPTIONS)).toEqual(missing);
  });

  test('is not called missing when a permission is', async () => {
    const writer = givenRuns();
    api().post(DISPATCH).reply(403, { message: 'Resource not accessible by integration' });
    expect((await failureOf(writer.ensureDispatched(OPTIONS))).code).toBe('github-forbidden');
  });
});
