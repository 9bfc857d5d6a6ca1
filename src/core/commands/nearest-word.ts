/**
 * The word that a mistyped one was meant to be, or null when none is near enough or two are equally near. Distance counts
 * insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
 */
export function nearestWord(typed: string, words: readonly string[]): string | null {
  if (typed.length > 60) return null;
  const limit = typed.length <= 4 ? 1 : 2;
  const ranked = words
    .map((word) => ({ word, distance: countEdits(typed, word) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance);
  const [first, second] = ranked;
  return first && first.distance !== second?.distance ? first.word : null;
}

function countEdits(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + same);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwapped) best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      row.push(best);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
