import { describe, expect, test } from '@jest/globals';
import type nock from 'nock';
import { renderCommitMessage } from '../../../src/core/names/commit-message.ts';
import type { PlannedCommit } from '../../../src/core/plan/plan.ts';
import { failureOf } from './failure-of.ts';
import { api, givenApp, givenWriter, REPO, REPOSITORY, useStrictNock } from './github-api.ts';

useStrictNock();

const HEAD = 'a'.repeat(40);
const BASE = 'b'.repeat(40);
const OLD = 'c'.repeat(40);
const NEW = 'd'.repeat(40);
const REF = `${REPO}/git/ref/heads%2Ftestwright%2Fpr-3`;

function message(runId = 'run-1', round = 2): string {
  return renderCommitMessage('Suggested tests', {
    runId,
    round,
    baseSha: BASE,
    kind: 'tests',
    suites: 'base head',
    evidence: 'full',
  });
}

const COMMIT: PlannedCommit = {
  branch: 'testwright/pr-3',
  parentSha: HEAD,
  message: message(),
  runId: 'run-1',
  round: 2,
  files: [{ path: 'tests/test_a.py', content: 'def test_ä():\n    pass\n' }],
};
const BRANCH_MOVED = { kind: 'branch-moved' };
const MADE = { kind: 'at', commitSha: NEW, treeSha: 'new-tree' };

/** The branch points at this commit when it is asked for next; null: it does not exist. */
function givenRef(sha: string | null): void {
  if (sha === null) api().get(REF).reply(404, { message: 'Not Found' });
  else
    api()
      .get(REF)
      .reply(200, { ref: 'refs/heads/testwright/pr-3', object: { type: 'commit', sha } });
}

function givenCommit(sha: string, text: string, parents = [HEAD]): void {
  api()
    .get(`${REPO}/git/commits/${sha}`)
    .reply(200, {
      sha,
      message: text,
      tree: { sha: 'old-tree' },
      parents: parents.map((parent) => ({ sha: parent })),
    });
}

/** A tree and a commit will be made; returns what is sent. */
function givenCreation(): Record<string, unknown> {
  const sent: Record<string, unknown> = {};
  givenCommit(HEAD, 'the head', []);
  const keep = (name: string) => (body: unknown) => {
    sent[name] = body;
    return true;
  };
  api().post(`${REPO}/git/trees`, keep('tree')).reply(201, { sha: 'new-tree' });
  api()
    .post(`${REPO}/git/commits`, keep('commit'))
    .reply(201, { sha: NEW, tree: { sha: 'new-tree' } });
  return sent;
}

function givenUpdateRefs(): { scope: nock.Interceptor; sent: { variables?: { input: unknown } } } {
  const sent: { variables?: { input: unknown } } = {};
  api().get(REPO).reply(200, { id: 42, node_id: 'R_42' });
  const scope = api().post('/graphql', (body) => Object.assign(sent, body));
  return { scope, sent };
}

const done = { data: { updateRefs: { clientMutationId: null } } };
const refusedBy = (type: string) => ({
  data: { updateRefs: null },
  errors: [{ type, path: ['updateRefs'], message: 'x' }],
});

describe('a companion commit', () => {
  test('is made on the head with inline files, without author, and the branch is created', async () => {
    const writer = givenWriter();
    givenRef(null);
    const sent = givenCreation();
    api()
      .post(`${REPO}/git/refs`, { ref: 'refs/heads/testwright/pr-3', sha: NEW })
      .reply(201, { object: { sha: NEW } });
    expect(await writer.ensureCompanionCommit(COMMIT)).toEqual(MADE);
    expect(sent).toEqual({
      tree: {
        base_tree: 'old-tree',
        tree: [
          { path: 'tests/test_a.py', mode: '100644', type: 'blob', content: 'def test_ä():\n    pass\n' },
        ],
      },
      commit: { message: message(), tree: 'new-tree', parents: [HEAD] },
    });
  });

  test('that is there already is used again, and nothing is written', async () => {
    const writer = givenWriter();
    givenRef(OLD);
    givenCommit(OLD, message());
    expect(await writer.ensureCompanionCommit(COMMIT)).toEqual({
      kind: 'at',
      commitSha: OLD,
      treeSha: 'old-tree',
    });
  });

  test.each([
    ['an earlier round', message('run-1', 1), [HEAD]],
    ['an earlier run', message('run-0', 5), [BASE]],
    ['the same round on another head', message(), [BASE]],
  ])('takes the place of %s with compare-and-swap', async (_case, text, parents) => {
    const writer = givenWriter();
    givenRef(OLD);
    givenCommit(OLD, text, parents);
    givenCreation();
    const { scope, sent } = givenUpdateRefs();
    scope.reply(200, done);
    expect(await writer.ensureCompanionCommit(COMMIT)).toEqual(MADE);
    expect(sent.variables?.input).toEqual({
      repositoryId: 'R_42',
      refUpdates: [{ name: 'refs/heads/testwright/pr-3', beforeOid: OLD, afterOid: NEW, force: true }],
    });
  });

  test.each([
    ['someone else’s commit', 'Fix the tests'],
    ['a later round of the same run', message('run-1', 3)],
  ])('never takes the place of %s', async (_case, text) => {
    const writer = givenWriter();
    givenRef(OLD);
    givenCommit(OLD, text);
    expect(await writer.ensureCompanionCommit(COMMIT)).toEqual(BRANCH_MOVED);
  });

  test('gives way when the branch moved while it was made', async () => {
    const writer = givenWriter();
    givenRef(OLD);
    givenCommit(OLD, message('run-1', 1));
    givenCreation();
    givenUpdateRefs().scope.reply(200, refusedBy('UNPROCESSABLE'));
    givenRef('e'.repeat(40));
    givenRef('e'.repeat(40));
    givenCommit('e'.repeat(40), 'Fix the tests');
    expect(await writer.ensureCompanionCommit(COMMIT)).toEqual(BRANCH_MOVED);
  });

  test('is found when the same job, run twice, was faster with the same commit', async () => {
    const writer = givenWriter();
    givenRef(null);
    givenCreation();
    api().post(`${REPO}/git/refs`).reply(422, { message: 'Reference already exists' });
    givenRef(OLD);
    givenRef(OLD);
    givenCommit(OLD, message());
    expect(await writer.ensureCompanionCommit(COMMIT)).toEqual({
      kind: 'at',
      commitSha: OLD,
      treeSha: 'old-tree',
    });
  });

  test('gives way when someone else created the branch meanwhile', async () => {
    const writer = givenWriter();
    givenRef(null);
    givenCreation();
    api().post(`${REPO}/git/refs`).reply(422, { message: 'Reference already exists' });
    givenRef(OLD);
    givenRef(OLD);
    givenCommit(OLD, 'Mine');
    expect(await writer.ensureCompanionCommit(COMMIT)).toEqual(BRANCH_MOVED);
  });

  test('is refused for good when the branch cannot be created for another reason', async () => {
    const writer = givenWriter();
    givenRef(null);
    givenCreation();
    api().post(`${REPO}/git/refs`).reply(422, { message: 'Object does not exist' });
    givenRef(null);
    expect((await failureOf(writer.ensureCompanionCommit(COMMIT))).code).toBe('github-invalid');
  });

  test.each([
    ['FORBIDDEN', 'github-forbidden'],
    ['UNPROCESSABLE', 'github-invalid'],
  ])('is refused for good when GraphQL says %s and the branch has not moved', async (type, code) => {
    const writer = givenWriter();
    givenRef(OLD);
    givenCommit(OLD, message('run-1', 1));
    givenCreation();
    givenUpdateRefs().scope.reply(200, refusedBy(type));
    givenRef(OLD);
    expect((await failureOf(writer.ensureCompanionCommit(COMMIT))).code).toBe(code);
  });

  test('waits when GraphQL says that the limit is used up', async () => {
    const writer = givenWriter();
    givenRef(OLD);
    givenCommit(OLD, message('run-1', 1));
    givenCreation();
    const reset = String(Math.floor(Date.now() / 1000) + 60);
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
    givenUpdateRefs().scope.reply(200, refusedBy('RATE_LIMITED'), headers);
    expect((await failureOf(writer.ensureCompanionCommit(COMMIT))).code).toBe('github-rate-limited');
  });

  test('whose move was answered 502 is found by the repeated job', async () => {
    const writer = givenWriter();
    givenRef(OLD);
    givenCommit(OLD, message('run-1', 1));
    givenCreation();
    givenUpdateRefs().scope.reply(502);
    expect((await failureOf(writer.ensureCompanionCommit(COMMIT))).code).toBe('github-unsure');
    givenRef(NEW);
    givenCommit(NEW, message());
    expect(await writer.ensureCompanionCommit(COMMIT)).toEqual({
      kind: 'at',
      commitSha: NEW,
      treeSha: 'old-tree',
    });
  });

  test('goes to no branch but a companion branch', async () => {
    const writer = givenApp().writer(REPOSITORY);
    expect((await failureOf(writer.ensureCompanionCommit({ ...COMMIT, branch: 'main' }))).code).toBe(
      'not-a-companion-branch',
    );
  });
});

describe('a companion branch that shall be absent', () => {
  const DELETE = `${REPO}/git/refs/heads%2Ftestwright%2Fpr-3`;
  const absent = () => givenWriter().ensureBranchAbsent('testwright/pr-3');

  test('is left alone when it is', async () => {
    givenRef(null);
    await absent();
  });

  test('is deleted when its last commit is ours', async () => {
    givenRef(OLD);
    givenCommit(OLD, message());
    api().delete(DELETE).reply(204);
    await absent();
  });

  test.each([404, 422])('may be deleted by someone else meanwhile (%d)', async (status) => {
    givenRef(OLD);
    givenCommit(OLD, message());
    api().delete(DELETE).reply(status, { message: 'Reference does not exist' });
    await absent();
  });

  test('stays when someone else has committed to it', async () => {
    givenRef(OLD);
    givenCommit(OLD, 'Fix the tests');
    await absent();
  });

  test('is no other branch', async () => {
    const writer = givenApp().writer(REPOSITORY);
    expect((await failureOf(writer.ensureBranchAbsent('main'))).code).toBe('not-a-companion-branch');
  });
});
