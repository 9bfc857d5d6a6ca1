import type { Uncovered } from '../evidence/changed-lines.ts';
import type { Target } from '../python/target.ts';

/** A comparison that has a boundary; `==` and `in` have none beside the value itself. */
const COMPARISON = /[^<>=!-]([<>]=?)[^<>=]|\brange\(|\blen\(/;
const ERROR = /^\s*(raise\b|except\b|assert\b)/;

/**
 * What new tests must be like so that they reach what is left: suites that stop at the happy path leave errors, the
 * other outcome of conditions and boundaries, so these are asked for by the numbers of their lines.
 */
export function describeGapConstraints(
  targets: readonly Pick<Target, 'path' | 'startLine' | 'source'>[],
  uncovered: readonly Uncovered[],
): string {
  const errors: string[] = [];
  const untaken: string[] = [];
  const boundaries: string[] = [];
  for (const { path, startLine, source } of targets) {
    const gap = uncovered.find((one) => one.path === path);
    if (!gap) continue;
    const starts = new Set(gap.branches.map(([from]) => from));
    source.split(/\r?\n/).forEach((text, index) => {
      const line = startLine + index;
      const place = `${path} line ${line}`;
      if (gap.lines.includes(line) && ERROR.test(text)) errors.push(place);
      if (starts.has(line)) untaken.push(place);
      if (starts.has(line) && COMPARISON.test(text)) boundaries.push(place);
    });
  }
  const rules = [
    errors.length > 0
      ? `- Error cases: ${errors.join(', ')}. Give what must be refused, and check the exception or what is left after it.`
      : '',
    untaken.length > 0
      ? `- Negative cases: ${untaken.join(', ')}. The condition has had one outcome only; give what leads to the other one.`
      : '',
    boundaries.length > 0
      ? `- Boundary cases: ${boundaries.join(', ')}. Give the value at the boundary itself and its neighbours on both sides.`
      : '',
  ].filter(Boolean);
  return rules.length > 0
    ? `The tests so far stay on the happy path. Needed now:\n${rules.join('\n')}`
    : 'None beyond the rules above.';
}
