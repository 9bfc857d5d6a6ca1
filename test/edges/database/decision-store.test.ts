import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createDecisionStore } from '../../../src/edges/database/decision-store.ts';
import type { DecisionStore, Rejection } from '../../../src/edges/database/decision-types.ts';
import { createRunStore } from '../../../src/edges/database/run-store.ts';
import type { Run, RunStore } from '../../../src/edges/database/types.ts';
import type { RepositoryRef } from '../../../src/edges/github/types.ts';
import { DATABASE_KINDS, startDatabases, type TestDatabases } from '../../support/databases.ts';

const HEAD = 'a'.repeat(40);
const ADA = { id: 7, login: 'ada' };
const BOB = { id: 8, login: 'bob' };

describe.each(DATABASE_KINDS)('the decision store on the %s database', (kind) => {
  let databases: TestDatabases;
  let runs: RunStore;
  let decisions: DecisionStore;
  let repositories = 15_000_000_000;

  beforeAll(async () => {
    databases = await startDatabases(kind);
    const db = await databases.openMigrated();
    runs = createRunStore(db);
    decisions = createDecisionStore(db);
  });
  afterAll(() => databases?.stop());

  function givenRepository(): RepositoryRef {
    repositories += 1;
    return { installationId: 7, owner: 'octo', name: 'shop', id: repositories };
  }

  async function givenReview(repository: RepositoryRef, headSha = HEAD): Promise<Run> {
    const start = {
      repository,
      pullNumber: 5,
      headSha,
      trigger: 'opened',
      deliveryGuid: randomUUID(),
      record: {},
    };
    const { run } = await runs.startRun(start);
    await runs.endRun(run.id, { code: 'suggestions-ready', reason: 'One.' });
    return run;
  }

  const acceptance = (repository: RepositoryRef, deliveryGuid: string) =>
    decisions.startWished({
      workflow: 'apply-suggestions',
      repository,
      pullNumber: 5,
      headSha: HEAD,
      deliveryGuid,
      record: {},
    });

  test('finds the newest review that has ended, and no other kind of run', async () => {
    const repository = givenRepository();
    expect(await decisions.findLatestReview(repository.id, 5)).toBeNull();
    await givenReview(repository);
    const newest = await givenReview(repository, 'b'.repeat(40));
    const landing = await acceptance(repository, randomUUID());
    await runs.endRun(landing!.id, { code: 'access-lost', reason: 'Gone.' });
    expect((await decisions.findLatestReview(repository.id, 5))?.id).toBe(newest.id);
  });

  test('starts one acceptance for a delivery, and none beside another run', async () => {
    const repository = givenRepository();
    await givenReview(repository);
    const guid = randomUUID();
    const first = await acceptance(repository, guid);
    expect(first).toMatchObject({ workflow: 'apply-suggestions', state: 'planning', pullNumber: 5 });
    expect((await acceptance(repository, guid))?.id).toBe(first!.id);
    expect(await acceptance(repository, randomUUID())).toBeNull();
    await runs.endRun(first!.id, { code: 'internal-error', reason: 'x' });
    expect((await acceptance(repository, guid))?.id).toBe(first!.id);
    expect((await acceptance(repository, randomUUID()))?.id).not.toBe(first!.id);
  });

  test('of two acceptances at once one starts', async () => {
    const repository = givenRepository();
    await givenReview(repository);
    const started = await Promise.all([
      acceptance(repository, randomUUID()),
      acceptance(repository, randomUUID()),
    ]);
    expect(started.filter((run) => run !== null)).toHaveLength(1);
  });

  test('an acceptance is no review of the same head', async () => {
    const repository = givenRepository();
    const review = await givenReview(repository);
    const landing = await acceptance(repository, randomUUID());
    await runs.endRun(landing!.id, { code: 'internal-error', reason: 'x' });
    const start = { repository, pullNumber: 5, headSha: HEAD, trigger: 'synchronize', record: {} };
    const { run, created } = await runs.startRun({ ...start, deliveryGuid: randomUUID() });
    expect([run.id, created]).toEqual([review.id, false]);
  });

  test('keeps who accepted first, and leaves the pull request alone', async () => {
    const repository = givenRepository();
    const review = await givenReview(repository);
    const landing = await acceptance(repository, randomUUID());
    const landed = { reviewRunId: review.id, runId: landing!.id, commitSha: 'c1' };
    await decisions.saveAcceptances({ ...landed, suggestionIds: ['s1', 's3'], by: ADA });
    await decisions.saveAcceptances({ ...landed, suggestionIds: ['s1', 's3'], by: BOB });
    expect(await decisions.listAcceptances(review.id)).toEqual([
      { suggestionId: 's1', commitSha: 'c1', by: ADA },
      { suggestionId: 's3', commitSha: 'c1', by: ADA },
    ]);
    expect(await decisions.findQuiet(repository.id, 5)).toEqual({ why: 'accepted', by: ADA });
    await decisions.endQuiet(repository.id, 5);
    expect(await decisions.findQuiet(repository.id, 5)).toBeNull();
  });

  test('a pause replaces the quiet after an acceptance', async () => {
    const repository = givenRepository();
    await decisions.saveQuiet(repository.id, 5, { why: 'accepted', by: ADA });
    await decisions.saveQuiet(repository.id, 5, { why: 'paused', by: BOB });
    expect(await decisions.findQuiet(repository.id, 5)).toEqual({ why: 'paused', by: BOB });
  });

  test('knows which commit of a fork was approved, and first by whom', async () => {
    const repository = givenRepository();
    const at = { repositoryId: repository.id, pullNumber: 5, headSha: HEAD };
    await decisions.saveForkApproval({ ...at, by: ADA, commentId: 1, deliveryGuid: 'd1' });
    await decisions.saveForkApproval({ ...at, by: BOB, commentId: 2, deliveryGuid: 'd2' });
    expect(await decisions.findForkApproval(repository.id, 5, HEAD)).toEqual({ by: ADA, deliveryGuid: 'd1' });
    expect(await decisions.findForkApproval(repository.id, 5, 'b'.repeat(40))).toBeNull();
    expect(await decisions.findForkApproval(repository.id, 6, HEAD)).toBeNull();
    expect(await decisions.listHeads(repository.id, 5)).toEqual([]);
    await givenReview(repository);
    await givenReview(repository, 'b'.repeat(40));
    expect((await decisions.listHeads(repository.id, 5)).sort()).toEqual([HEAD, 'b'.repeat(40)]);
  });

  test('remembers rejections by repository, and the reason that was given last', async () => {
    const repository = givenRepository();
    const rejection: Rejection = {
      fingerprint: 'f1',
      targetId: 'shop/pricing.py::line_total',
      targetDigest: 'd1',
      title: 'Refuses \u0000 a price',
      reason: 'too slow',
      pullNumber: 5,
      by: ADA,
    };
    await decisions.saveRejections(repository.id, [rejection]);
    await decisions.saveRejections(repository.id, [{ ...rejection, reason: null }]);
    await decisions.saveRejections(repository.id, [{ ...rejection, targetDigest: 'd2', reason: 'private' }]);
    const found = await decisions.listRejections(repository.id);
    expect(found.map(({ targetDigest, reason }) => [targetDigest, reason])).toEqual([
      ['d2', 'private'],
      ['d1', 'too slow'],
    ]);
    expect(await decisions.listRejections(givenRepository().id)).toEqual([]);
  });
});
