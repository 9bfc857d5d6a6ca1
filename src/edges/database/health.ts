import type { Queryable } from './database.ts';

/** Whether this process can receive and do its work. */
export interface Health {
  /** False once `stop` was called, and while the database fails or takes too long. Asks it at most once in `cacheMs`. */
  isHealthy(): Promise<boolean>;
  /** The process is about to end. */
  stop(): void;
}

const TIMING = { limitMs: 2000, cacheMs: 1000 };

/** Health by the database: without it nothing can be stored and no job is found. */
export function createHealth(db: Queryable, timing: typeof TIMING = TIMING): Health {
  let isStopping = false;
  let known: { at: number; answer: Promise<boolean> } | null = null;
  // A statement that hangs keeps its connection, so there is never a second one.
  let isAsking = false;

  function ask(): Promise<boolean> {
    isAsking = true;
    const asked = db.query('select 1').then(
      () => true,
      () => false,
    );
    asked.then(() => {
      isAsking = false;
    });
    return within(asked, timing.limitMs);
  }

  return {
    async isHealthy() {
      if (isStopping) return false;
      if (!known || (!isAsking && Date.now() - known.at >= timing.cacheMs)) {
        known = { at: Date.now(), answer: ask() };
      }
      return (await known.answer) && !isStopping;
    },
    stop() {
      isStopping = true;
    },
  };
}

function within(asked: Promise<boolean>, limitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), limitMs);
    asked.then((answer) => {
      clearTimeout(timer);
      resolve(answer);
    });
  });
}
