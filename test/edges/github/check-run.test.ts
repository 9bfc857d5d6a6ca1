import { describe, expect, test } from '@jest/globals';
import type { PlannedCheck } from '../../../src/core/plan/plan.ts';
import { failureOf } from './failure-of.ts';
import {
  APP_ID,
  api,
  givenApp,
  givenWriter,
  type Methods,
  type Part,
  REPO,
  REPOSITORY,
  useStrictNock,
} from './github-api.ts';

useStrictNock();

type CheckRun = Part<Methods['checks']['listForRef']['response']['data']['check_runs'][number]>;

const LIST = `${REPO}/commits/abc/check-runs?app_id=${APP_ID}&check_name=Testwright&filter=all&per_page=100`;
const CHECK: PlannedCheck = {
  headSha: 'abc',
  status: 'completed',
  conclusion: 'neutral',
  title: '3 tests suggested',
  summary: 'Words.',
  actions: [],
};
const CONTENT = {
  status: 'completed',
  conclusion: 'neutral',
  output: { title: '3 tests suggested', summary: 'Words.' },
  actions: [],
};

function run(id: number, change: CheckRun = {}): CheckRun {
  return { id, external_id: 'pull/1', app: { id: APP_ID }, ...CONTENT, ...change } as CheckRun;
}

async function check(existing: CheckRun[], expectedId: number) {
  const writer = givenWriter();
  api().get(LIST).reply(200, { total_count: existing.length, check_runs: existing });
  expect(await writer.ensureCheckRun(CHECK, 'pull/1')).toEqual({ id: expectedId });
}

describe('our check run', () => {
  test('is created with our external id', async () => {
    api()
      .post(`${REPO}/check-runs`, { name: 'Testwright', head_sha: 'abc', external_id: 'pull/1', ...CONTENT })
      .reply(201, run(5));
    await check([], 5);
  });

  test('says no conclusion while it is in progress', async () => {
    const writer = givenWriter();
    api().get(LIST).reply(200, { total_count: 0, check_runs: [] });
    api()
      .post(`${REPO}/check-runs`, (body) => body.status === 'in_progress' && !('conclusion' in body))
      .reply(201, run(5));
    await writer.ensureCheckRun({ ...CHECK, status: 'in_progress', conclusion: null }, 'pull/1');
  });

  test('is left alone when nothing differs', () => check([run(5)], 5));

  test.each<[string, CheckRun]>([
    ['status', { status: 'in_progress', conclusion: null }],
    ['conclusion', { conclusion: 'success' }],
    ['title', { output: { title: 'old', summary: 'Words.' } }],
    ['summary', { output: { title: '3 tests suggested', summary: null } }],
  ])('is updated when its %s differs', async (_field, change) => {
    api().patch(`${REPO}/check-runs/5`, CONTENT).reply(200, run(5));
    await check([run(5, change)], 5);
  });

  test.each<[string, CheckRun]>([
    ['another pull request', { external_id: 'pull/2' }],
    ['another app', { app: { id: APP_ID + 1 } }],
  ])('is not the one of %s', async (_case, change) => {
    api().post(`${REPO}/check-runs`).reply(201, run(6));
    await check([run(5, change)], 6);
  });

  test('keeps its status when another review of the same head begins, and says so in words', async () => {
    const writer = givenWriter();
    const running: PlannedCheck = { ...CHECK, status: 'in_progress', conclusion: null, title: 'Round 1' };
    const output = { title: 'Round 1', summary: 'Words.' };
    api()
      .get(LIST)
      .reply(200, { total_count: 1, check_runs: [run(5)] });
    api().patch(`${REPO}/check-runs/5`, { output, actions: [] }).reply(200, run(5, { output }));
    expect(await writer.ensureCheckRun(running, 'pull/1')).toEqual({ id: 5 });
    api()
      .get(LIST)
      .reply(200, { total_count: 1, check_runs: [run(5, { output })] });
    expect(await writer.ensureCheckRun(running, 'pull/1')).toEqual({ id: 5 });
  });

  test('carries a text below its summary, and loses one that is no longer true', async () => {
    const writer = givenWriter();
    const list = (existing: CheckRun) =>
      api()
        .get(LIST)
        .reply(200, { total_count: 1, check_runs: [existing] });
    const output = { ...CONTENT.output, text: 'A patch.' };
    list(run(5));
    api()
      .patch(`${REPO}/check-runs/5`, { ...CONTENT, output })
      .reply(200, run(5));
    await writer.ensureCheckRun({ ...CHECK, text: 'A patch.' }, 'pull/1');
    list(run(5, { output }));
    await writer.ensureCheckRun({ ...CHECK, text: 'A patch.' }, 'pull/1');
    list(run(5, { output }));
    api()
      .patch(`${REPO}/check-runs/5`, { ...CONTENT, output: { ...CONTENT.output, text: '' } })
      .reply(200, run(5));
    await writer.ensureCheckRun(CHECK, 'pull/1');
  });

  test('that exists twice ends with the same content in both', async () => {
    api().patch(`${REPO}/check-runs/5`, CONTENT).reply(200, run(5));
    await check([run(5, { status: 'in_progress', conclusion: null }), run(6)], 6);
  });

  test('is a defect of ours when its summary is too long for GitHub', async () => {
    const writer = givenApp().writer(REPOSITORY);
    expect(
      await failureOf(writer.ensureCheckRun({ ...CHECK, summary: 'x'.repeat(65_536) }, 'pull/1')),
    ).toEqual({
      type: 'DefectError',
      code: 'check-summary-too-long',
    });
  });
});
