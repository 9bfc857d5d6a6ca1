import { openDatabase } from '../../src/edges/database/open-database.ts';
import { createQueue } from '../../src/edges/queue/queue.ts';

/** A process that takes one job from the database it is given as JSON, says so, and never finishes it. */
const db = await openDatabase(JSON.parse(process.argv[2]!));
const queue = await createQueue(db);
await queue.work(
  async (job) => {
    console.log(JSON.stringify({ took: job }));
    await new Promise(() => {});
  },
  { concurrency: 1, onDead: async () => {} },
);
