import type { CiReport, Failure } from '../../core/evidence/ci-report.ts';
import { nameOf } from '../../core/evidence/diagnose-verdicts.ts';
import { buildProjectNames } from '../../core/evidence/project-names.ts';
import type { PythonParser } from '../../core/python/parser.ts';
import type { EndedSuggestion, ReviewRecord } from '../../core/review/review-record.ts';
import { checkRepair } from '../../core/suggestions/check-repair.ts';
import { repairByRule } from '../../core/suggestions/repair-by-rule.ts';
import type { Suggestion } from '../../core/suggestions/suggestion.ts';

/**
 * Repairs that follow from rules, whichever engine wrote the tests; no model is asked. What a rule wrote passes the
 * same checks as any proposal, or it is left to the model as it was.
 */
export function mendByRule(
  parser: PythonParser,
  record: ReviewRecord,
  repairable: readonly EndedSuggestion[],
  report: Pick<CiReport, 'files' | 'environment'>,
  allPaths: readonly string[],
): Suggestion[] {
  const project = buildProjectNames(record);
  const mended: Suggestion[] = [];
  for (const { suggestion, verdict } of repairable) {
    if (!verdict.diagnosis) continue;
    for (const { failure, testName } of failuresOf({ suggestion, verdict }, report)) {
      const repair = repairByRule({
        parser,
        suggestion,
        diagnosis: verdict.diagnosis,
        failure,
        testName,
        project,
        packages: report.environment.packages,
      });
      if (!repair) continue;
      const { suggestion: fresh } = checkRepair({
        parser,
        record,
        allPaths,
        original: suggestion,
        proposal: { ...suggestion, imports: repair.imports, code: repair.code },
        beside: [...record.kept.map((one) => one.suggestion), ...mended],
      });
      if (fresh) mended.push({ ...fresh, mends: [...suggestion.mends, repair.what] });
      break;
    }
  }
  return mended;
}

function failuresOf(
  { suggestion, verdict }: EndedSuggestion,
  report: Pick<CiReport, 'files'>,
): { failure: Failure; testName: string | null }[] {
  const file = report.files.find(({ path }) => path === suggestion.path)?.failure;
  const ofTests = verdict.tests.flatMap((test) =>
    test.failure ? [{ failure: test.failure, testName: nameOf(test, suggestion) }] : [],
  );
  return verdict.code === 'not-collected' && file ? [{ failure: file, testName: null }] : ofTests;
}
