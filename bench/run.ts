import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchContext } from './context/bench-context.ts';
import { benchCrashes } from './crash.ts';
import { benchDiagnosis } from './diagnosis/bench-diagnosis.ts';
import { benchEvidence } from './evidence.ts';
import { benchMutation } from './mutation.ts';
import { benchRepro } from './repro.ts';
import { benchReproReal } from './repro-real/bench-repro-real.ts';
import { benchSmells } from './smells/bench-smells.ts';

interface Benchmark {
  what: string;
  /** @param args what follows the benchmark's name on the command line, without `--json` */
  run: (args: readonly string[]) => Promise<{ passed: boolean; result: unknown; summary?: unknown }>;
}

/**
 * `npm run bench -- NAME [--json FILE]`: runs a benchmark and keeps its result in bench/results/NAME.json, or in FILE; no name
 * lists them. A benchmark that could not run leaves the kept result alone. Where a benchmark has a summary, FILE gets that, and the
 * result is kept as well.
 */
const BENCHMARKS: Record<string, Benchmark> = {
  context: {
    what: "compares where imports lead with Python's own path finder, and measures how much of what hidden tests use is in the context",
    run: benchContext,
  },
  crash: {
    what: 'kills the app at every edge of every step of a review, and compares how the reviews end',
    run: benchCrashes,
  },
  diagnosis: {
    what: 'diagnoses the corpus of real failures, and compares with the causes that were planted',
    run: benchDiagnosis,
  },
  evidence: {
    what: 'compares the verdicts on suggested tests with what plain runs of them show, and counts the CI time',
    run: benchEvidence,
  },
  mutation: {
    what: 'compares the mutants that ci/ runs with a full run of each, on differences between releases from PyPI',
    run: benchMutation,
  },
  smells: {
    what: 'reads the test suites of released projects for weak tests, and counts how many findings are right',
    run: benchSmells,
  },
  repro: {
    what: 'reproduces planted bugs from their reports, with right and wrong answers of a model; the hidden fixes judge',
    run: benchRepro,
  },
  'repro-real': {
    what: 'reproduces bugs that users reported of released projects, from the reports as they were written; the releases that fixed them judge',
    run: benchReproReal,
  },
};

const { values, positionals, tokens } = parseArgs({
  allowPositionals: true,
  strict: false,
  tokens: true,
  options: { json: { type: 'string' } },
});
const [name] = positionals;
const json = typeof values['json'] === 'string' ? values['json'] : null;
const benchmark = name === undefined ? undefined : BENCHMARKS[name];
if (benchmark) {
  const own = tokens.find((token) => token.kind === 'option' && token.name === 'json');
  const rest = process.argv
    .slice(2)
    .filter(
      (_, index) =>
        index > 0 && !(own && (index === own.index || (index === own.index + 1 && json !== null))),
    );
  const { passed, result, summary } = await benchmark.run(rest);
  const kept = fileURLToPath(new URL(`./results/${name}.json`, import.meta.url));
  if (result !== null && (json === null || summary !== undefined)) write(kept, result);
  if (result !== null && json !== null) write(json, summary ?? result);
  process.exitCode = passed ? 0 : 1;
} else {
  console.log('npm run bench -- NAME, where NAME is one of:');
  for (const [known, { what }] of Object.entries(BENCHMARKS)) console.log(`  ${known}: ${what}`);
  process.exitCode = name === undefined ? 0 : 1;
}

function write(file: string, content: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
  console.log(`${file} written`);
}
