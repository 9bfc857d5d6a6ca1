/** Longer names are no slips of ours. */
const LONGEST = 60;

/** The name that was probably meant: within two slips of the finger, or a third of its length. Null when none is near. */
export function findSimilar(name: string, known: readonly string[]): string | null {
  if (name.length > LONGEST) return null;
  const wanted = normalize(name);
  let best: { name: string; distance: number } | null = null;
  for (const candidate of known) {
    const distance = countEdits(wanted, normalize(candidate));
    if (distance <= Math.max(2, candidate.length / 3) && (!best || distance < best.distance)) {
      best = { name: candidate, distance };
    }
  }
  return best && best.distance < wanted.length ? best.name : null;
}

/** `minPassRate`, `min_pass_rate` and `min-pass-rate` are the same slip. */
function normalize(name: string): string {
  return name.replace(/[-_ ]/g, '').toLowerCase();
}

/** Levenshtein's distance, one row at a time. */
function countEdits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[to.length]!;
}
