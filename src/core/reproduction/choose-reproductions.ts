import type { Suggestion } from '../suggestions/suggestion.ts';

/** A failing test that was found for an issue before, in its unmarked form. */
export interface KnownReproduction {
  issueNumber: number;
  path: string;
  testName: string;
  flipped: Suggestion;
  /** Files that it runs. */
  suspectPaths: string[];
}

/** A failing test that was merged with its mark, and where the mark stands. */
export interface MarkedTest {
  issueNumber: number;
  path: string;
  testName: string;
  /** The line of the mark at head; null where it was not found. */
  mark: { line: number; text: string } | null;
}

/** Tests of issues that are run with one review; each costs CI time. */
const MAX_RUN = 3;
const MAX_MARKED = 50;

/**
 * Of the failing tests that are known, those that a pull request may make pass: it says that it resolves the issue, or it
 * changes a file that the test runs. Those that head has already are not run again, for head's own suite does.
 */
export function chooseReproductions(
  known: readonly KnownReproduction[],
  pull: { linked: readonly number[]; changedPaths: readonly string[]; allPaths: readonly string[] },
): { toRun: KnownReproduction[]; merged: KnownReproduction[] } {
  const paths = new Set(pull.allPaths);
  const changed = new Set(pull.changedPaths);
  const isLinked = ({ issueNumber }: KnownReproduction): boolean => pull.linked.includes(issueNumber);
  const toRun = known
    .filter((one) => !paths.has(one.path))
    .filter((one) => isLinked(one) || one.suspectPaths.some((path) => changed.has(path)))
    .sort((a, b) => Number(isLinked(b)) - Number(isLinked(a)));
  return {
    toRun: toRun.slice(0, MAX_RUN),
    merged: known.filter((one) => paths.has(one.path)).slice(0, MAX_MARKED),
  };
}

/** The test as a suggestion of a review. */
export function toSuggestion(known: KnownReproduction, id: string): Suggestion {
  return { ...known.flipped, id, path: known.path, repairs: 0, mends: [], reproduces: known.issueNumber };
}

/** Where the mark of an issue stands in the text of its test module. */
export function findMark(text: string, issueNumber: number): MarkedTest['mark'] {
  const lines = text.split('\n');
  const index = lines.findIndex(
    (line) => line.includes('mark.xfail(') && line.includes(`reproduces issue #${issueNumber}"`),
  );
  return index < 0 ? null : { line: index + 1, text: lines[index]!.trim().slice(0, 300) };
}

/** The marked tests that head's own suite reports as passed against their mark. */
export function findUnmarkable(
  marked: readonly MarkedTest[],
  failures: readonly { nodeid: string; message: string }[],
): MarkedTest[] {
  return marked.filter(({ path, testName }) =>
    failures.some(
      ({ nodeid, message }) => nodeid === `${path}::${testName}` && /XPASS\(strict\)/.test(message),
    ),
  );
}
