import type { Coverage, Covered, Mutant } from './ci-report.ts';
import { chooseGains, countCovered, withoutCovered } from './coverage-sets.ts';
import type { KilledMutant, Verdict } from './verdict.ts';

/** A judgement before it is known what the suggestion is worth beside the others. */
export type Judged = Omit<
  Verdict,
  'gains' | 'linesGained' | 'branchesGained' | 'mutants' | 'mutantsGained'
> & {
  covers: Covered;
  /** The target, and what its calls in the suggestion are given where the text says so. */
  calls: { targetId: string; inputs: readonly string[] | null };
  /** It was on offer before this round was asked for: what comes later takes nothing away from it. */
  isStanding: boolean;
  /** The edge that it was asked to show; null where no edge cases were asked for. */
  edge: string | null;
  /** It takes the place of a failing test of the pull request. */
  replaces: boolean;
};

/** What one suggestion still adds when others were chosen before it. */
interface Candidate {
  one: Judged;
  marginal: Covered;
  mutants: Verdict['mutants'];
  /** Ids of mutants that only it kills so far. */
  newlyKilled: string[];
  /** Whether head's own suite alone leaves it nothing to add. */
  isKnownToSuite: boolean;
}

/**
 * The rung `worth it`: a line, a branch, a mutant, or a failure on base. Each value alone is enough. Chosen greedily, the
 * most valuable first, so that each is counted beyond head's own suite and the ones before it. Where two of one target
 * are given the same, reach the same and kill the same, the later one shows nothing new, even if it fails on base.
 *
 * Two things are kept without any of these values, and say so: what was on offer before, and an edge case that somebody
 * asked for, unless another test shows the same.
 */
export function chooseWorthIt(
  passing: readonly Judged[],
  headCoverage: Coverage | null,
  mutants: readonly Mutant[] | null,
): Verdict[] {
  let rest = passing.map((one): Candidate => {
    const found = mutants && findKilled(one, mutants);
    const marginal = headCoverage ? chooseGains(one.covers, headCoverage) : {};
    const newlyKilled = (found?.killed ?? [])
      .filter((mutant) => mutant.ownSuite === 'survived')
      .map(({ id }) => id);
    const isKnownToSuite =
      headCoverage !== null && Object.keys(marginal).length === 0 && newlyKilled.length === 0;
    return { one, marginal, mutants: found, newlyKilled, isKnownToSuite };
  });
  const chosen: Verdict[] = [];
  const kept: Candidate[] = [];
  while (rest.length > 0) {
    const best = rest.reduce((a, b) => (rank(b) > rank(a) ? b : a));
    const verdict = toVerdict(
      best,
      headCoverage !== null,
      kept.find((earlier) => showsTheSame(earlier, best)),
    );
    chosen.push(verdict);
    rest = rest.filter((entry) => entry !== best);
    if (verdict.decision !== 'keep') continue;
    kept.push(best);
    // Only what this one adds is taken away: what came before is already gone from all of them.
    const killed = new Set(best.newlyKilled);
    rest = rest.map((other) => ({
      ...other,
      marginal: withoutCovered(other.marginal, best.marginal),
      newlyKilled: other.newlyKilled.filter((id) => !killed.has(id)),
    }));
  }
  return chosen;
}

/** A judgement that ends before its worth is asked for. */
export function withoutValue(judged: Judged): Verdict {
  return {
    ...withoutMarks(judged),
    gains: {},
    linesGained: 0,
    branchesGained: 0,
    mutants: null,
    mutantsGained: [],
  };
}

function withoutMarks({
  covers: _covers,
  calls: _calls,
  isStanding: _standing,
  edge: _edge,
  replaces: _replaces,
  ...one
}: Judged) {
  return one;
}

function showsTheSame(a: Candidate, b: Candidate): boolean {
  const { inputs, targetId } = a.one.calls;
  // Without mutants, two tests that fail on base may still tell different faults apart.
  if (inputs === null || a.mutants === null || b.mutants === null) return false;
  return (
    targetId === b.one.calls.targetId &&
    inputs.join('\n') === b.one.calls.inputs?.join('\n') &&
    killedIds(a) === killedIds(b) &&
    isEmpty(withoutCovered(a.one.covers, b.one.covers)) &&
    isEmpty(withoutCovered(b.one.covers, a.one.covers))
  );
}

function killedIds({ mutants }: Candidate): string {
  return (mutants?.killed ?? [])
    .map(({ id }) => id)
    .sort()
    .join(' ');
}

function isEmpty(covered: Covered): boolean {
  return Object.keys(covered).length === 0;
}

function findKilled(one: Judged, mutants: readonly Mutant[]): NonNullable<Verdict['mutants']> {
  const own = new Set(one.tests.map(({ nodeid }) => nodeid));
  const isKilled = (mutant: Mutant) => mutant.killedBy.some((nodeid) => own.has(nodeid));
  // What runs when a module is imported is covered by no test of its own, and still a test can notice it.
  const reached = mutants.filter(
    (mutant) =>
      mutant.status !== 'not-run' &&
      (isKilled(mutant) || one.covers[mutant.path]?.lines.includes(mutant.line)),
  );
  const killed = reached.filter(isKilled);
  return { killed: killed.map(toKilled), reached: reached.length };
}

function toKilled({ id, path, line, operator, original, replacement, ownSuite }: Mutant): KilledMutant {
  return { id, path, line, operator, original, replacement, ownSuite };
}

function rank({ one, marginal, newlyKilled }: Candidate): number {
  const { lines, branches } = countCovered(marginal);
  const standing = one.isStanding ? 1_000_000_000 : 0;
  const captures = one.class === 'captures-the-change' ? 1_000_000 : 0;
  return standing + captures + lines + branches + newlyKilled.length;
}

function toVerdict(candidate: Candidate, isCoverageKnown: boolean, same: Candidate | undefined): Verdict {
  const { isStanding, edge } = candidate.one;
  const one = withoutMarks(candidate.one);
  const { lines, branches } = countCovered(candidate.marginal);
  const verdict: Verdict = {
    ...one,
    gains: candidate.marginal,
    linesGained: lines,
    branchesGained: branches,
    mutants: candidate.mutants,
    mutantsGained: candidate.newlyKilled,
  };
  if (candidate.one.replaces) return judgeReplacement(candidate, verdict);
  if (same && !isStanding) {
    return {
      ...verdict,
      decision: 'drop',
      code: 'covers-the-same',
      reason: `${one.reason} It calls its target with the same values as ${same.one.suggestionId}, reaches the same lines and branches and kills the same mutants.`,
      rungs: [
        ...one.rungs,
        { rung: 'worth-it', result: 'failed', note: `shows the same as ${same.one.suggestionId}` },
      ],
    };
  }
  const values = [
    one.class === 'captures-the-change' ? 'fails on base' : '',
    lines > 0 ? `${lines} line${lines === 1 ? '' : 's'}` : '',
    branches > 0 ? `${branches} branch${branches === 1 ? '' : 'es'}` : '',
    candidate.newlyKilled.length > 0
      ? `${candidate.newlyKilled.length} mutant${candidate.newlyKilled.length === 1 ? '' : 's'}`
      : '',
  ].filter(Boolean);
  if (values.length > 0) {
    return {
      ...verdict,
      rungs: [...one.rungs, { rung: 'worth-it', result: 'passed', note: values.join(', ') }],
    };
  }
  // A test that executes nothing of its target stands on no edge of it.
  const isEdge =
    edge !== null && candidate.one.covers[candidate.one.calls.targetId.split('::')[0]!] !== undefined;
  const whyKept = isStanding ? 'offered before' : isEdge ? 'an edge case that was asked for' : null;
  if (whyKept !== null) {
    const kept = `It adds no line, branch or mutant that was measured; it is kept as ${whyKept}.`;
    return {
      ...verdict,
      code: isStanding ? 'offered-before' : 'edge-case-asked-for',
      reason: `${one.reason} ${kept}`,
      rungs: [...one.rungs, { rung: 'worth-it', result: 'not-measured', note: whyKept }],
    };
  }
  if (!isCoverageKnown) {
    return {
      ...verdict,
      decision: 'drop',
      code: 'value-not-measured',
      reason: `${one.reason} Head's own suite was not measured, so what it adds is unknown.`,
      rungs: [...one.rungs, { rung: 'worth-it', result: 'not-measured', note: '' }],
    };
  }
  return {
    ...verdict,
    decision: 'drop',
    code: 'adds-nothing',
    reason: `${one.reason} ${describeNothing(candidate)}`,
    rungs: [...one.rungs, { rung: 'worth-it', result: 'failed', note: 'adds nothing' }],
  };
}

/**
 * A test in the place of a failing one owes no new line: it owes a sign that it was not weakened until it passes. That is a
 * failure on base, where the code behaves as it did before; or a mutant of a changed line that it notices; or, where base
 * has nothing to compare with, that it executes the project's code.
 */
function judgeReplacement({ one, mutants }: Candidate, verdict: Verdict): Verdict {
  const killed = mutants?.killed.length ?? 0;
  const reached = countCovered(one.covers).lines;
  const signs = [
    one.class === 'captures-the-change' ? 'fails on base' : '',
    killed > 0 ? `notices ${killed} mutant${killed === 1 ? '' : 's'} of changed lines` : '',
    one.class === 'new-code' && reached > 0
      ? `executes ${reached} line${reached === 1 ? '' : 's'}, and base has nothing to compare with`
      : '',
  ].filter(Boolean);
  if (signs.length > 0) {
    return {
      ...verdict,
      code: 'replaces-a-failing-test',
      reason: `${one.reason} Signs that it still tests the change: it ${signs.join(', and ')}.`,
      rungs: [...one.rungs, { rung: 'worth-it', result: 'passed', note: signs.join(', ') }],
    };
  }
  return {
    ...verdict,
    decision: 'drop',
    code: 'repair-not-shown',
    reason: `${one.reason} Nothing that was measured shows that it still tests the change, so it may only have been weakened until it passes.`,
    rungs: [
      ...one.rungs,
      { rung: 'worth-it', result: 'failed', note: 'no sign that it still tests the change' },
    ],
  };
}

/** By whom everything is reached already: the project's own tests, or these with the suggestions kept before. */
function describeNothing({ isKnownToSuite, mutants }: Candidate): string {
  const by = isKnownToSuite
    ? "the project's own tests"
    : "the project's own tests and the suggestions kept before it";
  return `It reaches no line or branch${mutants ? ' and kills no mutant' : ''} that is not ${mutants ? 'reached or killed' : 'reached'} already by ${by}.`;
}
