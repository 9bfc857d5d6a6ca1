import type { Coverage, Covered, Mutant } from './ci-report.ts';
import { chooseGains, countCovered, withoutCovered } from './coverage-sets.ts';
import type { KilledMutant, Verdict } from './verdict.ts';

/** A judgement before it is known what the suggestion is worth beside the others. */
export type Judged = Omit<
  Verdict,
  'gains' | 'linesGained' | 'branchesGained' | 'mutants' | 'mutantsGained'
> & {
  covers: Covered;
};

/** What one suggestion still adds when others were chosen before it. */
interface Candidate {
  one: Judged;
  marginal: Covered;
  mutants: Verdict['mutants'];
  /** Ids of mutants that only it kills so far. */
  newlyKilled: string[];
}

/**
 * The rung `worth it`: a line, a branch, a mutant, or a failure on base. Each value alone is enough. Chosen greedily, the
 * most valuable first, so that each is counted beyond head's own suite and the ones before it.
 */
export function chooseWorthIt(
  passing: readonly Judged[],
  headCoverage: Coverage | null,
  mutants: readonly Mutant[] | null,
): Verdict[] {
  let rest = passing.map((one): Candidate => {
    const found = mutants && findKilled(one, mutants);
    return {
      one,
      marginal: headCoverage ? chooseGains(one.covers, headCoverage) : {},
      mutants: found,
      newlyKilled: (found?.killed ?? [])
        .filter((mutant) => mutant.ownSuite === 'survived')
        .map(({ id }) => id),
    };
  });
  const chosen: Verdict[] = [];
  while (rest.length > 0) {
    const best = rest.reduce((a, b) => (rank(b) > rank(a) ? b : a));
    const verdict = toVerdict(best, headCoverage !== null);
    chosen.push(verdict);
    rest = rest.filter((entry) => entry !== best);
    if (verdict.decision !== 'keep') continue;
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
export function withoutValue({ covers: _covers, ...one }: Judged): Verdict {
  return { ...one, gains: {}, linesGained: 0, branchesGained: 0, mutants: null, mutantsGained: [] };
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
  return (one.class === 'captures-the-change' ? 1_000_000 : 0) + lines + branches + newlyKilled.length;
}

function toVerdict(candidate: Candidate, isCoverageKnown: boolean): Verdict {
  const { covers: _covers, ...one } = candidate.one;
  const { lines, branches } = countCovered(candidate.marginal);
  const verdict: Verdict = {
    ...one,
    gains: candidate.marginal,
    linesGained: lines,
    branchesGained: branches,
    mutants: candidate.mutants,
    mutantsGained: candidate.newlyKilled,
  };
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
    reason: `${one.reason} It reaches no line or branch${candidate.mutants ? ' and kills no mutant' : ''} that is not ${candidate.mutants ? 'reached or killed' : 'reached'} already.`,
    rungs: [...one.rungs, { rung: 'worth-it', result: 'failed', note: 'adds nothing' }],
  };
}
