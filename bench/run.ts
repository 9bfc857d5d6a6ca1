import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { benchCrashes } from './crash.ts';
import { benchEvidence } from './evidence.ts';

interface Benchmark {
  what: string;
  /** @param args what follows the benchmark's name on the command line */
  run: (args: readonly string[]) => Promise<{ passed: boolean; result: unknown }>;
}

/** `npm run bench -- NAME`: runs a benchmark and keeps its result in bench/results/NAME.json; no name lists them. */
const BENCHMARKS: Record<string, Benchmark> = {
  crash: {
    what: 'kills the app at every edge of every step of a review, and compares how the reviews end',
    run: benchCrashes,
  },
  evidence: {
    what: 'compares the verdicts on suggested tests with what plain runs of them show, and counts the CI time',
    run: benchEvidence,
  },
};

const [name, ...rest] = process.argv.slice(2);
const benchmark = name === undefined ? undefined : BENCHMARKS[name];
if (benchmark) {
  const { passed, result } = await benchmark.run(rest);
  const folder = fileURLToPath(new URL('./results/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${name}.json`, `${JSON.stringify(result, null, 2)}\n`);
  console.log(`bench/results/${name}.json written`);
  process.exitCode = passed ? 0 : 1;
} else {
  console.log('npm run bench -- NAME, where NAME is one of:');
  for (const [known, { what }] of Object.entries(BENCHMARKS)) console.log(`  ${known}: ${what}`);
  process.exitCode = name === undefined ? 0 : 1;
}
