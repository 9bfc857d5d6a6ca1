import type { ReproductionRecord } from '../../core/reproduction/reproduction-record.ts';
import type { Replies } from '../../core/suggestions/parse-reply.ts';
import type { ReplyKind } from '../../core/suggestions/reply-schema.ts';
import type { Run } from '../../edges/database/types.ts';
import type { Outcome } from '../../outcome.ts';
import { askModel } from '../review/ask-model.ts';
import type { PlanningDependencies } from '../review/dependencies.ts';
import { withholdPrivate } from './choose-model.ts';

/** What planning for an issue may use: it reads and asks, and holds nothing that writes to GitHub. */
export type ReproducingDependencies = Pick<
  PlanningDependencies,
  'reader' | 'parser' | 'redactor' | 'engine' | 'asking' | 'indexing' | 'budget' | 'settings'
>;

/** What the steps of one planning hold. `record` is theirs to change. */
export interface Reproducing {
  deps: ReproducingDependencies;
  run: Run;
  record: ReproductionRecord;
  /** All paths at the run's commit. */
  allPaths: readonly string[];
}

/**
 * Asks the model one of the questions of a reproduction. Several of one kind may fall between two rounds, so each has a key
 * of its own: a repeated step finds the reply that was paid for.
 */
export async function askFor<K extends ReplyKind>(
  { deps, run, record }: Reproducing,
  kind: K,
  inputs: Record<string, string>,
  about = '',
): Promise<{ kind: 'reply'; reply: Replies[K] } | { kind: 'none'; outcome: Outcome }> {
  const attempt = record.attempts.at(-1);
  const step = `attempt-${attempt?.number ?? 0}-${attempt?.writes ?? 0}-${attempt?.flips ?? 0}${about === '' ? '' : `-${about}`}`;
  return askModel(deps.asking!, record, {
    runId: run.id,
    round: run.round + 1,
    kind,
    step,
    inputs: withholdPrivate(record, inputs),
  });
}
