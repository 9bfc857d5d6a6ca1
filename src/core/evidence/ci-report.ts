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
export const REPORT_SCHEMA_VERSION = 2;

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
 * - `runner-not-supported`: the project's tests need a runner that is not pytest; the reason says what to install.
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
  'runner-not-supported',
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
  failures: boundedList(
    z.strictObject({
      nodeid: z.string().max(2000),
      message: z.string().max(4000),
      /** Absent in reports of earlier versions of the action. */
      failure: z
        .lazy(() => failureSchema)
        .nullable()
        .optional(),
    }),
    20,
  ),
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

/** Further runs of one test on head. */
const repeatsSchema = z.strictObject({
  /** One letter a run, in order: `p` passed, `f` did not. */
  outcomes: z.string().regex(/^[pf]{0,1000}$/),
  /** Of the first run that did not pass. */
  failure: failureSchema.nullable(),
});

export const stabilitySchema = z.strictObject({
  /** In one fresh process that runs only this test, again and again. */
  alone: repeatsSchema,
  /** Among all suggested tests and the own tests of its module, once per shuffled order, each in a fresh process. */
  shuffled: repeatsSchema,
});
export type Stability = z.infer<typeof stabilitySchema>;

/** Something that a test changed outside itself and left changed. */
export const leftoverSchema = z.strictObject({
  kind: z.enum(['file', 'environment', 'database', 'process']),
  /** The path, the variable, the table with the number of rows, or what of the process (working directory, …). */
  what: z.string().max(500),
});
export type Leftover = z.infer<typeof leftoverSchema>;

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
  /**
   * Null when it was not repeated: time was short (`skipped` says so), or repeating could tell nothing. Repeated are tests
   * that pass on head, and those that fail there and pass on base.
   */
  stability: stabilitySchema.nullable(),
  /** What it left behind when it ran alone. */
  leaves: boundedList(leftoverSchema, 20),
});
export type SuggestedTest = z.infer<typeof suggestedTestSchema>;

/**
 * One small change of a changed line that suggested tests execute, and which tests notice it.
 * `id` is the same in every round for the same change of the same source.
 */
export const mutantSchema = z.strictObject({
  id: z.string().min(1).max(300),
  path,
  line: lineNumber,
  /** Kebab-case name of the operator, e.g. `swap-comparison`. */
  operator: z.string().max(60),
  /** The source that is replaced, and by what. */
  original: z.string().max(300),
  replacement: z.string().max(300),
  /** Against the suggested tests that reach it. A mutant that never ends counts as killed. */
  status: z.enum(['killed', 'survived', 'not-run']),
  /** Node ids of the suggested tests that fail on it. */
  killedBy: boundedList(z.string().max(2000), 500),
  /** Against the tests of head's own suite that reach it; the first that fails ends it. */
  ownSuite: z.enum(['killed', 'survived', 'not-run']),
});
export type Mutant = z.infer<typeof mutantSchema>;

export const mutationSchema = z.strictObject({
  mutants: boundedList(mutantSchema, 500),
  /** Mutants left out by rule because they look equivalent, by rule. */
  equivalent: boundedRecord(z.string().max(60), z.int().min(0), 50),
  durationMs: z.number().min(0),
});
export type Mutation = z.infer<typeof mutationSchema>;

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
  /** Null when nothing was mutated: no changed line is executed, or time was short (`skipped` says so). */
  mutation: mutationSchema.nullable(),
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
