import { execFileSync } from 'node:child_process';
import type { Failure, SuggestedTest } from '../../src/core/evidence/ci-report.ts';
import { type CiAnswer, type CiRound, reportOf } from './fake-ci.ts';

/** How the tests of a round fare: as their kind should, or in a way of their own. */
export type Faring =
  | 'passes'
  | 'fails'
  | 'as-marked'
  | Partial<SuggestedTest>
  | ((name: string, path: string) => Faring);

/**
 * CI that answers at once, round by round; the last faring repeats. `lines` are what every passing test runs of the project.
 * A failing test fails at the last assertion of its file.
 */
export function answerRounds(
  lines: Record<string, number[]>,
  farings: readonly Faring[],
): (round: CiRound) => CiAnswer {
  return (round) => {
    const faring = farings[Math.min(round.round, farings.length) - 1]!;
    const tests = round.tests.map(
      ({ path, name }) => [name, buildTest(round, path, name, faring, lines)] as const,
    );
    return reportOf(round, {
      change: (report) => ({
        ...report,
        tests: report.tests.map((one, index) => ({ ...one, ...tests[index]![1] })),
      }),
    });
  };
}

function buildTest(
  round: CiRound,
  path: string,
  name: string,
  faring: Faring,
  lines: Record<string, number[]>,
): Partial<SuggestedTest> {
  if (typeof faring === 'function') return buildTest(round, path, name, faring(name, path), lines);
  const covers = Object.fromEntries(
    Object.entries(lines).map(([file, own]) => [file, { lines: own, branches: [] }]),
  );
  const passed = { outcome: 'passed' as const, durationMs: 1, failure: null };
  if (faring === 'passes') {
    const stability = {
      alone: { outcomes: 'ppppp', failure: null },
      shuffled: { outcomes: 'ppp', failure: null },
    };
    return { head: passed, base: passed, covers, stability };
  }
  if (faring === 'fails') return failing(round, path);
  if (faring === 'as-marked') {
    const text = readFile(round, path);
    const marked = { ...passed, outcome: 'xfailed' as const };
    return text.includes('pytest.mark.xfail')
      ? { head: marked, base: marked, covers: {} }
      : failing(round, path);
  }
  return { head: passed, base: passed, covers, ...faring };
}

/** A failure of this kind on head and, the same commit, on base. */
export function failingAlike(change: Partial<Failure>): Partial<SuggestedTest> {
  const failure: Failure = {
    type: 'AssertionError',
    message: 'assert False',
    phase: 'call',
    raisedIn: 'test',
    path: null,
    line: null,
    traceback: `E   ${change.type ?? 'AssertionError'}`,
    ...change,
  };
  const failed = { outcome: 'failed' as const, durationMs: 1, failure };
  return { head: failed, base: failed, covers: {} };
}

function failing(round: CiRound, path: string): Partial<SuggestedTest> {
  const lines = readFile(round, path).split('\n');
  return failingAlike({ path, line: 1 + lines.findLastIndex((line) => line.trim().startsWith('assert ')) });
}

function readFile({ request, commitSha }: CiRound, path: string): string {
  return execFileSync('git', ['--git-dir', request.gitDir, 'show', `${commitSha}:${path}`], {
    encoding: 'utf8',
  });
}
