import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildScenarioRepository } from './build-repository.ts';
import type { Corpus } from './corpus.ts';
import { runCi, runPlainSuite } from './run-ci.ts';

/** Released projects whose suites take seconds rather than milliseconds. */
const PROJECTS = ['more-itertools', 'boltons', 'sqlparse'];
const SUGGESTIONS = 8;

export interface CiTime {
  project: string;
  suggestions: number;
  evidenceSeconds: number;
  suiteSeconds: number;
}

/**
 * Seconds of a round of evidence, base and head results reused, beside those of head's plain suite. The suggestions are
 * tests that the app would keep: the most expensive ones, because all is measured of them.
 */
export async function measureCiTime(corpus: Corpus, folder: string): Promise<CiTime[]> {
  const times: CiTime[] = [];
  for (const project of PROJECTS) {
    const tests = (corpus.scenarios[`${project}:forward`]?.tests ?? [])
      .filter(({ label }) => ['captures-the-change', 'new-code', 'guards-behaviour'].includes(label ?? ''))
      .map(({ test }) => test)
      .slice(0, SUGGESTIONS);
    if (tests.length === 0) continue;
    const own = join(folder, `time-${project}`);
    mkdirSync(own);
    const repository = buildScenarioRepository(`${project}:forward`, own, tests);
    // Evidence first: the suite leaves bytecode behind that would make the other faster.
    const { seconds } = await runCi(repository, join(own, 'report'));
    const suiteSeconds = await runPlainSuite(repository);
    times.push({ project, suggestions: tests.length, evidenceSeconds: seconds, suiteSeconds });
  }
  return times;
}
