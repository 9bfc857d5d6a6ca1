/** `lines 3-5, 9; branch 3→exit`: lines as ranges, branches in the order of the source; empty for nothing. */
export function renderPlaces(
  lines: readonly number[],
  branches: readonly (readonly [number, number])[],
): string {
  const arrows = branches
    .toSorted((a, b) => a[0] - b[0] || a[1] - b[1])
    .map(([from, to]) => `${from}→${to < 0 ? 'exit' : to}`);
  return [
    lines.length > 0 ? `${lines.length === 1 ? 'line' : 'lines'} ${renderRanges(lines)}` : '',
    arrows.length > 0 ? `${arrows.length === 1 ? 'branch' : 'branches'} ${arrows.join(', ')}` : '',
  ]
    .filter(Boolean)
    .join('; ');
}

/** `3-5, 9` for [3, 4, 5, 9]. */
function renderRanges(lines: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const line of lines.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && line === last[1] + 1) last[1] = line;
    else ranges.push([line, line]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}
