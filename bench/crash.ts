import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { startCrashMatrix } from '../test/support/crash/crash-matrix.ts';
import { describePoint, listAllCases } from '../test/support/crash/crash-point.ts';

/** The whole crash matrix; `npm test` runs a part of it (docs/testing.md says which). */
export async function benchCrashes(): Promise<{ passed: boolean; result: unknown }> {
  const directory = mkdtempSync(join(tmpdir(), 'testwright-crash-'));
  const startedAt = Date.now();
  const matrix = await startCrashMatrix(directory);
  try {
    const points = matrix.points.map(describePoint);
    console.log(`Points at which the app is killed:\n${points.join('\n')}`);
    const cases = listAllCases(matrix.points);
    const { states, extraModelCalls } = await matrix.crashAll(cases);
    const differing = Object.entries(states)
      .filter(([, state]) => !isDeepStrictEqual(state, matrix.reference))
      .map(([name]) => name);
    const violations = matrix.world.hub.violations.map(String);
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    console.log(`${cases.length} cases, ${differing.length} ended otherwise, ${seconds} s`);
    for (const name of differing) console.log(`  ${name}`);
    return {
      passed: differing.length === 0 && violations.length === 0,
      result: { points, cases: Object.keys(states), differing, extraModelCalls, violations, seconds },
    };
  } finally {
    await matrix.world.close();
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}
