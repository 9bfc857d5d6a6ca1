import type { Queue } from '../queue/queue.ts';
import type { Database } from './database.ts';
import { toJsonText } from './storable.ts';
import type { Inbox } from './types.ts';

export interface PrunableInbox extends Inbox {
  /**
   * Deletes deliveries received before `before` and returns how many, so that payloads do not grow for ever. A GUID
   * that is gone would be accepted again, so keep them longer than the three days for which GitHub redelivers.
   * https://docs.github.com/webhooks/testing-and-troubleshooting-webhooks/redelivering-webhooks
   */
  pruneDeliveries(before: Date): Promise<number>;
}

/** Deliveries and their jobs, stored together or not at all. */
export function createInbox(db: Database, queue: Pick<Queue, 'enqueue' | 'isLaneBusy'>): PrunableInbox {
  return {
    storeDelivery(delivery, job) {
      return db.transaction(async (tx) => {
        // A second delivery with this GUID waits here until the first has committed, then finds it.
        const inserted = await tx.query(
          `insert into testwright.deliveries (guid, event, action, installation_id, repository_id, payload)
           values ($1, $2, $3, $4, $5, coalesce($6::json, 'null'::json))
           on conflict (guid) do nothing
           returning guid`,
          [
            delivery.guid,
            delivery.event,
            delivery.action,
            delivery.installationId,
            delivery.repositoryId,
            toJsonText(delivery.payload),
          ],
        );
        if (inserted.length === 0) return 'already-stored';
        if (job) await queue.enqueue(job, { tx });
        return 'stored';
      });
    },

    async findStored(guids) {
      const rows = await db.query<{ guid: string }>(
        'select guid from testwright.deliveries where guid = any($1::text[])',
        [guids],
      );
      return new Set(rows.map(({ guid }) => guid));
    },

    enqueue(job) {
      return queue.enqueue(job);
    },

    enqueueAll(jobs) {
      return db.transaction(async (tx) => {
        for (const { job, startAfter } of jobs) await queue.enqueue(job, { tx, startAfter });
      });
    },

    async enqueueIfIdle(job) {
      if (!(await queue.isLaneBusy(job))) await queue.enqueue(job);
    },

    async pruneDeliveries(before) {
      const [row] = await db.query<{ deleted: number }>(
        `with gone as (delete from testwright.deliveries where received_at < $1 returning 1)
         select count(*)::int as deleted from gone`,
        [before],
      );
      return row?.deleted ?? 0;
    },
  };
}
