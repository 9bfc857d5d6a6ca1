import type { Uncovered } from '../evidence/changed-lines.ts';
import { renderPlaces } from '../report/covered-places.ts';
import { type Finding, NOT_REACHED } from './finding.ts';
import { fingerprintOf } from './fingerprint-of.ts';
import { type FilePlaces, isShown } from './places.ts';

/**
 * Changed lines and branches that no test reaches, one finding a function. Lines outside of functions run when the module is
 * imported, so they are left to the summary.
 */
export function findUnreached(
  uncovered: readonly Uncovered[],
  places: Readonly<Record<string, FilePlaces>>,
): Finding[] {
  return uncovered.flatMap(({ path, lines, branches }) => {
    const own = Object.hasOwn(places, path) ? places[path]! : null;
    // Of functions in one another, the innermost.
    const functions = (own?.functions ?? []).toSorted((a, b) => b.startLine - a.startLine);
    const ownerOf = (line: number) =>
      functions.find(({ startLine, endLine }) => line >= startLine && line <= endLine)?.name ?? null;
    return (own?.functions ?? []).flatMap(({ name }) => {
      const within = lines.filter((line) => ownerOf(line) === name).toSorted((a, b) => a - b);
      const taken = branches.filter(([from]) => ownerOf(from) === name);
      const first = within[0] ?? taken.map(([from]) => from).toSorted((a, b) => a - b)[0];
      if (first === undefined) return [];
      const last = endOfRun(within, first);
      const isWhole = isShown(own!, first, last);
      return [
        {
          rule: NOT_REACHED,
          title: within.length > 0 ? 'No test reaches this' : 'No test takes this branch',
          severity: within.length > 0 ? 2 : 3,
          path,
          what: name,
          firstLine: first,
          lastLine: isWhole ? last : first,
          message: `In \`${name}\`, the suite of this change did not reach ${renderPlaces(within, taken)}. A test that does would show whether the change works there.`,
          replacement: null,
          isInDiff: isShown(own!, first, first),
          fingerprint: fingerprintOf({ rule: NOT_REACHED, path, what: name }),
        },
      ];
    });
  });
}

/** The last of the lines that follow the first without a gap. */
function endOfRun(lines: readonly number[], first: number): number {
  let last = first;
  while (lines.includes(last + 1)) last += 1;
  return last;
}
