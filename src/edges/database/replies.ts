import type { ModelReply } from '../models/types.ts';
import type { Database } from './database.ts';
import { insertCalls } from './spending.ts';
import { toJsonText } from './storable.ts';
import type { RunStore } from './types.ts';

export function createReplies(db: Database): Pick<RunStore, 'findReply' | 'saveReply'> {
  return {
    async findReply(runId, key) {
      const [row] = await db.query<{ reply: ModelReply<unknown> }>(
        'select reply from testwright.replies where run_id = $1 and key = $2',
        [runId, key],
      );
      return row?.reply ?? null;
    },

    async saveReply(runId, key, prompt, reply, calls) {
      // The first reply stands: a later one for the same key was not used by anyone yet. It was paid for all the same.
      await db.query(
        `with saved as (
           insert into testwright.replies (run_id, key, prompt_id, prompt_version, reply)
           values ($1, $2, $3, $4, $5::json)
           on conflict (run_id, key) do nothing
         ), spent as (${insertCalls('$6')})
         update testwright.runs set updated_at = clock_timestamp() where id = $1`,
        [runId, key, prompt.id, prompt.version, toJsonText(reply), toJsonText(calls)],
      );
    },
  };
}
