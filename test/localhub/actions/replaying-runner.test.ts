import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { createReplayingRunner } from '../../../localhub/actions/replaying-runner.ts';
import type { ActionsRunnerPort, RunResult } from '../../../localhub/actions-port.ts';
import { type CompanionTrailers, renderCommitMessage } from '../../../src/core/names/commit-message.ts';
import { renderTotalsAnnotation, TOTALS_TITLE } from '../../../src/core/names/totals-annotation.ts';
import { givenRepository } from './scenario.ts';

const BASE = 'b'.repeat(40);
const shop = givenRepository({ 'shop.py': 'PRICE = 3\n' });
afterAll(shop.remove);
const head = shop.git('rev-parse', 'HEAD');
// The same tree with another SHA, as when a scenario is built anew.
shop.git('checkout', '--quiet', '--orphan', 'again');
const otherHead = shop.commit({}, { branch: 'again', message: 'Built anew' });

function companion(
  runId: string,
  more: Partial<CompanionTrailers> & { head?: string; test?: string } = {},
): string {
  const { head: parent = head, test: text = 'def test_one(): pass\n', ...trailers } = more;
  shop.git('checkout', '--quiet', '--detach', parent);
  shop.git('branch', '--force', 'companion');
  shop.git('checkout', '--quiet', 'companion');
  const message = renderCommitMessage('Propose tests', {
    runId,
    round: 1,
    baseSha: BASE,
    kind: 'tests',
    suites: 'base head',
    evidence: 'full',
    ...trailers,
  });
  shop.git('push', '--quiet', '--force', shop.gitDir, 'companion');
  return shop.commit({ 'test_one.py': text }, { branch: 'companion', message });
}

/** Answers with a report about exactly the commit that it is asked for, and counts. */
function givenInner(change: (result: RunResult) => RunResult = (result) => result) {
  const calls: string[] = [];
  const inner: ActionsRunnerPort = {
    triggered: () => [],
    dispatchable: () => true,
    async execute(request) {
      calls.push(request.headSha);
      const message = shop.git('show', '--no-patch', '--format=%B', request.headSha);
      const runId = /^Testwright-Run: (.*)$/m.exec(message)?.[1] ?? 'none';
      const parent = shop.git('rev-parse', `${request.headSha}^`);
      const report = {
        run: runId,
        commit: request.headSha,
        head: parent,
        base: BASE,
        suites: { base: { commit: BASE }, head: { commit: parent } },
        measured: calls.length,
      };
      const totals = { runId, round: 1, base: null, head: null, companion: null, passed: 3, notPassed: 1 };
      return change({
        conclusion: 'success',
        message: null,
        artifacts: [
          {
            name: 'testwright-report',
            zip: zipSync({
              'testwright-report.json': strToU8(JSON.stringify(report)),
              'head.lcov': strToU8('SF:shop.py'),
            }),
          },
        ],
        jobs: [
          {
            name: 'test',
            conclusion: 'success',
            startedAt: '2020-01-01T00:00:00.000Z',
            completedAt: '2020-01-01T00:00:09.000Z',
            steps: [],
            annotations: [
              {
                level: 'notice',
                title: TOTALS_TITLE,
                message: renderTotalsAnnotation(totals),
                path: '.github',
                startLine: 1,
                endLine: 1,
              },
            ],
            log: `measured ${request.headSha}\n`,
          },
        ],
      });
    },
  };
  return { inner, calls };
}

const execute = (runner: ActionsRunnerPort, headSha: string, workflow = 'on: workflow_dispatch') =>
  runner.execute(
    shop.request(workflow, { headSha, ref: 'refs/heads/companion', event: 'workflow_dispatch' }),
  );

function report(result: RunResult): Record<string, unknown> {
  const files = unzipSync(result.artifacts[0]!.zip);
  return JSON.parse(strFromU8(files['testwright-report.json']!));
}

describe('a replayed run', () => {
  test('names the new run, commit and head in the report, the notice and the log', async () => {
    const { inner, calls } = givenInner();
    const runner = createReplayingRunner(inner);
    const one = companion('run-1');
    await execute(runner, one);
    const two = companion('run-2', { head: otherHead });
    const replayed = await execute(runner, two);

    expect(calls).toEqual([one]);
    expect(report(replayed)).toEqual({
      run: 'run-2',
      commit: two,
      head: otherHead,
      base: BASE,
      suites: { base: { commit: BASE }, head: { commit: otherHead } },
      measured: 1,
    });
    const job = replayed.jobs[0]!;
    expect(job.annotations[0]?.message).toMatch(/^run run-2 round 1: .* 3 passed 1 not$/);
    expect(job.log).toBe(`Replayed: measured on another commit with the same trees.\nmeasured ${two}\n`);
    expect(Date.parse(job.completedAt)).toBeGreaterThan(Date.parse('2020-01-02'));
  });

  test.each<[what: string, second: () => string, workflow: string]>([
    ['round', () => companion('run-2', { round: 2 }), 'on: workflow_dispatch'],
    ['kind', () => companion('run-2', { kind: 'probe' }), 'on: workflow_dispatch'],
    ['suites', () => companion('run-2', { suites: 'none' }), 'on: workflow_dispatch'],
    ['base', () => companion('run-2', { baseSha: 'c'.repeat(40) }), 'on: workflow_dispatch'],
    ['tests', () => companion('run-2', { test: 'def test_two(): pass\n' }), 'on: workflow_dispatch'],
    ['workflow', () => companion('run-2'), 'on: [workflow_dispatch]'],
    ['trailers', () => shop.commit({}, { branch: 'companion', message: 'By hand' }), 'on: workflow_dispatch'],
  ])('is not made for other %s', async (_what, second, workflow) => {
    const { inner, calls } = givenInner();
    const runner = createReplayingRunner(inner);
    const one = companion('run-1');
    await execute(runner, one);
    const two = second();
    await execute(runner, two, workflow);
    expect(calls).toEqual([one, two]);
  });

  test('is not made when an old id would be left, or the recorded run was cancelled', async () => {
    const leaving = givenInner((result) => ({
      ...result,
      artifacts: [{ name: 'more', zip: zipSync({ 'notes.txt': strToU8(result.jobs[0]!.log) }) }],
    }));
    const cancelled = givenInner((result) => ({ ...result, conclusion: 'cancelled' }));
    for (const { inner, calls } of [leaving, cancelled]) {
      const runner = createReplayingRunner(inner);
      await execute(runner, companion('run-1'));
      await execute(runner, companion('run-2'));
      expect(calls).toHaveLength(2);
    }
  });

  test('comes from a folder in another process, and concurrent runs share one execution', async () => {
    const { inner, calls } = givenInner();
    const directory = join(shop.folder, 'recordings');
    const one = companion('run-1');
    const two = companion('run-2');
    const runner = createReplayingRunner(inner, directory);
    const results = await Promise.all([execute(runner, one), execute(runner, two)]);
    expect(calls).toHaveLength(1);
    expect(results.map((result) => report(result)['commit'])).toEqual([one, two]);

    const three = companion('run-3');
    const later = await execute(createReplayingRunner(inner, directory), three);
    expect(calls).toHaveLength(1);
    expect(report(later)).toMatchObject({ run: 'run-3', commit: three, measured: 1 });
  });
});
