import type { PythonParser } from '../python/parser.ts';
import { findTestModules, type ReviewRecord } from '../review/review-record.ts';
import { checkProposals } from './check-proposals.ts';
import type { Refusal, Suggestion } from './suggestion.ts';

/**
 * A repaired version climbs the first rungs again like any proposal. It keeps its id, its file and its origin; null
 * with the refusals when it does not get that far.
 */
export function checkRepair(given: {
  parser: PythonParser;
  record: ReviewRecord;
  allPaths: readonly string[];
  original: Suggestion;
  proposal: { title: string; checks: string; imports: string[]; code: string };
  /** Suggestions that stay, and the repairs before this one: two tests of one name in one file would hide each other. */
  beside: readonly Suggestion[];
}): { suggestion: Suggestion | null; refusals: Refusal[] } {
  const { original, proposal } = given;
  const { suggestions, refusals } = checkProposals({
    proposals: [
      {
        target_id: original.targetId,
        path: original.path,
        title: proposal.title,
        checks: proposal.checks,
        imports: proposal.imports,
        code: proposal.code,
        edge: original.edge,
      },
    ],
    parser: given.parser,
    allPaths: given.allPaths,
    targets: given.record.targets,
    existing: given.beside,
    existingTestTexts: new Map(Object.entries(given.record.existingTests)),
    modules: findTestModules(given.record),
    rejected: given.record.rejected,
    nextId: 0,
    origin: original.origin,
  });
  const [checked] = suggestions;
  return {
    suggestion: checked
      ? { ...checked, id: original.id, repairs: original.repairs + 1, mends: original.mends }
      : null,
    refusals,
  };
}
