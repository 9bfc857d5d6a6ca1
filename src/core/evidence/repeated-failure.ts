import type { Suggestion } from '../suggestions/suggestion.ts';
import type { CiReport, Failure } from './ci-report.ts';
import { failureSignature } from './failure-signature.ts';

/** So many identical failures of one suggestion end the attempts: what did not help twice does not help. */
const MAX_ALIKE = 3;

/** A round with what was in its commit and how it fared. */
export interface TriedRound {
  suggestions: readonly Suggestion[];
  report: Pick<CiReport, 'tests' | 'files'>;
}

/** Whether the last three versions of a suggestion failed alike: same class, message and place. */
export function failsAlike(suggestionId: string, rounds: readonly TriedRound[]): boolean {
  const tried = rounds
    .flatMap(({ suggestions, report }) => {
      const version = suggestions.find(({ id }) => id === suggestionId);
      return version ? [signatureOf(version, report)] : [];
    })
    .slice(-MAX_ALIKE);
  return tried.length === MAX_ALIKE && tried[0] !== null && tried.every((one) => one === tried[0]);
}

function signatureOf(version: Suggestion, report: TriedRound['report']): string | null {
  const file = report.files.find(({ path }) => path === version.path);
  const tests = report.tests.filter(
    ({ path, name }) => path === version.path && version.testNames.includes(name),
  );
  const failures = [
    ...(tests.length === 0 ? [file?.failure ?? null] : []),
    ...tests.flatMap(({ head, stability }) => [
      head.failure,
      stability?.alone.failure ?? null,
      stability?.shuffled.failure ?? null,
    ]),
  ];
  const first = failures.find((failure): failure is Failure => failure !== null);
  return first ? failureSignature(first) : null;
}
