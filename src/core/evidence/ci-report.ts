import { z } from 'zod';
import { boundedList, boundedRecord, plainList } from './bounded.ts';

/**
 * The report that `ci/` writes in the repository's own CI: `testwright-report.json` in the artifact
 * `testwright-report`. It is hostile input (the code under test runs in the job that writes it), so it is
 * parsed strictly here and trusted nowhere for permission.
 *
 * Units: times in milliseconds; lines are 1-based line numbers; a branch is `[from, to]` as coverage.py
 * names arcs, where a negative `to` leaves the code object that begins at that line.
 */
export const REPORT_SCHEMA_VERSION = 1;

const path = z.string().min(1).max(1024);
const sha = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);
const lineNumber = z.int().min(1).max(10_000_000);
const ratio = z.strictObject({ covered: z.int().min(0), total: z.int().min(0) });

/** Django itself has about 2,900 Python files. */
const MAX_FILES = 20_000;
/** The longest file is generated; few have 10,000 lines. */
const MAX_LINES = 100_000;
/** Two ways out of every line. */
const MAX_BRANCHES = 2 * MAX_LINES;

const lines = plainList(isLineNumber, 'line numbers', MAX_LINES);
const branches = plainList(isBranch, 'branches', MAX_BRANCHES);

/** Lines and branches executed, per project file that is not a test file. */
export const coveredSchema = boundedRecord(path, z.strictObject({ lines, branches }), MAX_FILES);
export type Covered = z.infer<typeof coveredSchema>;

export const fileCoverageSchema = z.strictObject({
  /** True for test files and conftest.py; they are listed but left out of the totals. */
  isTest: z.boolean(),
  /** False when the suite never imported the file, so coverage.py alone would not list it. */
  measured: z.boolean(),
  lines: ratio,
  branches: ratio,
  missingLines: lines,
  missingBranches: branches,
});
export type FileCoverage = z.infer<typeof fileCoverageSchema>;

export const coverageSchema = z.strictObject({
  /** Sums over the files that are not tests. */
  totals: z.strictObject({ lines: ratio, branches: ratio }),
  files: boundedRecord(path, fileCoverageSchema, MAX_FILES),
});
export type Coverage = z.infer<typeof coverageSchema>;

/**
 * - `passed`: every test passed; coverage is measured.
 * - `red`: tests failed; coverage is measured and the failures are named.
 * - `uncollectable`: collection had errors. `empty`: no test was collected. `too-slow`: the time limit ended it.
 * - `wrong-tree-imported`: project modules were imported from outside the checked-out tree.
 * - `not-comparable`: dependency files differ from head's, so the environment does not fit this tree.
 * - `not-asked`: the commit's `Testwright-Suites` trailer did not ask for it; the app keeps an earlier result.
 * - `error`: the runner itself broke; the reason says how.
 */
export const suiteStatusSchema = z.enum([
  'passed',
  'red',
  'uncollectable',
  'empty',
  'too-slow',
  'wrong-tree-imported',
  'not-comparable',
  'not-asked',
  'error',
]);
export type SuiteStatus = z.infer<typeof suiteStatusSchema>;

export const suiteSchema = z.strictObject({
  status: suiteStatusSchema,
  /** One sentence; null only for `passed` and `not-asked`. */
  reason: z.string().max(4000).nullable(),
  commit: sha,
  counts: z
    .strictObject({
      passed: z.int().min(0),
      failed: z.int().min(0),
      errors: z.int().min(0),
      skipped: z.int().min(0),
    })
    .nullable(),
  /** At most 20 failing tests or collection errors. */
  failures: boundedList(z.strictObject({ nodeid: z.string().max(2000), message: z.string().max(4000) }), 20),
  durationMs: z.number().min(0),
  /** Null unless the status is `passed`, `red` or `empty`. */
  coverage: coverageSchema.nullable(),
});
export type Suite = z.infer<typeof suiteSchema>;

export const failureSchema = z.strictObject({
  /** Class of the exception, e.g. `AssertionError`, `Failed`, `ModuleNotFoundError`. */
  type: z.string().max(300),
  message: z.string().max(4000),
  phase: z.enum(['collect', 'setup', 'call', 'teardown']),
  /** Whose frame raised: the suggested test file, project code, or anything else (libraries, pytest). */
  raisedIn: z.enum(['test', 'project', 'elsewhere']),
  /** The innermost frame that lies in the repository, if any. */
  path: path.nullable(),
  line: lineNumber.nullable(),
  traceback: z.string().max(8000),
});
export type Failure = z.infer<typeof failureSchema>;

export const testOutcomeSchema = z.strictObject({
  outcome: z.enum(['passed', 'failed', 'error', 'skipped', 'xfailed', 'xpassed', 'not-collected', 'timeout']),
  durationMs: z.number().min(0),
  failure: failureSchema.nullable(),
});
export type TestOutcome = z.infer<typeof testOutcomeSchema>;

export const suggestedTestSchema = z.strictObject({
  nodeid: z.string().max(2000),
  path,
  /** The node id without path and parameters: `test_x` or `TestY::test_x`. */
  name: z.string().max(1000),
  head: testOutcomeSchema,
  /** Null when base was not run for this test; the reason stands in `skipped`. */
  base: testOutcomeSchema.nullable(),
  /** What the test executes on head, by itself. Empty unless it passed on head. */
  covers: coveredSchema,
  /** What it executes beyond head's own suite; null when this job did not measure head's suite. */
  adds: coveredSchema.nullable(),
});
export type SuggestedTest = z.infer<typeof suggestedTestSchema>;

/** A Python value as source text plus the imports the text needs. */
export const pythonValueSchema = z.strictObject({
  expression: z.string().max(10_000),
  imports: boundedList(z.strictObject({ module: z.string().max(500), name: z.string().max(200) }), 50),
});
export type PythonValue = z.infer<typeof pythonValueSchema>;

export const probeResultSchema = z.strictObject({
  id: z.string().max(100),
  /**
   * `value` and `exception` are behaviour, seen alike in two fresh processes. `unstable`: the two differ.
   * `unrepresentable`: the value does not round-trip. `not-observed`: harness, pytest, database blocking,
   * settings or imports stood in the way.
   */
  status: z.enum(['value', 'exception', 'unstable', 'unrepresentable', 'not-observed']),
  reason: z.string().max(4000).nullable(),
  value: pythonValueSchema.nullable(),
  exception: z
    .strictObject({ module: z.string().max(500), name: z.string().max(300), message: z.string().max(4000) })
    .nullable(),
  covers: coveredSchema,
});
export type ProbeResult = z.infer<typeof probeResultSchema>;

export const ciReportSchema = z.strictObject({
  schema: z.literal(REPORT_SCHEMA_VERSION),
  kind: z.enum(['tests', 'probe']),
  run: z.string().max(100),
  round: z.int().min(1).max(1000),
  commit: sha,
  head: sha,
  base: sha,
  environment: z.strictObject({
    python: z.string().max(200),
    platform: z.string().max(300),
    packages: boundedRecord(z.string().max(200), z.string().max(200), 10_000),
    runner: z.strictObject({
      arguments: boundedList(z.string().max(1000), 100),
      configFile: z.string().max(1024).nullable(),
    }),
  }),
  suites: z.strictObject({ base: suiteSchema, head: suiteSchema }),
  /** Head's suite plus every suggested test that passed on head; null when head was not measured here. */
  companion: coverageSchema.nullable(),
  /** The suggested test files of this commit, each collected alone. */
  files: boundedList(
    z.strictObject({
      path,
      status: z.enum(['collected', 'uncollectable', 'empty', 'too-slow']),
      failure: failureSchema.nullable(),
    }),
    200,
  ),
  tests: boundedList(suggestedTestSchema, 2000),
  probes: boundedList(probeResultSchema, 2000),
  /** One sentence for each thing left out, such as for lack of time. */
  skipped: boundedList(z.string().max(2000), 200),
  durationMs: z.number().min(0),
});
export type CiReport = z.infer<typeof ciReportSchema>;

function isLineNumber(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 10_000_000;
}

function isBranch(value: unknown): value is [from: number, to: number] {
  return Array.isArray(value) && value.length === 2 && value.every(Number.isSafeInteger);
}
