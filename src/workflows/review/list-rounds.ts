import type { ReviewRecord } from '../../core/review/review-record.ts';
import type { Round, Run, RunStore } from '../../edges/database/types.ts';

/**
 * The rounds of a run and, of a task that goes on where a review has ended, those of that review before them, numbered up
 * to 0 (see core/review/asked-task.ts). What was forgotten is missing.
 */
export async function listRoundsOf(
  store: Pick<RunStore, 'findRun' | 'listRounds'>,
  run: Run,
): Promise<Round[]> {
  const own = await store.listRounds(run.id);
  const continues = (run.record as Partial<ReviewRecord> | null)?.asked?.continues ?? null;
  const earlier = continues === null ? null : await store.findRun(continues);
  if (!earlier) return own;
  const before = await listRoundsOf(store, earlier);
  const last = before.at(-1)?.round ?? 0;
  return [...before.map((round) => ({ ...round, round: round.round - last })), ...own];
}
