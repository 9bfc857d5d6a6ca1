import { afterEach, expect, jest, test } from '@jest/globals';
import type { Queryable } from '../../../src/edges/database/database.ts';
import { createHealth, type Health } from '../../../src/edges/database/health.ts';

afterEach(() => {
  jest.useRealTimers();
});

/** A database that answers as `answer` says, and how often it was asked. */
function givenHealth(answer: () => Promise<unknown[]>): { health: Health; asked: string[] } {
  jest.useFakeTimers();
  const asked: string[] = [];
  const db = {
    query: (sql: string) => {
      asked.push(sql);
      return answer();
    },
  } as Queryable;
  return { health: createHealth(db), asked };
}

test('a process whose database answers is healthy, and asks it once a second at most', async () => {
  const { health, asked } = givenHealth(async () => [{}]);
  expect(await Promise.all([health.isHealthy(), health.isHealthy()])).toEqual([true, true]);
  await jest.advanceTimersByTimeAsync(999);
  expect(await health.isHealthy()).toBe(true);
  expect(asked).toEqual(['select 1']);
  await jest.advanceTimersByTimeAsync(1);
  expect(await health.isHealthy()).toBe(true);
  expect(asked).toHaveLength(2);
});

test('one whose database fails is not, until it answers again', async () => {
  let failure: Error | null = new Error('gone');
  const { health } = givenHealth(() => (failure ? Promise.reject(failure) : Promise.resolve([])));
  expect(await health.isHealthy()).toBe(false);
  failure = null;
  await jest.advanceTimersByTimeAsync(1000);
  expect(await health.isHealthy()).toBe(true);
});

test('one whose database hangs is not after two seconds, and does not ask again meanwhile', async () => {
  const hanging = Promise.withResolvers<unknown[]>();
  const { health, asked } = givenHealth(() => hanging.promise);
  const first = health.isHealthy();
  await jest.advanceTimersByTimeAsync(2000);
  expect(await first).toBe(false);
  await jest.advanceTimersByTimeAsync(10_000);
  expect(await health.isHealthy()).toBe(false);
  expect(asked).toHaveLength(1);
  hanging.resolve([]);
  await jest.advanceTimersByTimeAsync(0);
  expect(await health.isHealthy()).toBe(true);
});

test('one that is stopping is not, also when it was asked before', async () => {
  const { health } = givenHealth(async () => []);
  const asked = health.isHealthy();
  health.stop();
  expect(await asked).toBe(false);
  expect(await health.isHealthy()).toBe(false);
});
