import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readRecords } from '../support/crash/crash-database.ts';
import { type CrashMatrix, type ReviewStates, startCrashMatrix } from '../support/crash/crash-matrix.ts';
import {
  type CrashCase,
  type CrashPoint,
  describePoint,
  listShortCases,
} from '../support/crash/crash-point.ts';
import { STORY_CALLS } from '../support/crash/crash-story.ts';
import { waitFor } from '../support/databases.ts';

/** Much more than it takes: what is slow on a busy machine is not wrong. */
const LIMIT_MS = 400_000;

describe('a review whose app is killed or stopped', () => {
  const directory = mkdtempSync(join(tmpdir(), 'testwright-crash-'));
  let matrix: CrashMatrix;

  beforeAll(async () => {
    matrix = await startCrashMatrix(directory);
  }, LIMIT_MS);
  afterAll(async () => {
    await matrix?.world.close();
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  });

  const casesOf = (kind: CrashPoint['kind']): CrashCase[] =>
    listShortCases(matrix.points).filter(({ point }) => point.kind === kind);

  function expectSameEnds(states: ReviewStates): void {
    const expected = Object.keys(states).map((name) => [name, matrix.reference]);
    expect(states).toEqual(Object.fromEntries(expected));
  }

  test('goes through these steps when nothing happens', () => {
    console.log(`Points at which the app is killed:\n${matrix.points.map(describePoint).join('\n')}`);
    const names = (kind: CrashPoint['kind']): string[] =>
      matrix.points.filter((point) => point.kind === kind).map((point) => point.name);
    const mint = 'apps/create-installation-access-token';
    const round = (move: string, check: string): string[] => [
      ...['git/create-tree', 'git/create-commit', move],
      ...['actions/create-workflow-dispatch', check],
    ];
    expect(names('write')).toEqual([
      ...[mint, mint],
      ...round('git/create-ref', 'checks/create'),
      ...round('graphql/updateRefs', 'checks/update'),
      ...round('graphql/updateRefs', 'checks/update'),
      ...['issues/create-comment', 'checks/update'],
    ]);
    expect(names('model')).toEqual(STORY_CALLS);
    expect(names('webhook')).toEqual(
      expect.arrayContaining(['pull_request.opened', 'workflow_run.completed']),
    );
    expect(matrix.reference).toMatchObject({
      branches: ['change', 'main', 'testwright/pr-1'],
      checks: [{ status: 'completed', conclusion: 'neutral' }],
      workflowRuns: [{ round: 1 }, { round: 2 }, { round: 3 }],
      comments: [{ body: expect.stringMatching(/[1-9] secret-like value\(s\) were redacted/) }],
    });
  });

  test(
    'ends the same when it is killed before or after each write, and pays for no reply twice',
    async () => {
      const { states, extraModelCalls } = await matrix.crashAll(casesOf('write'));
      expectSameEnds(states);
      expect(extraModelCalls).toBe(0);
    },
    LIMIT_MS,
  );

  test(
    'ends the same when it is killed before or after each model reply, and asks once more',
    async () => {
      const cases = casesOf('model');
      const { states, extraModelCalls } = await matrix.crashAll(cases);
      expectSameEnds(states);
      expect(extraModelCalls).toBe(cases.length);
    },
    LIMIT_MS,
  );

  test(
    'ends the same when it is killed while a webhook is being sent',
    async () => {
      const cases = casesOf('webhook');
      const { states, extraModelCalls } = await matrix.crashAll(cases);
      expectSameEnds(states);
      // A delivery that is held back does not hold back its review, so the kill may meet a model call.
      expect(extraModelCalls).toBeLessThanOrEqual(cases.length);
    },
    LIMIT_MS,
  );

  test(
    'ends the same beside a second process on the same folder, which ends with one sentence',
    async () => {
      const repository = await matrix.world.open();
      expect(await matrix.world.startSecond()).toMatch(
        /ended with 1 before it was ready\.\ntestwright: The embedded database in "[^\n]+" is in use by process \d+ [^\n]+\.\n$/,
      );
      expect(await matrix.finish('a second process was started', repository)).toEqual(matrix.reference);
    },
    LIMIT_MS,
  );

  test(
    'ends the same when the app is stopped while CI is working',
    async () => {
      const { world } = matrix;
      const release = world.holdBack('ci');
      const logged = world.log.length;
      const repository = await world.open();
      await waitFor(() => world.log.slice(logged).some((line) => line.msg === 'waiting for CI'), LIMIT_MS);
      expect(await world.stop()).toBe(0);
      // CI ends while nobody listens.
      release();
      await world.hub.idle();
      await world.start();
      expect(await matrix.finish('stopped while CI was working', repository)).toEqual(matrix.reference);
    },
    LIMIT_MS,
  );

  test(
    'ends the same when the app is stopped in the middle of a model call, which is made once more',
    async () => {
      const { world } = matrix;
      const calls = world.modelCalls.length;
      const release = world.holdBack('model');
      const repository = await world.open();
      await waitFor(() => world.modelCalls.length > calls, LIMIT_MS);
      expect(await world.stop()).toBe(0);
      release();
      await world.start();
      expect(await matrix.finish('stopped in a model call', repository)).toEqual(matrix.reference);
      expect(world.modelCalls.length - calls).toBe(STORY_CALLS.length + 1);
    },
    LIMIT_MS,
  );

  test(
    'leaves no job, changes nothing afterwards, and breaks no rule of GitHub',
    async () => {
      const { world, reviews } = matrix;
      expect(await world.stop()).toBe(0);
      expectSameEnds(await matrix.readAll());
      world.hub.assertNoViolations();
      expect(world.hub.leakedCredentials()).toBe(0);
      const { runs, jobsLeft } = await readRecords(world.dataDirectory);
      const run = { state: 'ended', outcome: 'suggestions-ready', rounds: 3, replies: 3 };
      const byOwner = (a: { owner: string }, b: { owner: string }): number => a.owner.localeCompare(b.owner);
      const wanted = reviews.map(({ repository }) => ({ owner: repository.owner, ...run }));
      expect(runs.sort(byOwner)).toEqual(wanted.sort(byOwner));
      expect(jobsLeft).toEqual([]);
      console.log(`${reviews.length} reviews ended the same:\n${reviews.map(({ name }) => name).join('\n')}`);
    },
    LIMIT_MS,
  );
});
