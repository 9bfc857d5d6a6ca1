import { z } from 'zod';
import { boundedList } from '../evidence/bounded.ts';
import type { ScoresReading } from './scores.ts';

const MAX_RESULTS = 200_000;
const count = z.int().min(0).max(1_000_000_000);

/**
 * One test of promptfoo's output: types `OutputFile`, `EvaluateSummaryV2`, `EvaluateSummaryV3`, `EvaluateStats` and
 * `EvaluateResult` of https://github.com/promptfoo/promptfoo/blob/main/src/types/index.ts. `failureReason` is 0 for none,
 * 1 for an assertion and 2 for an error.
 */
const resultSchema = z.looseObject({
  success: z.boolean(),
  score: z.number(),
  failureReason: z.int().min(0).max(2).optional(),
});

const summarySchema = z.looseObject({
  version: z.int().min(2).max(4).optional(),
  results: boundedList(resultSchema, MAX_RESULTS),
  /** Versions before 0.100 have no `errors`: they counted them as failures. */
  stats: z.looseObject({ successes: count, failures: count, errors: count.optional() }),
});

/** `results` holds the summary; an exported evaluation has `version` (4 today) beside it. */
const fileSchema = z.looseObject({ version: z.int().min(2).max(4).optional(), results: summarySchema });

/** Reads what `promptfoo eval --output FILE.json` writes. The counts must be those of the tests that are listed. */
export function parsePromptfoo(text: string): ScoresReading {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refuse('it is not JSON');
  }
  const parsed = fileSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    return refuse(
      `it is not what promptfoo writes: ${issue.path.map(String).join('.') || 'the top level'}: ${issue.message}`,
    );
  }
  const { results, stats } = parsed.data.results;
  const passed = results.filter(({ success }) => success).length;
  const errored = results.filter(({ success, failureReason }) => !success && failureReason === 2).length;
  const hasErrors = stats.errors !== undefined;
  const errors = hasErrors ? errored : 0;
  const failed = results.length - passed - errors;
  const isSame =
    stats.successes === passed && stats.failures === failed && (!hasErrors || stats.errors === errors);
  if (!isSame) {
    return refuse(
      `its counts contradict its tests: ${stats.successes} passed, ${stats.failures} failed and ${stats.errors ?? 0} errors are stated, ${passed}, ${failed} and ${errors} are listed`,
    );
  }
  const sum = results.reduce((total, { score }) => total + score, 0);
  const meanScore = results.length === 0 ? null : sum / results.length;
  return { kind: 'scores', scores: { passed, failed, errors, skipped: 0, meanScore } };
}

function refuse(reason: string): ScoresReading {
  return { kind: 'refused', reason };
}
