import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type CiReport, ciReportSchema } from '../../src/core/evidence/ci-report.ts';
import type { ScenarioRepository } from './build-repository.ts';
import { FOLDER } from './corpus.ts';

const run = promisify(execFile);

/** The report of the real `ci/` on the companion commit, and how long all of it took. */
export async function runCi(
  repository: ScenarioRepository,
  output: string,
): Promise<{ report: CiReport; seconds: number }> {
  const began = performance.now();
  const args = ['-I', join(FOLDER, '../../ci'), '--directory', repository.directory, '--output', output];
  await run(repository.python, [...args, '--time-limit-minutes', '60'], {
    cwd: repository.directory,
    env: { ...process.env, ...repository.variables },
    maxBuffer: 1 << 28,
  });
  const seconds = (performance.now() - began) / 1000;
  const text = readFileSync(join(output, 'testwright-report.json'), 'utf8');
  return { report: ciReportSchema.parse(JSON.parse(text)), seconds };
}

/** Seconds of the project's own suite on head, run as its people would. */
export async function runPlainSuite(repository: ScenarioRepository): Promise<number> {
  const began = performance.now();
  // Failing tests are theirs: the time is what is asked for.
  await run(repository.python, ['-m', 'pytest', '-q', '-p', 'no:cacheprovider'], {
    cwd: repository.directory,
    env: {
      ...process.env,
      ...repository.variables,
      PYTHONPATH: `${repository.directory}/src:${repository.directory}`,
    },
    maxBuffer: 1 << 28,
  }).catch((error: { code?: number }) => {
    if (error.code !== 1) throw error;
  });
  return (performance.now() - began) / 1000;
}
