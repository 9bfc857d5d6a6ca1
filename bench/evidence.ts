import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildScenarioRepository } from './evidence/build-repository.ts';
import { type Corpus, FOLDER, LABELS, readCorpus } from './evidence/corpus.ts';
import { labelTests } from './evidence/label-tests.ts';
import { measureCiTime } from './evidence/measure-ci-time.ts';
import { runCi } from './evidence/run-ci.ts';
import { type Answer, type LabelScore, type Share, scoreLabels } from './evidence/score.ts';

/** What an answer was given for, so that a miss can be read without running it again. */
type Told = Answer & { origin: 'release' | 'planted'; reason: string };

/**
 * The verdicts on a corpus whose truth comes from plain runs, and the CI time that they cost; docs/benchmarks.md.
 * @param args `--only LABEL|SCENARIO` (may be repeated) for a part, `--no-time` without the CI time
 */
export async function benchEvidence(
  args: readonly string[],
): Promise<{ passed: boolean; result: unknown; summary: unknown }> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true },
      'no-time': { type: 'boolean' },
    },
  });
  const corpus = readCorpus();
  const folder = mkdtempSync(join(tmpdir(), 'testwright-bench-'));
  try {
    const began = performance.now();
    const answers = await answerScenarios(corpus, folder, values.only ?? []);
    const seconds = Math.round((performance.now() - began) / 1000);
    const scores = scoreLabels(answers, LABELS);
    printScores(scores, answers);
    const times = values['no-time'] ? [] : await measureCiTime(corpus, folder);
    for (const time of times)
      console.log(
        `${time.project}: ${time.evidenceSeconds.toFixed(1)} s of evidence for ${time.suggestions} suggestions, ` +
          `${time.suiteSeconds.toFixed(1)} s of the plain suite`,
      );
    const ciTimeRatio = ratio(times);
    if (ciTimeRatio !== null) console.log(`CI time: ${ciTimeRatio.toFixed(2)} × the plain suite`);
    return {
      passed: answers.length > 0,
      summary: summarise(scores, ciTimeRatio),
      result: {
        date: new Date().toISOString().slice(0, 10),
        machine: { cores: cpus().length, processor: cpus()[0]?.model ?? 'unknown', node: process.version },
        corpus: { made: corpus.made, versions: corpus.versions, counts: corpus.counts },
        only: values.only ?? null,
        seconds,
        scores,
        scoresByOrigin: {
          release: scoreLabels(
            answers.filter(({ origin }) => origin === 'release'),
            LABELS,
          ),
          planted: scoreLabels(
            answers.filter(({ origin }) => origin === 'planted'),
            LABELS,
          ),
        },
        misses: answers.filter(({ truth, said }) => truth !== said),
        ciTimes: times,
        ciTimeRatio,
      },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Scenarios that are worked on at the same time; one process of `ci/` keeps one core busy. */
const AT_ONCE = 2;

async function answerScenarios(corpus: Corpus, folder: string, only: readonly string[]): Promise<Told[]> {
  const waiting = Object.keys(corpus.scenarios);
  const answers: Told[] = [];
  const work = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift())
      answers.push(...(await answerScenario(corpus, name, folder, only)));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return answers;
}

async function answerScenario(
  corpus: Corpus,
  scenario: string,
  folder: string,
  only: readonly string[],
): Promise<Told[]> {
  const { origin, tests } = corpus.scenarios[scenario]!;
  const asked = tests.filter(
    ({ label }) => label !== null && (only.length === 0 || only.includes(label) || only.includes(scenario)),
  );
  if (asked.length === 0) return [];
  const own = join(folder, scenario.replace(':', '-'));
  mkdirSync(own);
  const repository = buildScenarioRepository(scenario, own, null);
  const { report, seconds } = await runCi(repository, join(own, 'report'));
  const said = labelTests(report, repository.tests, repository.changedPaths);
  console.log(`${scenario}: ${asked.length} tests, ${seconds.toFixed(0)} s`);
  rmSync(own, { recursive: true, force: true, maxRetries: 3 });
  return asked.map(({ test, label }) => {
    const told = said.get(test);
    return {
      scenario,
      test,
      truth: label!,
      said: told?.label ?? 'not-judged',
      origin,
      reason: told?.reason ?? '',
    };
  });
}

function printScores(scores: readonly LabelScore[], answers: readonly Told[]): void {
  console.log(`\n${'label'.padEnd(22)}${'precision'.padEnd(24)}${'recall'.padEnd(24)}n`);
  for (const { label, precision, recall, n } of scores)
    console.log(`${label.padEnd(22)}${show(precision).padEnd(24)}${show(recall).padEnd(24)}${n}`);
  const misses = answers.filter(({ truth, said }) => truth !== said);
  console.log(`\n${misses.length} of ${answers.length} tests were labelled otherwise:`);
  for (const miss of misses)
    console.log(`  ${miss.scenario} ${miss.test}: ${miss.truth}, said ${miss.said} (${miss.reason})`);
}

function show(share: Share | null): string {
  if (!share) return '–';
  const percent = (value: number): string => (100 * value).toFixed(1);
  return `${percent(share.value)} % (${percent(share.low)}–${percent(share.high)})`;
}

function ratio(times: readonly { evidenceSeconds: number; suiteSeconds: number }[]): number | null {
  if (times.length === 0) return null;
  const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
  return (
    sum(times.map(({ evidenceSeconds }) => evidenceSeconds)) /
    sum(times.map(({ suiteSeconds }) => suiteSeconds))
  );
}

/** The figures of all benchmarks of evidence; those of others as they were kept last, null when they never ran. */
function summarise(scores: readonly LabelScore[], ciTimeRatio: number | null): unknown {
  const diagnosis = readKept('diagnosis');
  const mutation = readKept('mutation');
  return {
    verdicts: Object.fromEntries(
      scores.map(({ label, precision, recall, n }) => [
        label,
        { precision: precision?.value ?? null, recall: recall?.value ?? null, n },
      ]),
    ),
    diagnosis: diagnosis && { accuracy: diagnosis['accuracy'], n: diagnosis['n'] },
    ciTimeRatio,
    mutation: mutation && { agreement: mutation['agreement'], timeShare: mutation['timeShare'] },
  };
}

/** What another benchmark's result says under its own name. */
function readKept(name: string): Record<string, unknown> | null {
  const file = join(FOLDER, `../results/${name}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8'))[name] ?? null) : null;
}
