import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describePoint, listAllCases } from '../test/support/crash/crash-point.ts';
import { runCrashes } from '../test/support/crash/run-crashes.ts';

/** The whole crash matrix; `npm test` runs a part of it (docs/testing.md says which). */
export async function benchCrashes(): Promise<{ passed: boolean; result: unknown }> {
  const directory = mkdtempSync(join(tmpdir(), 'testwright-crash-'));
  try {
    const report = await runCrashes(directory, listAllCases, (line) => console.log(line));
    const { reference, states, statesAtEnd, violations, seconds, cases, extraModelCalls } = report;
    const differing = Object.entries({ ...statesAtEnd, ...states })
      .filter(([, state]) => !isDeepStrictEqual(state, reference))
      .map(([name]) => name);
    console.log(`${Object.keys(states).length} cases, ${differing.length} ended otherwise, ${seconds} s`);
    for (const name of differing) console.log(`  ${name}`);
    const points = report.points.map(describePoint);
    return {
      passed: differing.length === 0 && violations.length === 0,
      result: { points, cases, extraModelCalls, ended: Object.keys(states), differing, violations, seconds },
    };
  } finally {
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}
