import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchCrashes } from './crash.ts';
import { benchDiagnosis } from './diagnosis/bench-diagnosis.ts';

/**
 * `npm run bench -- NAME [--json FILE]`: runs a benchmark and keeps its result in bench/results/NAME.json, and in FILE;
 * no name lists them.
 */
const BENCHMARKS: Record<string, { what: string; run: () => Promise<{ passed: boolean; result: unknown }> }> =
  {
    crash: {
      what: 'kills the app at every edge of every step of a review, and compares how the reviews end',
      run: benchCrashes,
    },
    diagnosis: {
      what: 'diagnoses the corpus of real failures, and compares with the causes that were planted',
      run: benchDiagnosis,
    },
  };

const { positionals, values } = parseArgs({ allowPositionals: true, options: { json: { type: 'string' } } });
const [name] = positionals;
const benchmark = name === undefined ? undefined : BENCHMARKS[name];
if (benchmark) {
  const { passed, result } = await benchmark.run();
  const folder = fileURLToPath(new URL('./results/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${name}.json`, `${JSON.stringify(result, null, 2)}\n`);
  console.log(`bench/results/${name}.json written`);
  if (values.json) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
  process.exitCode = passed ? 0 : 1;
} else {
  console.log('npm run bench -- NAME, where NAME is one of:');
  for (const [known, { what }] of Object.entries(BENCHMARKS)) console.log(`  ${known}: ${what}`);
  process.exitCode = name === undefined ? 0 : 1;
}
