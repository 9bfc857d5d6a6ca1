import { describe, expect, test } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { TOTALS_TITLE } from '../../../src/core/names/totals-annotation.ts';
import { ArchiveRefused } from '../../../src/edges/files/archive-refused.ts';
import { type ReadCiResultInput, readCiResult } from '../../../src/edges/github/read-ci-result.ts';
import type { FailedJob } from '../../../src/edges/github/types.ts';
import { RetryableError } from '../../../src/errors.ts';
import { COMMIT, EXPECTED, givenLcov, givenNotice, givenReport } from '../../core/evidence/ci-reports.ts';

const FILES = {
  'testwright-report.json': JSON.stringify(givenReport()),
  'base.lcov': givenLcov(2),
  'head.lcov': givenLcov(1),
  'companion.lcov': givenLcov(0),
  'head.xml': '<testsuites/>',
};

interface State {
  conclusion?: string;
  headSha?: string;
  files?: Record<string, string> | null;
  notices?: string[];
  failedJobs?: FailedJob[];
}

function read(state: State) {
  const {
    conclusion = 'success',
    headSha = COMMIT,
    files = FILES,
    notices = [givenNotice(givenReport())],
  } = state;
  const reader: ReadCiResultInput['reader'] = {
    downloadArtifact: async (runId, name) => {
      expect([runId, name]).toEqual([9, 'testwright-report']);
      if (!files) return null;
      return zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])));
    },
    listJobAnnotations: async (runId, attempt) => {
      expect([runId, attempt]).toEqual([9, 2]);
      const others = [{ level: 'warning', title: 'Node 20 is deprecated', message: 'words' }];
      return [...others, ...notices.map((message) => ({ level: 'notice', title: TOTALS_TITLE, message }))];
    },
    listFailedJobs: async () => state.failedJobs ?? [],
  };
  return readCiResult({
    reader,
    workflowRun: { id: 9, attempt: 2, conclusion, headSha, htmlUrl: 'https://github.test/run/9' },
    expected: EXPECTED,
    statementsOf: ['shop/pricing.py', 'gone.py'],
  });
}

test('a sound report comes with the statements of the asked files', async () => {
  expect(await read({})).toEqual({
    kind: 'report',
    report: givenReport(),
    statements: { 'shop/pricing.py': { lines: [1, 2, 3, 4], branches: [{ line: 2, count: 2 }] } },
  });
});

test('a red run counts by its report', async () => {
  expect(await read({ conclusion: 'failure' })).toMatchObject({ kind: 'report' });
});

describe('there is no report', () => {
  async function check(state: State, code: string, reason: string) {
    expect(await read(state)).toEqual({ kind: 'none', outcome: { code, reason } });
  }
  const job: FailedJob = {
    name: 'testwright',
    conclusion: 'failure',
    failedStep: 'Install dependencies',
    htmlUrl: 'https://github.test/job/1',
  };
  const ended = 'The workflow run ended as failure without a report';

  test('when a green run left no artifact', () =>
    check(
      { files: null },
      'report-missing',
      'The workflow run left no artifact testwright-report: https://github.test/run/9',
    ));
  test('when the artifact lacks the file', () =>
    check(
      { files: { 'head.lcov': '' } },
      'report-missing',
      'The artifact testwright-report holds no testwright-report.json.',
    ));
  test('when a job failed before', () =>
    check(
      { files: null, conclusion: 'failure', failedJobs: [job] },
      'ci-failed',
      `${ended}: the job "testwright" stopped in the step "Install dependencies". https://github.test/job/1`,
    ));
  test('when a job was stopped between steps', () =>
    check(
      {
        files: null,
        conclusion: 'cancelled',
        failedJobs: [{ ...job, name: 'a\nb', failedStep: null, htmlUrl: '' }],
      },
      'ci-failed',
      'The workflow run ended as cancelled without a report: the job "a b" stopped. https://github.test/run/9',
    ));
  test('when no job was started', () =>
    check({ files: null, conclusion: 'failure' }, 'ci-failed', `${ended}: https://github.test/run/9`));
  test('when the run belongs to another commit', () =>
    check({ headSha: 'd'.repeat(40) }, 'report-refused', 'The workflow run belongs to another commit.'));
  test('when the archive is hostile', () =>
    check({ files: { '../x': '' } }, 'report-refused', 'The archive has an entry with an unsafe name.'));
  test('when the report is about another run', () =>
    check(
      { files: { ...FILES, 'testwright-report.json': JSON.stringify(givenReport({ run: 'x' })) } },
      'report-refused',
      'The report is about another run: x instead of run-1.',
    ));
  test('when the job printed no totals', () =>
    check({ notices: [] }, 'report-refused', 'The job printed no totals to compare the report with.'));
});

test.each([
  ['a passing failure', new RetryableError('x', 'y', { retryAfterMs: 1 }), null],
  ['an artifact that is too large', new ArchiveRefused('archive-too-large', 'Too large.'), 'report-refused'],
])('%s while downloading', async (_case, error, code) => {
  const result = readCiResult({
    reader: {
      downloadArtifact: () => Promise.reject(error),
      listJobAnnotations: async () => [],
      listFailedJobs: async () => [],
    },
    workflowRun: { id: 9, attempt: 2, conclusion: 'success', headSha: COMMIT, htmlUrl: '' },
    expected: EXPECTED,
    statementsOf: [],
  });
  if (code === null) await expect(result).rejects.toBe(error);
  else expect(await result).toEqual({ kind: 'none', outcome: { code, reason: 'Too large.' } });
});
