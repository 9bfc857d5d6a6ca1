/**
 * Numbers (1-based) of the lines of `after` that `before` does not have at that place.
 *
 * Used where GitHub gives no patch. The answer may hold a line too many (never one too few), which costs a target more and
 * no correctness.
 */
export function findChangedLines(before: string, after: string): number[] {
  const newLines = splitLines(after);
  const same = new Set(matchLines(splitLines(before), newLines).map((pair) => pair.new));
  return newLines.flatMap((_line, index) => (same.has(index) ? [] : [index + 1]));
}

/**
 * Pairs of places (0-based) at which both sides have the same line, in an order that ascends on both. A patience diff: equal
 * beginnings and ends are set aside, then lines that occur exactly once on both sides anchor the rest. Between anchors
 * everything counts as changed.
 */
export function matchLines(oldLines: string[], newLines: string[]): { old: number; new: number }[] {
  const pairs: Anchor[] = [];
  const regions: Region[] = [{ oldStart: 0, oldEnd: oldLines.length, newStart: 0, newEnd: newLines.length }];
  for (let region = regions.pop(); region; region = regions.pop()) {
    const inner = trim(region, oldLines, newLines);
    const { oldStart, oldEnd, newStart, newEnd } = inner;
    for (let at = region.newStart; at < newStart; at++)
      pairs.push({ old: region.oldStart + at - region.newStart, new: at });
    for (let at = newEnd; at < region.newEnd; at++) pairs.push({ old: oldEnd + at - newEnd, new: at });
    if (newStart === newEnd) continue;
    const anchors = findAnchors(inner, oldLines, newLines);
    if (anchors.length === 0) continue;
    let from = { old: oldStart, new: newStart };
    for (const anchor of anchors) pairs.push(anchor);
    for (const anchor of [...anchors, { old: oldEnd, new: newEnd }]) {
      regions.push({ oldStart: from.old, oldEnd: anchor.old, newStart: from.new, newEnd: anchor.new });
      from = { old: anchor.old + 1, new: anchor.new + 1 };
    }
  }
  return pairs.sort((a, b) => a.new - b.new);
}

interface Region {
  oldStart: number;
  oldEnd: number;
  newStart: number;
  newEnd: number;
}

interface Anchor {
  old: number;
  new: number;
}

/** Lines without their ends; a final newline begins no further line. */
export function splitLines(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function trim(region: Region, oldLines: string[], newLines: string[]): Region {
  let { oldStart, oldEnd, newStart, newEnd } = region;
  while (oldStart < oldEnd && newStart < newEnd && oldLines[oldStart] === newLines[newStart]) {
    oldStart++;
    newStart++;
  }
  while (oldStart < oldEnd && newStart < newEnd && oldLines[oldEnd - 1] === newLines[newEnd - 1]) {
    oldEnd--;
    newEnd--;
  }
  return { oldStart, oldEnd, newStart, newEnd };
}

/** Lines that occur once on each side, as the longest run that keeps its order on both. */
function findAnchors(region: Region, oldLines: string[], newLines: string[]): Anchor[] {
  const oldPlaces = uniquePlaces(oldLines, region.oldStart, region.oldEnd);
  const newPlaces = uniquePlaces(newLines, region.newStart, region.newEnd);
  const pairs: Anchor[] = [];
  for (const [line, place] of newPlaces) {
    const old = oldPlaces.get(line);
    if (old !== undefined && old >= 0 && place >= 0) pairs.push({ old, new: place });
  }
  return longestIncreasing(pairs.sort((a, b) => a.new - b.new));
}

/** Place of each line in the range; -1 for a line that occurs more than once. */
function uniquePlaces(lines: string[], start: number, end: number): Map<string, number> {
  const places = new Map<string, number>();
  for (let i = start; i < end; i++) places.set(lines[i]!, places.has(lines[i]!) ? -1 : i);
  return places;
}

/** Longest subsequence with ascending `old`, by patience sorting. */
function longestIncreasing(pairs: Anchor[]): Anchor[] {
  const tops: number[] = [];
  const before: (number | undefined)[] = [];
  pairs.forEach((pair, i) => {
    let low = 0;
    let high = tops.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[tops[middle]!]!.old < pair.old) low = middle + 1;
      else high = middle;
    }
    before[i] = low > 0 ? tops[low - 1] : undefined;
    tops[low] = i;
  });
  const result: Anchor[] = [];
  for (let i = tops.at(-1); i !== undefined; i = before[i]) result.push(pairs[i]!);
  return result.reverse();
}
