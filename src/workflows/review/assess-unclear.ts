import type { CaughtSuggestion, ReviewRecord } from '../../core/review/review-record.ts';
import type { Run } from '../../edges/database/types.ts';
import { askModel } from './ask-model.ts';
import { describeCaught, describeIntent } from './assess-inputs.ts';
import type { PlanningDependencies } from './dependencies.ts';
import { isShowable } from './further-rounds.ts';

/**
 * Asks the model about the catches of a round that rules leave unclear, all in one call. It sees contract, test and
 * failure, and not the implementation: whoever reads the code finds a reason for what it does. Without a model, or with
 * one that cannot be asked, they stay unclear.
 */
export async function assessUnclear(
  deps: PlanningDependencies,
  run: Run,
  record: ReviewRecord,
  caught: readonly CaughtSuggestion[],
): Promise<CaughtSuggestion[]> {
  const unclear = caught.filter((one) => one.assessment.verdict === 'unclear' && isShowable(record, one));
  if (unclear.length === 0 || !deps.asking) return [...caught];
  const answer = await askModel(deps.asking, record, {
    runId: run.id,
    round: run.round + 1,
    kind: 'assess-catch',
    inputs: {
      intent: describeIntent(record),
      catches: unclear.map((one) => describeCaught(one, record)).join('\n\n'),
    },
  });
  if (answer.kind === 'none') {
    record.skipped.push({ what: 'assessment of possible bugs', reason: answer.outcome.reason });
    return [...caught];
  }
  return caught.map((one) => {
    const said = unclear.includes(one)
      ? answer.reply.catches.find(({ suggestion_id: id }) => id === one.suggestion.id)
      : undefined;
    if (!said) return one;
    const assessment = {
      ...one.assessment,
      verdict: said.verdict,
      by: 'model' as const,
      // What the sources say stays beside what the model makes of it.
      reasons: [said.reason, ...one.assessment.reasons],
    };
    return { ...one, assessment };
  });
}
