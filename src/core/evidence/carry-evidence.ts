import type { Suggestion } from '../suggestions/suggestion.ts';
import type { CiReport, Mutant, Mutation } from './ci-report.ts';

/** A round with what was in its commit and what CI said of it. */
export interface MeasuredRound {
  suggestions: readonly Suggestion[];
  report: Pick<CiReport, 'tests' | 'files' | 'mutation'>;
}

/**
 * The latest report with what earlier rounds measured of suggestions that have not changed since: repeated runs and
 * mutants are not paid for in every round. What the latest round measured itself wins.
 * @param rounds every round that ran suggestions, oldest first; at least one
 */
export function carryEvidence(rounds: readonly MeasuredRound[]): MeasuredRound['report'] {
  const latest = rounds.at(-1)!;
  const earlier = rounds.slice(0, -1).toReversed();
  const tests = latest.report.tests.map((test) => {
    const owner = latest.suggestions.find(
      (one) => one.path === test.path && one.testNames.includes(test.name),
    );
    if (!owner || test.stability?.alone.outcomes) return test;
    for (const round of earlier) {
      if (!isUnchanged(owner, round)) break;
      const before = round.report.tests.find(({ nodeid }) => nodeid === test.nodeid);
      // A confirmation runs the set in other orders only; what a test does alone, and leaves, was seen before.
      if (before?.stability) {
        const shuffled = test.stability?.shuffled ?? before.stability.shuffled;
        return { ...test, stability: { ...before.stability, shuffled }, leaves: before.leaves };
      }
    }
    return test;
  });
  const carried = carryMutation(latest, earlier);
  const mutation = latest.report.mutation && withOwnSuite(latest.report.mutation, carried);
  return { ...latest.report, tests, mutation: mutation ?? carried };
}

/** Head's own suite is the same in every round of a run, so what it said once of a mutant need not be asked again. */
function withOwnSuite(mutation: Mutation, carried: Mutation | null): Mutation {
  const known = new Map(carried?.mutants.map((mutant) => [mutant.id, mutant.ownSuite]));
  const mutants = mutation.mutants.map((mutant) =>
    mutant.ownSuite === 'not-run' ? { ...mutant, ownSuite: known.get(mutant.id) ?? 'not-run' } : mutant,
  );
  return { ...mutation, mutants };
}

/** Mutants of earlier rounds, killed by those tests that are still in the set as they were then. */
function carryMutation(latest: MeasuredRound, earlier: readonly MeasuredRound[]): Mutation | null {
  const found = new Map<string, Mutant>();
  let newest: Mutation | null = null;
  for (const round of earlier) {
    const { mutation } = round.report;
    if (!mutation) continue;
    newest ??= mutation;
    const still = new Set(
      round.report.tests
        .filter((test) =>
          latest.suggestions.some(
            (one) => one.path === test.path && one.testNames.includes(test.name) && isUnchanged(one, round),
          ),
        )
        .map(({ nodeid }) => nodeid),
    );
    for (const mutant of mutation.mutants) {
      const killedBy = mutant.killedBy.filter((nodeid) => still.has(nodeid));
      const known = found.get(mutant.id);
      const both = known ?? mutant;
      const all = [...new Set([...(known?.killedBy ?? []), ...killedBy])];
      found.set(mutant.id, {
        ...both,
        killedBy: all,
        status:
          all.length > 0 ? 'killed' : survivedUnless(both.status === 'not-run' ? mutant.status : both.status),
        ownSuite: both.ownSuite === 'not-run' ? mutant.ownSuite : both.ownSuite,
      });
    }
  }
  return newest && { ...newest, mutants: [...found.values()] };
}

/** Without a test that kills it any more, a mutant survives what is left, unless it never ran. */
function survivedUnless(status: Mutant['status']): Mutant['status'] {
  return status === 'not-run' ? 'not-run' : 'survived';
}

function isUnchanged(suggestion: Suggestion, round: MeasuredRound): boolean {
  const then = round.suggestions.find(({ id }) => id === suggestion.id);
  return (
    then !== undefined &&
    then.path === suggestion.path &&
    then.code === suggestion.code &&
    then.imports.join('\n') === suggestion.imports.join('\n')
  );
}
