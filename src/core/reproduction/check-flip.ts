import type { PythonParser } from '../python/parser.ts';
import { renderImport } from '../suggestions/imports.ts';
import { readImports } from '../suggestions/read-imports.ts';
import { readShape, type TestShape } from './test-shape.ts';

/** Modules that a flipped expectation may need for the value it names. */
const VALUE_MODULES = new Set('pytest decimal datetime fractions uuid math zoneinfo http'.split(' '));

/** Code with its imports. */
export interface TestCode {
  imports: readonly string[];
  code: string;
}

/** Two versions of one test by what they do and what they expect. */
export interface FlipShapes {
  passing: TestShape;
  flipped: TestShape;
}

/**
 * Whether the flipped test is the passing one with other expectations and nothing else: the same test name, decorators,
 * statements and calls, in the same order. Read from the syntax trees, not believed. A sentence says what else changed.
 */
export function checkFlip(
  parser: PythonParser,
  passing: TestCode,
  flipped: TestCode,
): { ok: true; shapes: FlipShapes } | { ok: false; reason: string } {
  const before = parser.withTree(passing.code, readShape);
  const after = parser.withTree(flipped.code, readShape);
  if (!before || !after) return refuse('each version must define exactly one test');
  if (before.testName !== after.testName)
    return refuse(`the name of the test must stay \`${before.testName}\``);
  const foreign = findForeignImport(parser, passing, flipped);
  if (foreign)
    return refuse(`\`${foreign}\` is a new import; only values for the expectation may be imported`);
  const difference = findDifference(before, after);
  if (difference) return refuse(difference);
  const added = [...after.calls].find((call) => !before.calls.has(call));
  if (added) return refuse(`\`${cut(added)}\` is a call that the passing version does not make`);
  const lost = [...before.calls].find((call) => !after.calls.has(call));
  if (lost) return refuse(`\`${cut(lost)}\` is a call that only the passing version makes`);
  if (before.expectations.join('\n') === after.expectations.join('\n'))
    return refuse('no expectation was changed');
  return { ok: true, shapes: { passing: before, flipped: after } };
}

function refuse(reason: string): { ok: false; reason: string } {
  return { ok: false, reason };
}

/** The first statement that is not the same. An act may move into an expectation, or out of one. */
function findDifference(before: TestShape, after: TestShape): string | null {
  const left = settled(before, after);
  const right = settled(after, before);
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    if (left[index] === right[index]) continue;
    return right[index] === undefined
      ? `\`${cut(left[index]!)}\` is missing in the flipped version`
      : `\`${cut(right[index]!)}\` is not the statement that the passing version has there`;
  }
  return null;
}

function settled(own: TestShape, other: TestShape): string[] {
  const acts = new Set(other.steps.filter(({ isAct }) => isAct).map(({ text }) => text));
  return own.steps
    .filter(({ text, isAct }) => !(isAct && !acts.has(text) && other.expectedCalls.has(text)))
    .map(({ text }) => text);
}

function findForeignImport(parser: PythonParser, passing: TestCode, flipped: TestCode): string | null {
  const known = new Set(readImports(parser, passing.imports).items.map(renderImport));
  const added = readImports(parser, flipped.imports).items.find(
    (item) => !known.has(renderImport(item)) && !VALUE_MODULES.has(item.module.split('.')[0]!),
  );
  return added ? renderImport(added) : null;
}

function cut(text: string): string {
  return text.replaceAll('`', "'").slice(0, 120);
}
