import { assessCatch, assessContradiction } from '../evidence/assess-catch.ts';
import { type Contradiction, findContradictions } from '../evidence/find-contradictions.ts';
import type { Verdict } from '../evidence/verdict.ts';
import type { PythonParser } from '../python/parser.ts';
import type { Suggestion } from '../suggestions/suggestion.ts';
import type { CaughtSuggestion, EndedSuggestion, ReviewRecord } from './review-record.ts';

/** A round's suggestions with their verdicts, and those of them that are possible bugs, assessed by rule. */
export interface JudgedRound {
  ended: EndedSuggestion[];
  caught: CaughtSuggestion[];
}

/** Codes of tests that did what they say and were only found to add nothing: they may still have found something. */
const WITHOUT_VALUE = new Set(['adds-nothing', 'value-not-measured']);

/**
 * Judges a set, and takes out of it what is no suggestion but a possible bug: tests that pass and contradict the code's
 * contract, and catches. `judge` judges a set as CI measured it; it is asked again without the contradicting ones, so
 * that no other is dropped for a line that only they were thought to reach first.
 */
export function judgeRound(
  parser: PythonParser,
  record: Pick<ReviewRecord, 'targets' | 'intent' | 'existingTests'>,
  suggestions: readonly Suggestion[],
  judge: (suggestions: readonly Suggestion[]) => Verdict[],
): JudgedRound {
  const targetOf = ({ targetId }: Suggestion) => record.targets.find(({ id }) => id === targetId) ?? null;
  const first = pair(suggestions, judge(suggestions));
  const contradicting = first.flatMap((one): CaughtSuggestion[] => {
    const target = targetOf(one.suggestion);
    const contradictions =
      target && passes(one.verdict) ? findContradictions(parser, one.suggestion, target) : [];
    return contradictions.length > 0 ? [toPossibleBug(one, contradictions)] : [];
  });
  const taken = new Set(contradicting.map(({ suggestion }) => suggestion.id));
  const rest = suggestions.filter(({ id }) => !taken.has(id));
  const judged = taken.size > 0 ? pair(rest, judge(rest)) : first;
  const ended: EndedSuggestion[] = [];
  const caught: CaughtSuggestion[] = [...contradicting];
  for (const one of judged) {
    if (one.verdict.decision !== 'catch') {
      ended.push(one);
      continue;
    }
    const assessed = assessCatch(parser, {
      ...one,
      target: targetOf(one.suggestion),
      intent: record.intent,
      existingTests: record.existingTests,
    });
    if (assessed.kind === 'assessed')
      caught.push({ ...one, assessment: assessed.assessment, contradictions: [] });
    else ended.push({ ...one, verdict: { ...one.verdict, decision: 'drop', ...assessed.ruledOut } });
  }
  return { ended, caught };
}

function pair(suggestions: readonly Suggestion[], verdicts: readonly Verdict[]): EndedSuggestion[] {
  return verdicts.map((verdict) => ({
    suggestion: suggestions.find(({ id }) => id === verdict.suggestionId)!,
    verdict,
  }));
}

function passes(verdict: Verdict): boolean {
  const isJudged =
    verdict.decision === 'keep' || (verdict.decision === 'drop' && WITHOUT_VALUE.has(verdict.code));
  return isJudged && verdict.tests.every(({ head }) => head === 'passed');
}

function toPossibleBug(
  { suggestion, verdict }: EndedSuggestion,
  contradictions: Contradiction[],
): CaughtSuggestion {
  return {
    suggestion,
    verdict: {
      ...verdict,
      decision: 'catch',
      code: 'contradicts-contract',
      reason: `${contradictions[0]!.test} passes on this change, and what it asserts contradicts the code's own contract.`,
      gains: {},
      linesGained: 0,
      branchesGained: 0,
      mutantsGained: [],
    },
    assessment: assessContradiction(contradictions),
    contradictions,
  };
}
