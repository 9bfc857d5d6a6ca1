import { isSameCall } from '../contract/bind-call.ts';
import { describeExpected, type Expectation } from '../contract/expectation.ts';
import { readExpectations } from '../contract/read-expectations.ts';
import { contradictsBehaviour, isSameBehaviour } from '../contract/same-behaviour.ts';
import type { ChangedTest } from '../contract/stated-intent.ts';
import type { PythonParser } from '../python/parser.ts';
import type { Target } from '../python/target.ts';
import type { Hint } from './assessment.ts';
import type { Behaviour } from './behaviour-of-failure.ts';

/**
 * What the repository's own tests say of the same call. A test that the pull request changes and that asserts the new
 * behaviour means it; one that still asserts the old behaviour means that.
 */
export function findHintsOfTests(
  parser: PythonParser,
  target: Target,
  behaviour: Behaviour,
  tests: { changed: readonly ChangedTest[]; existing: Readonly<Record<string, string>> },
): Hint[] {
  const { call } = behaviour;
  if (!call) return [];
  const read = (path: string, text: string | null): Expectation[] =>
    text === null
      ? []
      : readExpectations(parser, target, { path, text }).filter((one) => isSameCall(one.call, call));
  const hints: Hint[] = [];
  for (const { path, head, base } of tests.changed) {
    const now = read(path, head);
    for (const one of now) {
      const told = `\`${path}::${one.test}\`, in a test file that this pull request changes, expects ${quote(one)} for \`${call.text}\`.`;
      if (meansSeen(one, behaviour)) hints.push({ means: 'after', reason: told });
      else if (meansExpected(one, behaviour)) hints.push({ means: 'before', reason: told });
    }
    const dropped =
      now.length > 0 ? undefined : read(path, base).find((one) => meansExpected(one, behaviour));
    if (dropped) {
      hints.push({
        means: 'after',
        reason: `This pull request removes from \`${path}::${dropped.test}\` that \`${call.text}\` is ${quote(dropped)}.`,
      });
    }
  }
  for (const [path, text] of Object.entries(tests.existing)) {
    if (tests.changed.some((one) => one.path === path)) continue;
    const one = read(path, text).find((found) => meansExpected(found, behaviour));
    if (one) {
      hints.push({
        means: 'before',
        reason: `The existing test \`${path}::${one.test}\` expects ${quote(one)} for \`${call.text}\`.`,
      });
    }
  }
  return hints.slice(0, 4);
}

function quote(one: Expectation): string {
  return `\`${describeExpected(one.expected).slice(0, 120)}\``;
}

function meansSeen({ expected }: Expectation, { seen, raisesNothing, expected: before }: Behaviour): boolean {
  if (raisesNothing) return expected.kind !== 'raises';
  if (!seen || !isSameBehaviour(expected, seen)) return false;
  // "a true value" fits both 5 and 6, so it means neither.
  return !before || !isSameBehaviour(expected, before);
}

function meansExpected(
  { expected }: Expectation,
  { expected: before, seen, raisesNothing }: Behaviour,
): boolean {
  if (!before || !isSameBehaviour(expected, before)) return false;
  if (raisesNothing) return true;
  return seen !== null && contradictsBehaviour(expected, seen);
}
