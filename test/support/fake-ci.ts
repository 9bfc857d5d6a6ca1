import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { strToU8, zipSync } from 'fflate';
import { chooseTriggered, isDispatchable } from '../../localhub/actions/triggers.ts';
import type { ActionsRunnerPort, Annotation, RunRequest, RunResult } from '../../localhub/actions-port.ts';
import { PROBES_PATH, type ProbeFile } from '../../src/core/builtin/probe.ts';
import type { CiReport, Coverage, SuggestedTest } from '../../src/core/evidence/ci-report.ts';
import { type CompanionTrailers, parseCommitMessage } from '../../src/core/names/commit-message.ts';
import { renderTotalsAnnotation, TOTALS_TITLE } from '../../src/core/names/totals-annotation.ts';
import { givenCoverage, givenReport, givenSuite, givenTest } from './ci-report.ts';

/** What a file of the project has, and which of it a suite does not reach. */
export interface MeasuredFile {
  lines: number[];
  missing?: number[];
  branches?: [number, number][];
  missingBranches?: [number, number][];
}
export type Measured = Record<string, MeasuredFile>;

/** A dispatched run as a test sees it: the companion commit, and the test functions it adds. */
export interface CiRound extends CompanionTrailers {
  request: RunRequest;
  commitSha: string;
  headSha: string;
  /** What the commit adds or rewrites, in new files and in those of head; from the text, `def` lines at the beginning of a line. */
  tests: { path: string; name: string }[];
  /** Ids of the probes in the commit. */
  probes: string[];
}

/** What fake CI answers. */
export type CiAnswer =
  | {
      kind: 'report';
      report: CiReport;
      lcov?: Record<string, string>;
      totals?: string[];
      conclusion?: 'failure';
    }
  | { kind: 'no-report'; conclusion: 'success' | 'failure' | 'cancelled'; failedStep?: string }
  /** What the real runner made of it. */
  | { kind: 'run'; result: RunResult }
  /** Nothing, until `release`. */
  | { kind: 'silence' };

/** What a workflow of the repository's own leaves behind: artifacts by name, each with its files. */
export interface OwnAnswer {
  artifacts?: Record<string, Record<string, string>>;
  conclusion?: 'success' | 'failure';
}

export interface FakeCi {
  runner: ActionsRunnerPort;
  /** Of our workflow, in order. */
  rounds: CiRound[];
  /** Paths of the workflow files that ran, ours and the repository's own. */
  executed: string[];
  /** Those of the repository's own that ran for a commit like ours: there must be none. */
  strayed: string[];
  /** Lets the run that is silent now end as cancelled; localhub runs one after another, so it holds up all others. */
  release(): void;
  /** From now on, nothing is silent. */
  end(): void;
}

/**
 * CI that answers at once with what a test describes. It stands behind localhub's server like the real runner does, so
 * runs, jobs, artifacts and annotations reach the app in GitHub's formats; which workflows start is decided by the real
 * rules. It is for stories whose point is what CI answers, not whether the answer is true: those use the real runner.
 */
export function createFakeCi(
  answer: (round: CiRound) => CiAnswer | Promise<CiAnswer>,
  own: (request: RunRequest) => OwnAnswer | Promise<OwnAnswer> = () => ({}),
): FakeCi {
  const rounds: CiRound[] = [];
  const executed: string[] = [];
  const strayed: string[] = [];
  let released = Promise.withResolvers<void>();
  let hasEnded = false;
  return {
    rounds,
    executed,
    strayed,
    release: () => {
      released.resolve();
      released = Promise.withResolvers();
    },
    end: () => {
      hasEnded = true;
      released.resolve();
    },
    runner: {
      triggered: chooseTriggered,
      dispatchable: isDispatchable,
      async execute(request) {
        executed.push(request.workflow.path);
        const round = readRound(request);
        const isOurs = request.workflow.path.endsWith('/testwright.yml');
        if (round && !isOurs) strayed.push(request.workflow.path);
        if (!round || !isOurs) return buildOwnResult(await own(request));
        rounds.push(round);
        const given = await answer(round);
        if (given.kind === 'silence') {
          if (!hasEnded) await released.promise;
          return buildResult('cancelled', [], null);
        }
        // As on GitHub, a run takes longer than the reply to its dispatch.
        await sleep(5);
        if (given.kind === 'run') return given.result;
        if (given.kind === 'no-report') return buildResult(given.conclusion, [], null, given.failedStep);
        return buildResult(
          given.conclusion ?? 'success',
          (given.totals ?? [renderTotals(given.report)]).map(buildNotice),
          zipReport(given.report, given.lcov),
        );
      },
    },
  };
}

/** A passing measurement of both suites; `tests` says what becomes of each suggested test (passing, covering nothing). */
export function reportOf(
  round: CiRound,
  wanted: {
    base?: Measured;
    head?: Measured;
    tests?: Record<string, Partial<SuggestedTest>>;
    change?: (report: CiReport) => CiReport;
  } = {},
): { kind: 'report'; report: CiReport; lcov: Record<string, string> } {
  const asked = round.suites === 'base head';
  const base = asked ? (wanted.base ?? {}) : null;
  const head = asked ? (wanted.head ?? {}) : null;
  const tests = round.tests.map(({ path, name }) =>
    givenTest({ path, name, nodeid: `${path}::${name}`, ...wanted.tests?.[name] }),
  );
  const report = givenReport({
    kind: round.kind,
    run: round.runId,
    round: round.round,
    commit: round.commitSha,
    head: round.headSha,
    base: round.baseSha,
    suites: { base: suiteOf(round.baseSha, base), head: suiteOf(round.headSha, head) },
    files: [...new Set(round.tests.map(({ path }) => path))].map((path) => ({
      path,
      status: 'collected',
      failure: null,
    })),
    tests,
    probes: round.probes.map((id) => ({
      id,
      status: 'not-observed',
      reason: 'This CI observes nothing.',
      value: null,
      exception: null,
      covers: {},
    })),
  });
  const lcov: Record<string, string> = {};
  if (base) lcov['base.lcov'] = renderLcov(base);
  if (head) lcov['head.lcov'] = renderLcov(head);
  return { kind: 'report', report: wanted.change?.(report) ?? report, lcov };
}

/** Coverage as a report states it. */
export function coverageOf(measured: Measured): Coverage {
  return givenCoverage(
    Object.fromEntries(
      Object.entries(measured).map(([path, file]) => [
        path,
        {
          total: file.lines.length,
          missing: file.missing ?? [],
          branches: file.branches?.length ?? 0,
          missingBranches: file.missingBranches ?? [],
        },
      ]),
    ),
  );
}

/** The same as LCOV, in the form that coverage.py writes. */
export function renderLcov(measured: Measured): string {
  return Object.entries(measured)
    .flatMap(([path, { lines, missing = [], branches = [], missingBranches = [] }]) => [
      `SF:${path}`,
      ...lines.map((line) => `DA:${line},${missing.includes(line) ? 0 : 1}`),
      ...branches.map(([from, to]) => {
        const isMissing = missingBranches.some((one) => one[0] === from && one[1] === to);
        return `BRDA:${from},0,jump to line ${to},${isMissing ? 0 : 1}`;
      }),
      'end_of_record',
    ])
    .map((line) => `${line}\n`)
    .join('');
}

function suiteOf(commit: string, measured: Measured | null): CiReport['suites']['head'] {
  return measured
    ? givenSuite({ commit, coverage: coverageOf(measured) })
    : givenSuite({ commit, status: 'not-asked', counts: null, coverage: null, durationMs: 0 });
}

/** Null for a commit that is not one of our companion commits. */
function readRound(request: RunRequest): CiRound | null {
  const show = (...args: string[]): string =>
    execFileSync('git', ['--git-dir', request.gitDir, ...args], { encoding: 'utf8' }).trim();
  const trailers = parseCommitMessage(show('show', '--no-patch', '--format=%B', request.headSha));
  if (!trailers) return null;
  const headSha = show('rev-parse', `${request.headSha}^`);
  const added = show('diff', '--name-only', headSha, request.headSha).split('\n');
  const read = (path: string): string => show('show', `${request.headSha}:${path}`);
  const known = new Set(show('ls-tree', '-r', '--name-only', headSha).split('\n'));
  const definitionsIn = (text: string): Map<string, string> =>
    new Map(
      text
        .split(/^(?=(?:@|def |class |import |from ))/m)
        .flatMap((part) => [...part.matchAll(/^def (test_\w+)/gm)].map((match) => [match[1]!, part.trim()])),
    );
  const tests = added
    .filter((path) => path.endsWith('.py'))
    .flatMap((path) => {
      const before = known.has(path) ? definitionsIn(show('show', `${headSha}:${path}`)) : new Map();
      return [...definitionsIn(read(path))]
        .filter(([name, text]) => before.get(name) !== text)
        .map(([name]) => ({ path, name }));
    });
  const probes = added.includes(PROBES_PATH)
    ? (JSON.parse(read(PROBES_PATH)) as ProbeFile).probes.map((probe) => probe.id)
    : [];
  return { ...trailers, request, commitSha: request.headSha, headSha, tests, probes };
}

function zipReport(report: CiReport, lcov: Record<string, string> = {}): Uint8Array {
  const files = { 'testwright-report.json': JSON.stringify(report), ...lcov };
  return zipTexts(files);
}

function zipTexts(files: Record<string, string>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}

/** What `ci/` prints for this report. */
export function renderTotals(report: CiReport): string {
  const results: boolean[] =
    report.kind === 'probe'
      ? report.probes.map(({ status }) => status === 'value' || status === 'exception')
      : report.tests.map(({ head }) => head.outcome === 'passed');
  const passed = results.filter(Boolean).length;
  return renderTotalsAnnotation({
    runId: report.run,
    round: report.round,
    base: report.suites.base.coverage?.totals ?? null,
    head: report.suites.head.coverage?.totals ?? null,
    companion: report.companion?.totals ?? null,
    passed,
    notPassed: results.length - passed,
  });
}

function buildNotice(message: string): Annotation {
  return { level: 'notice', title: TOTALS_TITLE, message, path: '.github', startLine: 1, endLine: 1 };
}

function buildOwnResult({ artifacts = {}, conclusion = 'success' }: OwnAnswer): RunResult {
  return {
    ...buildResult(conclusion, [], null),
    artifacts: Object.entries(artifacts).map(([name, files]) => ({ name, zip: zipTexts(files) })),
  };
}

function buildResult(
  conclusion: 'success' | 'failure' | 'cancelled',
  annotations: Annotation[],
  zip: Uint8Array | null,
  failedStep = 'Measure',
): RunResult {
  const at = new Date().toISOString();
  const times = { startedAt: at, completedAt: at };
  const steps = [
    { name: 'Check out', number: 1, conclusion: 'success' as const, ...times },
    { name: failedStep, number: 2, conclusion, ...times },
  ];
  return {
    conclusion,
    jobs: [{ name: 'testwright', conclusion, ...times, steps, annotations, log: '' }],
    artifacts: zip ? [{ name: 'testwright-report', zip }] : [],
    message: null,
  };
}
