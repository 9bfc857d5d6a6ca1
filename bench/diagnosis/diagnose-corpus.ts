import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { failureSchema, suggestedTestSchema } from '../../src/core/evidence/ci-report.ts';
import { diagnoseVerdicts } from '../../src/core/evidence/diagnose-verdicts.ts';
import { CAUSES, type Cause, type Diagnosis } from '../../src/core/evidence/diagnosis.ts';
import { judgeSuggestions } from '../../src/core/evidence/judge.ts';
import { buildProjectNames } from '../../src/core/evidence/project-names.ts';

const CORPUS = fileURLToPath(new URL('./corpus/', import.meta.url));

/** What produce.py writes: entries of real reports with the cause that was planted in each test. */
const corpusSchema = z.object({
  date: z.string(),
  environment: z.object({
    name: z.string(),
    python: z.string(),
    packages: z.record(z.string(), z.string()),
  }),
  failures: z.array(
    z.object({
      name: z.string(),
      cause: z.enum(CAUSES),
      isOurs: z.boolean(),
      suggestion: z.object({
        title: z.string(),
        checks: z.string(),
        path: z.string(),
        imports: z.array(z.string()),
        code: z.string(),
        testNames: z.array(z.string()),
      }),
      file: z.object({
        status: z.enum(['collected', 'uncollectable', 'empty', 'too-slow']),
        failure: failureSchema.nullable(),
      }),
      tests: z.array(suggestedTestSchema.omit({ covers: true, adds: true })),
    }),
  ),
});
type CorpusFailure = z.infer<typeof corpusSchema>['failures'][number];

/** One failure of the corpus with what the detector says of it. */
export interface DiagnosedFailure extends CorpusFailure {
  environment: string;
  /** Not looked at while the rules were written: a third of the names, by hash. */
  isHeldOut: boolean;
  diagnosis: Diagnosis | null;
}

const projectSchema = z.object({
  targets: z.array(z.object({ module: z.string(), qualname: z.string() })),
  existingTests: z.record(z.string(), z.string()),
});

/** Runs every failure of the corpus through judging and diagnosis, as a round of a review does. */
export function diagnoseCorpus(): DiagnosedFailure[] {
  const project = buildProjectNames(projectSchema.parse(readJson('project.json')));
  return readdirSync(CORPUS)
    .filter((name) => name.startsWith('py'))
    .sort()
    .flatMap((name) => {
      const { environment, failures } = corpusSchema.parse(readJson(name));
      return failures.map((failure) => ({
        ...failure,
        environment: environment.name,
        isHeldOut: isHeldOut(failure.name),
        diagnosis: diagnoseOne(failure, environment, project),
      }));
    });
}

function diagnoseOne(
  failure: CorpusFailure,
  environment: { python: string; packages: Record<string, string> },
  project: ReturnType<typeof buildProjectNames>,
): Diagnosis | null {
  const suggestion = {
    ...failure.suggestion,
    id: 's1',
    targetId: 'shop/pricing.py::line_total',
    origin: 'model' as const,
    repairs: 0,
    mends: [],
    notMerged: null,
  };
  const report = {
    tests: failure.tests.map((test) => ({ ...test, covers: {}, adds: null })),
    files: [{ path: failure.suggestion.path, ...failure.file }],
    mutation: null,
    environment: {
      ...environment,
      platform: '',
      runner: { arguments: [], configFile: null },
    },
  };
  const changedPaths = new Set(['shop/pricing.py', 'shop/models.py', 'shop/views.py']);
  const verdicts = judgeSuggestions({ suggestions: [suggestion], report, headCoverage: null, changedPaths });
  return diagnoseVerdicts(verdicts, { suggestions: [suggestion], report, project })[0]!.diagnosis;
}

function isHeldOut(name: string): boolean {
  return createHash('sha256').update(name).digest()[0]! % 3 === 0;
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(`${CORPUS}${name}`, 'utf8'));
}

export interface Score {
  n: number;
  right: number;
  accuracy: number;
  /** 95 %, Wilson (https://doi.org/10.1080/01621459.1927.10502953). */
  interval: [low: number, high: number];
}

export function scoreOf(
  failures: readonly DiagnosedFailure[],
  isRight: (one: DiagnosedFailure) => boolean,
): Score {
  const right = failures.filter(isRight).length;
  const n = failures.length;
  return { n, right, accuracy: round(n === 0 ? 0 : right / n), interval: wilson(right, n) };
}

export function hasRightCause({ cause, diagnosis }: DiagnosedFailure): boolean {
  return diagnosis?.cause === cause;
}

export function hasRightFault({ isOurs, diagnosis }: DiagnosedFailure): boolean {
  return diagnosis?.isOurs === isOurs;
}

export interface Confusion {
  name: string;
  environment: string;
  planted: Cause;
  said: Cause | 'nothing';
}

export function listConfusions(failures: readonly DiagnosedFailure[]): Confusion[] {
  return failures
    .filter((one) => !hasRightCause(one))
    .map(({ name, environment, cause, diagnosis }) => ({
      name,
      environment,
      planted: cause,
      said: diagnosis?.cause ?? 'nothing',
    }));
}

function wilson(right: number, n: number): [number, number] {
  if (n === 0) return [0, 1];
  const z = 1.96;
  const share = right / n;
  const middle = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return [round(middle - half), round(Math.min(1, middle + half))];
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
