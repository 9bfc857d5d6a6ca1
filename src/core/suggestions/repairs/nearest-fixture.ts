import { renameInCode } from '../rename.ts';
import type { Broken, Mended } from './repair-rule.ts';

/** A mistyped fixture becomes the one that pytest itself lists, when exactly one is that near. */
export function nearestFixture({ parser, suggestion, diagnosis, failure }: Broken): Mended | null {
  const wanted = diagnosis.cause === 'fixture' ? diagnosis.subject : null;
  if (wanted === null || failure.type !== 'FixtureLookupError') return null;
  const nearest = findNearest(wanted, listAvailable(failure.traceback));
  if (nearest === null) return null;
  const code = renameInCode(parser, suggestion.code, wanted, nearest).replaceAll(
    `"${wanted}"`,
    `"${nearest}"`,
  );
  return { imports: suggestion.imports, code, what: `uses the fixture ${nearest}, as there is no ${wanted}` };
}

/** `available fixtures: a, b, c`, a line of pytest 7.4 and 9.2; long lists are wrapped by the terminal writer only. */
function listAvailable(traceback: string): string[] {
  const match =
    /^(?:E[ \t]+)?>?[ \t]*available fixtures: ([^\n]*(?:\n(?:E[ \t]+)?[ \t]*\w+(?:, \w+)*,?$)*)/m.exec(
      traceback,
    );
  return match ? match[1]!.split(/[\s,]+/).filter((name) => /^\w+$/.test(name) && name !== 'E') : [];
}

/** The one name at a distance of at most two edits, less than a third of the word, and nearer than all others. */
function findNearest(wanted: string, names: readonly string[]): string | null {
  const most = Math.min(2, Math.floor(wanted.length / 3));
  const ranked = names
    .filter((name) => Math.abs(name.length - wanted.length) <= most)
    .map((name) => ({ name, distance: editDistance(wanted, name) }))
    .filter(({ distance }) => distance > 0 && distance <= most)
    .sort((a, b) => a.distance - b.distance);
  const [first, second] = ranked;
  return first && first.distance < (second?.distance ?? Infinity) ? first.name : null;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const next = [row];
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1];
      let best = Math.min(last[column]! + 1, next[column - 1]! + 1, last[column - 1]! + (isSame ? 0 : 1));
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        best = Math.min(best, beforeLast[column - 2]! + 1);
      }
      next.push(best);
    }
    beforeLast = last;
    last = next;
  }
  return last[b.length]!;
}
