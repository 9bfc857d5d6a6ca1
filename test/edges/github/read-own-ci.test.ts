import { describe, expect, test } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { readOwnEvaluations, readOwnLcov } from '../../../src/edges/github/read-own-ci.ts';
import type { WorkflowRun } from '../../../src/edges/github/types.ts';

type Artifacts = Record<string, Record<string, string> | Uint8Array>;

/** A reader of runs with these artifacts, by run id. */
function givenReader(runs: Record<number, Artifacts>) {
  return {
    listArtifacts: async (id: number) => Object.keys(runs[id] ?? {}).map((name) => ({ name, bytes: 100 })),
    downloadArtifact: async (id: number, name: string) => {
      const files = runs[id]?.[name];
      if (!files || files instanceof Uint8Array) return files ?? null;
      return zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])));
    },
  };
}

function run(id: number, changes: Partial<WorkflowRun> = {}): WorkflowRun {
  return {
    id,
    attempt: 1,
    headSha: 'a'.repeat(40),
    path: '.github/workflows/tests.yml',
    event: 'push',
    status: 'completed',
    conclusion: 'success',
    htmlUrl: '',
    createdAt: '',
    ...changes,
  };
}

describe('LCOV of the own CI', () => {
  test('is taken from a matrix of artifacts, of the first run of each workflow that has any', async () => {
    const reader = givenReader({
      3: { dist: { 'a.whl': '' } },
      2: { 'coverage-3.11': { 'lcov.info': 'one' }, 'coverage-3.12': { 'deep/x.lcov': 'two', 'a.html': '' } },
      1: { coverage: { 'lcov.info': 'old' } },
      9: { coverage: { 'lcov.info': 'other workflow' } },
    });
    const found = await readOwnLcov(
      reader,
      [run(3), run(2), run(1), run(9, { path: '.github/workflows/integration.yml' })],
      undefined,
    );
    expect(found.texts.map(({ text }) => text)).toEqual(['other workflow', 'one', 'two']);
    expect(found.sources).toEqual([
      { workflow: 'integration.yml', workflowRunId: 9, artifact: 'coverage', files: ['lcov.info'] },
      { workflow: 'tests.yml', workflowRunId: 2, artifact: 'coverage-3.11', files: ['lcov.info'] },
      { workflow: 'tests.yml', workflowRunId: 2, artifact: 'coverage-3.12', files: ['deep/x.lcov'] },
    ]);
  });

  test('is found by the configured names alone', async () => {
    const reader = givenReader({ 1: { coverage: { 'lcov.info': 'no' }, reports: { 'out/py.info': 'yes' } } });
    const found = await readOwnLcov(reader, [run(1)], { artifact: 'rep*', file: '*.info' });
    expect(found.texts.map(({ text }) => text)).toEqual(['yes']);
  });

  test.each<[string, Uint8Array, RegExp]>([
    ['no archive', strToU8('not a zip'), /cannot be read/],
    ['a bomb', zipSync({ 'lcov.info': new Uint8Array(40 * 1024 * 1024) }), /more to read than is allowed/],
    [
      'a heap of files',
      zipSync(Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`${i}.lcov`, strToU8('')]))),
      /more than 100 LCOV files/,
    ],
    ['a path outside', zipSync({ '../lcov.info': strToU8('') }), /unsafe name/],
  ])('of an artifact that is %s is left out, and said', async (_what, zip, reason) => {
    const found = await readOwnLcov(givenReader({ 1: { coverage: zip } }), [run(1)], undefined);
    expect(found.texts).toEqual([]);
    expect(found.notes).toEqual([expect.stringMatching(reason)]);
  });
});

describe('evaluations', () => {
  const JUNIT = { 'junit.xml': '<testsuite tests="1"><testcase/></testsuite>' };
  test('are those of the newest finished run that has the artifact', async () => {
    const reader = givenReader({ 1: { evals: {} }, 2: { evals: JUNIT }, 3: { other: {} } });
    const side = await readOwnEvaluations(reader, [run(3), run(2), run(1)], { artifact: 'evals' });
    expect(side).toMatchObject({ kind: 'scores', source: { workflowRunId: 2, files: ['junit.xml'] } });
  });

  test.each<[string, WorkflowRun[], Artifacts, RegExp]>([
    ['no run', [], {}, /not reported yet; no finished workflow run/],
    ['a run under way', [run(1, { status: 'in_progress' })], { evals: JUNIT }, /tests\.yml has not finished/],
    ['another workflow', [run(1, { path: '.github/workflows/x.yml' })], { evals: JUNIT }, /not reported yet/],
    ['an artifact without results', [run(1)], { evals: { 'a.txt': '' } }, /neither `\.json` nor `\.xml`/],
    ['a hostile archive', [run(1)], { evals: strToU8('x') }, /`evals` is refused: .*cannot be read/],
    ['results that contradict', [run(1)], { evals: { 'a.xml': '<testsuite tests="9"/>' } }, /refused/],
  ])('of %s are none, with the reason', async (_what, runs, artifacts, reason) => {
    const side = await readOwnEvaluations(givenReader({ 1: artifacts }), runs, {
      artifact: 'evals',
      workflow: 'tests.yml',
    });
    expect(side).toEqual({ kind: 'none', reason: expect.stringMatching(reason) });
  });
});
