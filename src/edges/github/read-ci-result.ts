import { checkReport, type ExpectedRound } from '../../core/evidence/check-report.ts';
import { buildStatements } from '../../core/evidence/lcov.ts';
import { quoteHostile } from '../../core/evidence/quote-hostile.ts';
import { TOTALS_TITLE } from '../../core/names/totals-annotation.ts';
import type { OutcomeCode } from '../../outcome.ts';
import type { CiResult } from '../database/types.ts';
import { ArchiveRefused } from '../files/archive-refused.ts';
import { readArchive } from '../files/read-archive.ts';
import type { GitHubReader, WorkflowRun } from './types.ts';

export const ARTIFACT_NAME = 'testwright-report';
const REPORT_NAME = 'testwright-report.json';
const MEGABYTE = 1024 * 1024;

export interface ReadCiResultInput {
  reader: Pick<GitHubReader, 'downloadArtifact' | 'listJobAnnotations' | 'listFailedJobs'>;
  /** A completed run. */
  workflowRun: Pick<WorkflowRun, 'id' | 'attempt' | 'conclusion' | 'htmlUrl' | 'headSha'>;
  expected: ExpectedRound;
  /** Paths whose statements at head are wanted. */
  statementsOf: readonly string[];
}

/**
 * What came of a workflow run: its report once it has passed `checkReport`, or the outcome `ci-failed`,
 * `report-missing` or `report-refused`. A red run may have a report; then the report is what counts.
 */
export async function readCiResult(input: ReadCiResultInput): Promise<CiResult> {
  const { reader, workflowRun, expected } = input;
  if (workflowRun.headSha !== expected.commitSha) {
    return none('report-refused', 'The workflow run belongs to another commit.');
  }
  const files = await readReportFiles(reader, workflowRun.id);
  if (typeof files === 'string') return none('report-refused', files);
  if (files === null) return explainAbsence(input);
  const text = files.get(REPORT_NAME);
  if (text === undefined)
    return none('report-missing', `The artifact ${ARTIFACT_NAME} holds no ${REPORT_NAME}.`);

  const annotations = await reader.listJobAnnotations(workflowRun.id, workflowRun.attempt);
  const checked = checkReport({
    text,
    expected,
    totalsMessages: annotations.filter(({ title }) => title === TOTALS_TITLE).map(({ message }) => message),
    lcov: {
      base: files.get('base.lcov') ?? null,
      head: files.get('head.lcov') ?? null,
      companion: files.get('companion.lcov') ?? null,
    },
  });
  if (checked.kind === 'refused') return none('report-refused', checked.reason);
  return {
    kind: 'report',
    report: checked.report,
    statements: buildStatements(checked.headLcov, input.statementsOf),
  };
}

/** The artifact's files, null when there is no artifact, or why it is refused. */
async function readReportFiles(
  reader: ReadCiResultInput['reader'],
  runId: number,
): Promise<Map<string, string> | string | null> {
  try {
    const zip = await reader.downloadArtifact(runId, ARTIFACT_NAME);
    if (!zip) return null;
    return await readArchive(zip, {
      // Beside report and LCOV: a JUnit file for each suite and suggested test file, on head and on base.
      maxEntries: 1000,
      maxEntryBytes: 32 * MEGABYTE,
      maxTotalBytes: 64 * MEGABYTE,
      wanted: (name) => name === REPORT_NAME || /^(base|head|companion)\.lcov$/.test(name),
    });
  } catch (error) {
    if (error instanceof ArchiveRefused) return error.message;
    throw error;
  }
}

async function explainAbsence({ reader, workflowRun }: ReadCiResultInput): Promise<CiResult> {
  if (workflowRun.conclusion === 'success') {
    return none(
      'report-missing',
      `The workflow run left no artifact ${ARTIFACT_NAME}: ${workflowRun.htmlUrl}`,
    );
  }
  const [job] = await reader.listFailedJobs(workflowRun.id, workflowRun.attempt);
  const ended = `The workflow run ended as ${workflowRun.conclusion ?? 'unknown'} without a report`;
  if (!job) return none('ci-failed', `${ended}: ${workflowRun.htmlUrl}`);
  const step = job.failedStep === null ? '' : ` in the step "${quoteName(job.failedStep)}"`;
  return none(
    'ci-failed',
    `${ended}: the job "${quoteName(job.name)}" stopped${step}. ${job.htmlUrl || workflowRun.htmlUrl}`,
  );
}

/** Jobs and steps are named by the workflow file at the pull request's head. */
function quoteName(name: string): string {
  return quoteHostile(name).slice(0, 80);
}

function none(code: OutcomeCode, reason: string): CiResult {
  return { kind: 'none', outcome: { code, reason } };
}
