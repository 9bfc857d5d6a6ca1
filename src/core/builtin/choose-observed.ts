import type { Skipped } from '../change-set/change-set.ts';
import type { Coverage, Covered, ProbeResult } from '../evidence/ci-report.ts';
import type { Target } from '../python/target.ts';
import type { EdgeCase } from '../suggestions/suggestion.ts';
import { describeAccident, isAccident, isTelling, renderCall } from './accidents.ts';
import type { Probe } from './probe.ts';

/** A call with the behaviour that CI observed. */
export interface Observed {
  probe: Probe;
  value: ProbeResult['value'];
  exception: ProbeResult['exception'];
}

/** One table of cases is read at a glance up to here. */
const MAX_CASES = 14;
/** Nobody checks a longer expected value by reading it. */
const MAX_RESULT = 300;

interface Seen extends Observed {
  /** Keys of the lines and branches that it reaches. */
  reaches: string[];
}

/**
 * The fewest observations per target that reach every line and branch which any stable observation reaches and head's
 * own suite does not (without head's coverage: every one inside the target), each limit among them completed by its
 * other side. What is left out is listed; calls that fail by accident become edge cases instead of tests.
 */
export function chooseObserved(request: {
  probes: readonly Probe[];
  results: readonly ProbeResult[];
  targets: readonly Target[];
  headCoverage: Coverage | null;
}): { observed: Observed[]; skipped: Skipped[]; edgeCases: EdgeCase[] } {
  const { probes, targets, headCoverage } = request;
  const results = new Map(request.results.map((result) => [result.id, result]));
  const observed: Observed[] = [];
  const skipped: Skipped[] = [];
  const edgeCases: EdgeCase[] = [];
  const done = new Set<string>();
  for (const target of targets) {
    const own = probes.filter((probe) => probe.targetId === target.id);
    if (own.length === 0) continue;
    const seen = own.flatMap((probe) => usable(probe, results.get(probe.id)) ?? []);
    edgeCases.push(...describeAccidents(target, seen));
    const behaviour = seen.filter((one) => !isAccident(target, one.exception));
    if (behaviour.length === 0) {
      skipped.push({ what: target.id, reason: reasonForNothing(own, results, seen.length > 0) });
      continue;
    }
    const wanted = (key: string): boolean => !done.has(key) && isWanted(key, target, targets, headCoverage);
    const chosen = cover(behaviour, wanted);
    if (chosen.length === 0) {
      const reason = headCoverage
        ? "head's own suite already reaches every line and branch that the engine can reach"
        : 'other targets already reach what the engine can reach of it';
      skipped.push({ what: target.id, reason });
      continue;
    }
    // A test holds either values or one exception. Beside a suite that reaches them already, sides of limits that would
    // stand in a test of their own are dropped by CI, which costs a round.
    const tests = new Set(chosen.map(testOf));
    const cases = complete(target, chosen, behaviour, wanted).filter(
      (one) => headCoverage === null || tests.has(testOf(one)),
    );
    for (const one of chosen) for (const key of one.reaches) done.add(key);
    const order = new Map(own.map((probe, index) => [probe.id, index]));
    cases.sort((a, b) => order.get(a.probe.id)! - order.get(b.probe.id)!);
    observed.push(...cases.map(({ probe, value, exception }) => ({ probe, value, exception })));
  }
  return { observed, skipped, edgeCases };
}

function usable(probe: Probe, result: ProbeResult | undefined): Seen | null {
  if (!result) return null;
  const { value, exception } = result;
  const isValue =
    result.status === 'value' &&
    value !== null &&
    value.expression.length <= MAX_RESULT &&
    !/\bnan\b/i.test(value.expression);
  if (!isValue && !(result.status === 'exception' && exception !== null)) return null;
  return {
    probe,
    value: isValue ? value : null,
    exception: isValue ? null : exception,
    reaches: keysOf(result.covers),
  };
}

/** Greedy: the observation with the most that is wanted and not yet reached, the earlier one of equals. */
function cover(seen: readonly Seen[], wanted: (key: string) => boolean): Seen[] {
  const missing = new Set(seen.flatMap(({ reaches }) => reaches).filter(wanted));
  const chosen: Seen[] = [];
  while (missing.size > 0) {
    const gains = seen.map(({ reaches }) => reaches.filter((key) => missing.has(key)).length);
    const best = seen[gains.indexOf(Math.max(...gains))]!;
    chosen.push(best);
    for (const key of best.reaches) missing.delete(key);
  }
  return chosen;
}

/**
 * Coverage does not see whether a limit is `>` or `>=`: adds two neighbours with different outcomes for every limit
 * beside which something wanted is reached, and the other answer where all chosen ones give the same True, False or None.
 */
function complete(
  target: Target,
  chosen: readonly Seen[],
  seen: readonly Seen[],
  wanted: (key: string) => boolean,
): Seen[] {
  const cases = [...chosen];
  const add = (one: Seen): void => {
    if (!cases.includes(one) && cases.length < MAX_CASES) cases.push(one);
  };
  for (const limit of new Set(seen.map(({ probe }) => probe.boundary))) {
    if (limit === null || !isOwnLimit(target, limit)) continue;
    const around = seen.filter(({ probe }) => probe.boundary === limit);
    if (!around.some(({ reaches }) => reaches.some(wanted))) continue;
    const pairs = around.slice(1).map((one, index): [Seen, Seen] => [around[index]!, one]);
    const differing = pairs.filter(([one, other]) => outcomeOf(one) !== outcomeOf(other));
    const cheapest = differing.find((pair) => pair.some((one) => cases.includes(one))) ?? differing[0];
    cheapest?.forEach(add);
  }
  const values = new Set(cases.flatMap(({ value }) => value?.expression ?? []));
  if (values.size === 1 && /^(True|False|None)$/.test([...values][0]!)) {
    const other = seen.find(({ value }) => value !== null && !values.has(value.expression));
    if (other) add(other);
  }
  return cases;
}

/** A limit of a function that the target calls is shown by that function's own tests. */
function isOwnLimit(target: Target, limit: string): boolean {
  const text = /^`(.*)`$/.exec(limit)?.[1];
  return text === undefined || target.source.replaceAll(/\s+/g, ' ').includes(text.replace(/\.\.\.$/, ''));
}

function testOf({ exception }: Observed): string {
  return exception ? `${exception.module}.${exception.name}` : 'value';
}

function outcomeOf({ value, exception }: Observed): string {
  return value
    ? `value ${value.expression}`
    : `exception ${exception!.module}.${exception!.name} ${exception!.message}`;
}

/** Whether reaching a line or branch counts for a target: it is its own or no other target's, and head's suite misses it. */
function isWanted(key: string, target: Target, targets: readonly Target[], head: Coverage | null): boolean {
  const [kind, path, from, to] = JSON.parse(key) as ['line' | 'branch', string, number, number];
  const holds = (one: Target): boolean => one.path === path && one.startLine <= from && from <= one.endLine;
  if (!holds(target) && (!head || targets.some(holds))) return false;
  const file = head?.files[path];
  if (!file) return holds(target);
  if (file.isTest) return false;
  return kind === 'line'
    ? file.missingLines.includes(from)
    : file.missingBranches.some(([start, end]) => start === from && end === to);
}

function keysOf(covers: Covered): string[] {
  return Object.entries(covers).flatMap(([path, { lines, branches }]) => [
    ...lines.map((line) => JSON.stringify(['line', path, line, 0])),
    ...branches.map(([from, to]) => JSON.stringify(['branch', path, from, to])),
  ]);
}

function describeAccidents(target: Target, seen: readonly Seen[]): EdgeCase[] {
  const kinds = new Set<string>();
  return seen.flatMap(({ probe, exception }) => {
    if (!exception || !isAccident(target, exception) || !isTelling(target, exception)) return [];
    if (kinds.has(exception.name)) return [];
    kinds.add(exception.name);
    return [describeAccident(target, renderCall(probe), exception)];
  });
}

function reasonForNothing(
  own: readonly Probe[],
  results: ReadonlyMap<string, ProbeResult>,
  failsByAccident: boolean,
): string {
  if (failsByAccident)
    return `all ${own.length} inputs tried ended in errors that the code does not raise on purpose`;
  const reasons = own
    .map((probe) => results.get(probe.id))
    .map((result) =>
      (result?.value?.expression.length ?? 0) > MAX_RESULT
        ? `The result is longer than ${MAX_RESULT} characters.`
        : (result?.reason ?? result?.status ?? 'CI did not get to it'),
    );
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const [common] = [...counts].sort((a, b) => b[1] - a[1])[0]!;
  const tried = own.length === 1 ? 'the one input tried did not give' : `none of ${own.length} inputs gave`;
  return `${tried} behaviour that can be written down: ${common.slice(0, 300)}`;
}
