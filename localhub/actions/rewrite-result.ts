import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import {
  parseTotalsAnnotation,
  renderTotalsAnnotation,
  TOTALS_TITLE,
} from '../../src/core/names/totals-annotation.ts';
import type { Annotation, JobResult, RunResult } from '../actions-port.ts';

/** What differs between two companion commits with the same trees. */
export interface CommitIdentity {
  runId: string;
  commitSha: string;
  /** The commit's parent: the pull request's head. */
  headSha: string;
}

const REPORT_FILE = 'testwright-report.json';

/**
 * A result as it would read for another commit with the same trees; null when an id of the old commit would be
 * left somewhere in an artifact or an annotation. The report is rewritten field by field, logs as text.
 */
export function rewriteResult(result: RunResult, from: CommitIdentity, to: CommitIdentity): RunResult | null {
  const artifacts: RunResult['artifacts'] = [];
  for (const { name, zip } of result.artifacts) {
    const rewritten = rewriteZip(zip, from, to);
    if (!rewritten) return null;
    artifacts.push({ name, zip: rewritten });
  }
  const now = new Date().toISOString();
  const jobs = result.jobs.map((job) => rewriteJob(job, from, to, now));
  const annotations = jobs.flatMap((job) =>
    job.annotations.map(({ title, message }) => `${title}\n${message}`),
  );
  if (annotations.some((text) => namesOld(text, from, to))) return null;
  return { ...result, jobs, artifacts };
}

/** Whether the text still holds an id of the old commit that the new one does not share. */
function namesOld(text: string, from: CommitIdentity, to: CommitIdentity): boolean {
  return (['runId', 'commitSha', 'headSha'] as const).some(
    (key) => from[key] !== to[key] && text.includes(from[key]),
  );
}

function rewriteZip(zip: Uint8Array, from: CommitIdentity, to: CommitIdentity): Uint8Array | null {
  const files = unzipSync(zip);
  for (const [path, bytes] of Object.entries(files)) {
    let text = strFromU8(bytes);
    if (path.split('/').at(-1) === REPORT_FILE) {
      text = rewriteReport(text, from, to);
      files[path] = strToU8(text);
    }
    if (namesOld(text, from, to)) return null;
  }
  return zipSync(files);
}

interface ReportIdentity {
  run?: unknown;
  commit?: unknown;
  head?: unknown;
  suites?: Record<string, { commit?: unknown } | null>;
}

function rewriteReport(text: string, from: CommitIdentity, to: CommitIdentity): string {
  const report = JSON.parse(text) as ReportIdentity;
  const exchange = (sha: unknown): unknown =>
    sha === from.commitSha ? to.commitSha : sha === from.headSha ? to.headSha : sha;
  if (report.run === from.runId) report.run = to.runId;
  report.commit = exchange(report.commit);
  report.head = exchange(report.head);
  for (const suite of Object.values(report.suites ?? {})) if (suite) suite.commit = exchange(suite.commit);
  return JSON.stringify(report);
}

function rewriteJob(job: JobResult, from: CommitIdentity, to: CommitIdentity, now: string): JobResult {
  const log = job.log
    .replaceAll(from.commitSha, to.commitSha)
    .replaceAll(from.headSha, to.headSha)
    .replaceAll(from.runId, to.runId);
  return {
    ...job,
    startedAt: now,
    completedAt: now,
    steps: job.steps.map((step) => ({ ...step, startedAt: now, completedAt: now })),
    annotations: job.annotations.map((annotation) => rewriteAnnotation(annotation, from, to)),
    log: `Replayed: measured on another commit with the same trees.\n${log}`,
  };
}

function rewriteAnnotation(annotation: Annotation, from: CommitIdentity, to: CommitIdentity): Annotation {
  const totals = annotation.title === TOTALS_TITLE ? parseTotalsAnnotation(annotation.message) : null;
  if (totals?.runId !== from.runId) return annotation;
  return { ...annotation, message: renderTotalsAnnotation({ ...totals, runId: to.runId }) };
}
