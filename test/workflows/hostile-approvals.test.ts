import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Interference } from '../../localhub/hub.ts';
import { renderHelp } from '../../src/core/commands/parse-command.ts';
import { openDatabase } from '../../src/edges/database/open-database.ts';
import {
  deliver,
  findSummary,
  installRival,
  type Offered,
  offerTwo,
  readAnswer,
  readLanded,
  settleWishes,
  tick,
} from '../support/approvals.ts';
import { waitFor } from '../support/databases.ts';
import { CHANGE } from '../support/example-project.ts';
import { commitFiles, openStage, type Stage, settle } from '../support/stage.ts';

/**
 * Approvals that must not land anything. One pull request is offered to all of them: after each, every branch, check, CI run
 * and the summary comment are what they were, and the thread has exactly the answer and the reactions that the case names.
 * At the end the tables hold the one acceptance that was right.
 */

const BY_WRITERS = 'Only people who may write to this repository can do that.';
const BY_TRIAGERS = 'Only people with triage rights or more on this repository can do that.';
const NUMBERS = 'Name the suggestions by number: `/testwright apply 1 3` or `/testwright apply all`.';
const EDITED = 'That comment was edited, and edited commands are not obeyed. Write a new one.';
const AT_WORK = 'Testwright is at work on this pull request. Say it again when it has finished.';
const OTHERS =
  'The suggestions are others than when that was written. Look at the summary comment, then write it again.';
const APPLY_ALL = '/testwright apply all';
const PICK_1 = /\*\*s1\*\*.*testwright:box pick/;
const PICK_2 = /\*\*s2\*\*.*testwright:box pick/;
const APPLY = /testwright:box apply/;

/** What the thread is told; `ignored` is nothing at all, not even a reaction. */
type Told = 'ignored' | { answer: unknown; reactions: string[] };
const told = (answer: unknown, reactions = ['eyes', 'confused']): Told => ({ answer, reactions });
const boxTold = (answer: string): Told => told(answer, []);

let stage: Stage;
let story: Offered;
beforeAll(async () => {
  stage = await openStage({ engine: 'scripted-model', timing: { retryLimit: 0 } });
  story = await offerTwo(stage);
}, 60_000);
afterAll(async () => {
  story?.releaseParts();
  await stage.close();
});

/** Does something, waits until it was dealt with, and compares what is there with what was there before. */
async function expectNothingLands(
  act: () => Promise<number | null>,
  expected: Told,
  on: Offered = story,
): Promise<void> {
  const before = await readLanded(on);
  const commentId = await act();
  await settleWishes(stage.world);
  const isTold = expected !== 'ignored';
  const seen = commentId === null ? { answer: null, reactions: [] } : readAnswer(on, commentId);
  expect(seen).toEqual(isTold ? expected : { answer: null, reactions: [] });
  const hasAnswer = isTold && expected.answer !== null && !knownAnswers.has(commentId!);
  if (hasAnswer) knownAnswers.add(commentId!);
  expect(await readLanded(on)).toEqual({ ...before, answers: before.answers + (hasAnswer ? 1 : 0) });
}
/** Comments that were answered: a further answer to the same one takes the place of the first. */
const knownAnswers = new Set<number>();

const say = (who: string, body: string, on: Offered = story): Promise<number> =>
  stage.world.hub.addComment(on.repository, on.number, who, body);
const edit = (id: number, who: string, body: string, on: Offered = story): Promise<void> =>
  stage.world.hub.editComment(on.repository, id, who, body);
/** The payload of the last delivery of its kind. */
const lastPayload = (event: string, action: string) =>
  structuredClone(
    stage.world.hub.deliveries.findLast((one) => one.event === event && one.action === action)!.payload,
  ) as Record<string, Record<string, unknown>>;

/** From now on GitHub refuses these operations, or whatever the test says. */
function refuse(what: (operation: string) => boolean, message: string): () => void {
  const answer: Interference = {
    respond: { status: 403, body: { message, documentation_url: 'https://docs.github.com' } },
  };
  return stage.world.hub.intercept((phase, { operationId }) =>
    phase === 'before' && what(operationId ?? '') ? answer : undefined,
  );
}

/** Does something when the app asks for this, once, before it is answered. */
function onceBefore(operation: string, act: () => unknown): void {
  const end = stage.world.hub.intercept(async (phase, { operationId }) => {
    if (phase !== 'before' || operationId !== operation) return undefined;
    end();
    await act();
    return undefined;
  });
}

describe('an approval lands nothing when', () => {
  test.each<[string, who: string, body: string, Told]>([
    ['a reader gives it', 'rob', APPLY_ALL, told(BY_WRITERS)],
    ['a triager gives it', 'tri', APPLY_ALL, told(BY_WRITERS)],
    ['a stranger gives it', 'zoe', APPLY_ALL, told(BY_WRITERS)],
    ['a reader asks for a review instead', 'rob', '/testwright review', told(BY_TRIAGERS)],
    ['it is quoted', 'ada', `> ${APPLY_ALL}`, 'ignored'],
    ['it stands in a code block', 'ada', `Write:\n\`\`\`\n${APPLY_ALL}\n\`\`\``, 'ignored'],
    ['it is indented code', 'ada', `Write:\n\n    ${APPLY_ALL}`, 'ignored'],
    ['it is hidden in an HTML comment', 'ada', `Thanks!\n<!--\n${APPLY_ALL}\n-->`, 'ignored'],
    ['it stands in the middle of a sentence', 'ada', `I would say ${APPLY_ALL} here`, 'ignored'],
    ['an invisible character stands before it', 'ada', `\u200b${APPLY_ALL}`, 'ignored'],
    ['a letter only looks like ours', 'ada', '/t\u0435stwright apply all', 'ignored'],
    ['another word begins alike', 'ada', '/testwrights apply all', 'ignored'],
    ['it sets something', 'ada', `${APPLY_ALL} force=true`, told(NUMBERS)],
    ['it has an option', 'ada', '/testwright apply 1 --yes', told(NUMBERS)],
    ['it names nothing', 'ada', '/testwright apply', told(NUMBERS)],
    ['the number is full-width', 'ada', '/testwright apply \uff11', told(NUMBERS)],
    [
      'there is no such number',
      'ada',
      '/testwright apply 7',
      told('There is no suggestion s7. Offered are s1, s2.'),
    ],
    [
      'one of several is not there',
      'ada',
      '/testwright apply 1 3',
      told('There is no suggestion s3. Offered are s1, s2.'),
    ],
    [
      'it is mistyped',
      'ada',
      '/testwright aply all',
      told('There is no command `aply`. Did you mean `/testwright apply`?'),
    ],
    [
      'it has 5,000 characters',
      'ada',
      `/testwright apply ${'1 '.repeat(2500)}`,
      told('That command is longer than the 1000 characters that are read.'),
    ],
    [
      'it names sixty suggestions',
      'ada',
      `/testwright apply ${Array.from({ length: 60 }, (_, index) => index + 1).join(' ')}`,
      told('At most 50 suggestions can be named at once; `/testwright apply all` takes them all.'),
    ],
    ['it is the second command', 'ada', `/testwright help\n${APPLY_ALL}`, told(renderHelp(), ['eyes', '+1'])],
  ])('%s', async (_name, who, body, expected) => {
    await expectNothingLands(() => say(who, body), expected);
  });

  test('a comment becomes a command by an edit', async () => {
    await expectNothingLands(async () => {
      const id = await say('ada', 'Let me see.');
      await edit(id, 'ada', APPLY_ALL);
      return id;
    }, 'ignored');
  });

  test('a command is edited before it is read, by whomever', async () => {
    await expectNothingLands(async () => {
      let id = 0;
      onceBefore('issues/get-comment', () => edit(id, 'bob', APPLY_ALL));
      id = await say('ada', '/testwright apply 1');
      return id;
    }, told(EDITED));
  });

  test('the comment is deleted before it is read', async () => {
    const { client, at } = rival();
    await expectNothingLands(async () => {
      let id = 0;
      onceBefore('issues/get-comment', () => client.rest.issues.deleteComment({ ...at, comment_id: id }));
      id = await say('ada', APPLY_ALL);
      return id;
    }, 'ignored');
  });

  test('the right to write is withdrawn between comment and answer', async () => {
    const { hub } = stage.world;
    onceBefore('repos/get-collaborator-permission-level', () =>
      hub.setPermission(story.repository, 'ada', 'read'),
    );
    await expectNothingLands(() => say('ada', APPLY_ALL), told(BY_WRITERS));
    hub.setPermission(story.repository, 'ada', 'write');
  });

  test('the sender of the delivery is not the author of the comment, or the login is not the id', async () => {
    const id = await say('rob', 'I would accept.');
    await settleWishes(stage.world);
    const payload = lastPayload('issue_comment', 'created');
    const { hub } = stage.world;
    const ada = hub.addUser('ada');
    const forged = { ...payload, comment: { ...payload['comment'], body: APPLY_ALL } };
    await expectNothingLands(async () => {
      expect(
        await deliver(stage.world, 'issue_comment', { ...forged, sender: { ...payload['sender'], ...ada } }),
      ).toBe(202);
      return id;
    }, 'ignored');
    // The author of a real command whose login somebody with more rights has by now.
    const own = await say('rob', APPLY_ALL);
    await settleWishes(stage.world);
    const command = lastPayload('issue_comment', 'created');
    await expectNothingLands(async () => {
      knownAnswers.add(own);
      await deliver(stage.world, 'issue_comment', {
        ...command,
        sender: { ...command['sender'], login: 'ada' },
      });
      return own;
    }, told(BY_WRITERS));
  });

  test('nobody has signed the delivery, or it is another event', async () => {
    const id = await say('ada', 'A draft of a comment.');
    await settleWishes(stage.world);
    const payload = lastPayload('issue_comment', 'created');
    const forged = { ...payload, comment: { ...payload['comment'], body: APPLY_ALL } };
    await expectNothingLands(async () => {
      expect(
        await deliver(stage.world, 'issue_comment', forged, { secret: 'guessed' }),
      ).toBeGreaterThanOrEqual(400);
      // A command in the body of a review, and one on an issue that is no pull request.
      const review = { id: 1, body: APPLY_ALL, user: payload['sender'], state: 'approved' };
      const inReview = { ...payload, action: 'submitted', pull_request: payload['issue'], review };
      expect(await deliver(stage.world, 'pull_request_review', inReview)).toBe(202);
      const { pull_request: _, ...issue } = payload['issue'] as { pull_request: unknown };
      expect(await deliver(stage.world, 'issue_comment', { ...forged, issue })).toBe(202);
      return id;
    }, 'ignored');
  });

  test('another bot gives it', async () => {
    const { client, at } = rival();
    await expectNothingLands(async () => {
      const { data } = await client.rest.issues.createComment({
        ...at,
        issue_number: story.number,
        body: APPLY_ALL,
      });
      return data.id;
    }, 'ignored');
  });

  test('a bot ticks the boxes, and when a person then ticks one of them', async () => {
    const { client, at } = rival();
    const { id, body } = findSummary(story);
    const before = await readLanded(story);
    await client.rest.issues.updateComment({ ...at, comment_id: id, body: tick(body, PICK_1, APPLY) });
    await settleWishes(stage.world);
    await edit(id, 'ada', tick(body, PICK_1, PICK_2, APPLY));
    await settleWishes(stage.world);
    await edit(id, 'ada', body);
    await settleWishes(stage.world);
    expect(readAnswer(story, id)).toEqual({ answer: null, reactions: [] });
    expect(await readLanded(story)).toEqual(before);
  });

  test('`apply` is ticked and nothing else: the box is empty again', async () => {
    const { id, body } = findSummary(story);
    await expectNothingLands(async () => {
      await edit(id, 'ada', tick(body, APPLY));
      return id;
    }, boxTold('No suggestion is ticked. Tick the ones you want, then `Apply`.'));
  });

  test('a reader ticks', async () => {
    const { id, body } = findSummary(story);
    await edit(id, 'ada', tick(body, PICK_1));
    await expectNothingLands(async () => {
      await edit(id, 'rob', tick(body, PICK_1, APPLY));
      return id;
    }, boxTold(BY_WRITERS));
    await edit(id, 'ada', body);
  });

  test('`apply` is taken back, or another pick is ticked, before it is read', async () => {
    const { id, body } = findSummary(story);
    await expectNothingLands(async () => {
      onceBefore('issues/get-comment', () => edit(id, 'ada', body));
      await edit(id, 'ada', tick(body, PICK_1, APPLY));
      return null;
    }, 'ignored');
    await expectNothingLands(async () => {
      // Who has ticked nothing answers for nothing, whatever somebody ticks behind them.
      onceBefore('issues/get-comment', () => edit(id, 'bob', tick(body, PICK_2, APPLY)));
      await edit(id, 'ada', tick(body, APPLY));
      await settleWishes(stage.world);
      await edit(id, 'bob', body);
      return id;
    }, boxTold('No suggestion is ticked. Tick the ones you want, then `Apply`.'));
  });

  test('the boxes stand in a comment of a person, or of another app, with our marker', async () => {
    const { client, at } = rival();
    const { body } = findSummary(story);
    await expectNothingLands(async () => {
      const forged = await say('ada', body);
      await edit(forged, 'ada', tick(body, PICK_1, APPLY));
      return forged;
    }, 'ignored');
    await expectNothingLands(async () => {
      const { data } = await client.rest.issues.createComment({ ...at, issue_number: story.number, body });
      await edit(data.id, 'ada', tick(body, PICK_1, APPLY));
      return data.id;
    }, 'ignored');
  });

  test('the button is none of ours, or the check is not', async () => {
    const { hub, appId } = stage.world;
    const check = hub.checkRuns(story.repository, story.headSha).find(({ app }) => app.id === appId)!;
    await expectNothingLands(async () => {
      await hub.rerequestCheck(story.repository, check.id, 'rob');
      return null;
    }, 'ignored');
    const pressed = lastPayload('check_run', 'rerequested');
    const ada = { ...pressed['sender'], ...hub.addUser('ada') };
    const press =
      (changes: object, identifier = 'apply-all') =>
      () =>
        deliver(stage.world, 'check_run', {
          ...pressed,
          action: 'requested_action',
          sender: ada,
          requested_action: { identifier },
          check_run: { ...pressed['check_run'], ...changes },
        }).then(() => null);
    const foreign = { app: { ...(pressed['check_run']!['app'] as object), id: appId + 1000 } };
    await expectNothingLands(press(foreign), 'ignored');
    await expectNothingLands(press({}, 'approve-all'), 'ignored');
    await expectNothingLands(press({ head_sha: story.baseSha }), 'ignored');
    await expectNothingLands(press({ external_id: 'pull/99999' }), 'ignored');
  });

  test('the repository of the delivery has another id than the one of that name', async () => {
    const id = await say('zoe', 'First.');
    await settleWishes(stage.world);
    const payload = lastPayload('issue_comment', 'created');
    const repository = { ...payload['repository'], id: stage.world.repository.id };
    await expectNothingLands(async () => {
      const forged = { ...payload, repository, comment: { ...payload['comment'], body: APPLY_ALL } };
      await deliver(stage.world, 'issue_comment', forged);
      return id;
    }, 'ignored');
  });
});

let rivals: ReturnType<typeof installRival> | null = null;
function rival(): ReturnType<typeof installRival> {
  rivals ??= installRival(stage.world, story);
  return rivals;
}

describe('while CI runs a part that was accepted, nothing lands when', () => {
  test('somebody else accepts or rejects, and when the right to write is withdrawn', async () => {
    const { hub } = stage.world;
    const before = await readLanded(story);
    story.holdParts();
    const first = await say('ada', '/testwright apply 1');
    await waitFor(() => story.ci.rounds.length === 2);
    for (const body of ['/testwright apply 2', '/testwright reject 1', APPLY_ALL]) {
      const id = await say('bob', body);
      await waitFor(() => readAnswer(story, id).reactions.length === 2);
      expect(readAnswer(story, id)).toEqual({ answer: AT_WORK, reactions: ['eyes', 'confused'] });
    }
    hub.setPermission(story.repository, 'ada', 'triage');
    story.releaseParts();
    await settle(story);
    hub.setPermission(story.repository, 'ada', 'write');
    expect(readAnswer(story, first)).toEqual({
      answer: `Not accepted: ${BY_WRITERS}`,
      reactions: ['eyes', 'confused'],
    });
    expect(await readLanded(story)).toMatchObject({ summaries: before.summaries });
    expect(await hub.branches(story.repository)).toEqual({ main: story.baseSha, change: story.headSha });
  });

  test('the branch is pushed to by force; then numbers and buttons of before mean nothing', async () => {
    const { hub } = stage.world;
    // Written now, and delivered when the suggestions are others.
    const lose = hub.onWebhook((_phase, { event }) => (event === 'issue_comment' ? 'drop' : undefined));
    const early = await say('ada', '/testwright apply 1');
    await hub.idle();
    lose();
    const lost = hub.deliveries.findLast(({ event }) => event === 'issue_comment')!;

    story.holdParts();
    const { id, body } = findSummary(story);
    await edit(id, 'ada', tick(body, PICK_2, APPLY));
    await waitFor(() => story.ci.rounds.length === 3);
    const oldCheck = hub
      .checkRuns(story.repository, story.headSha)
      .find(({ app }) => app.id === stage.world.appId)!;
    const forced = commitFiles(story.repository.gitDir, story.baseSha, CHANGE, 'Again');
    story.git('update-ref', 'refs/heads/change', forced);
    const next = stage.world.nextResult();
    await hub.pushed(story.repository, 'change', story.headSha, forced, 'maintainer');
    // Its end is known by now, whatever CI says of the old commit.
    await waitFor(() => readAnswer(story, id).reactions.length > 0);
    story.releaseParts();
    expect(await next).toMatchObject({ outcome: { code: 'suggestions-ready' }, pull: { headSha: forced } });
    await hub.idle();
    expect(readAnswer(story, id)).toEqual({
      answer: expect.stringContaining('Not accepted: A newer commit was pushed'),
      reactions: ['confused'],
    });
    expect(story.git('rev-parse', 'refs/heads/change')).toBe(forced);
    knownAnswers.add(id);

    await expectNothingLands(async () => {
      await hub.pressButton(story.repository, oldCheck.id, 'apply-all', 'ada');
      return null;
    }, 'ignored');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await expectNothingLands(async () => {
      await deliver(stage.world, 'issue_comment', lost.payload, { guid: lost.guid });
      return early;
    }, told(OTHERS));
  });
});

describe('of two approvals at once exactly one lands', () => {
  test('the other is told, and so is whoever comes later', async () => {
    const { hub } = stage.world;
    const comments = await Promise.all([say('ada', APPLY_ALL), say('bob', APPLY_ALL)]);
    await settleWishes(stage.world);
    const tip = story.git('rev-parse', 'refs/heads/change');
    const short = tip.slice(0, 7);
    expect(
      comments
        .map((id) => readAnswer(story, id))
        .sort((a, b) => a.reactions.join().localeCompare(b.reactions.join())),
    ).toEqual([
      { answer: null, reactions: ['eyes', '+1'] },
      { answer: 'Every suggestion was accepted or rejected already.', reactions: ['eyes', 'confused'] },
    ]);
    const winner = readAnswer(story, comments[0]).answer === null ? 'ada' : 'bob';
    const replayed = hub.deliveries.find(
      ({ event, payload }) =>
        event === 'issue_comment' &&
        (payload as { comment: { id: number } }).comment.id === comments[winner === 'ada' ? 0 : 1],
    )!;
    await expectNothingLands(async () => {
      await deliver(stage.world, 'issue_comment', replayed.payload, { guid: replayed.guid });
      return null;
    }, 'ignored');
    await expectNothingLands(
      () => say('bob', '/testwright apply 1'),
      told(`s1 was accepted by ${winner} in \`${short}\` already.`),
    );
    await expectNothingLands(
      () => say('bob', APPLY_ALL),
      told('Every suggestion was accepted or rejected already.'),
    );
    await expectNothingLands(
      () => say('bob', '/testwright reject 1'),
      told(`s1 is on the branch already, in \`${short}\`; revert that commit to take it away.`),
    );
    const moved = await story.push('change', { 'notes.txt': 'x' });
    await settle(story);
    expect(moved).not.toBe(tip);
  });
});

describe('an approval lands nothing when GitHub', () => {
  let other: Offered;
  beforeAll(async () => {
    other = await offerTwo(stage);
  }, 60_000);
  const saying = (who: string, body: string) => () => say(who, body, other);

  test('has locked the conversation: nobody can be told, and the log keeps it', async () => {
    const end = refuse(
      (one) => /^(issues\/create-comment|reactions\/)/.test(one),
      'Unable to create comment because issue is locked.',
    );
    await expectNothingLands(saying('rob', APPLY_ALL), 'ignored', other);
    await expectNothingLands(saying('ada', '/testwright apply 9'), 'ignored', other);
    end();
    expect(stage.world.log.join('')).toContain('GitHub does not let the app answer in this conversation');
  });

  test('has suspended the installation', async () => {
    const end = refuse(() => true, 'This installation has been suspended');
    await expectNothingLands(saying('ada', APPLY_ALL), 'ignored', other);
    end();
    expect(stage.world.log.join('')).toContain('"code":"github-forbidden"');
  });

  test('has archived the repository', async () => {
    const end = refuse(
      (one) => /create|update|delete/.test(one) && !one.includes('token'),
      'Repository was archived so is read-only.',
    );
    await expectNothingLands(saying('ada', APPLY_ALL), 'ignored', other);
    end();
  });

  test('has nothing suggested for the pull request: it is a draft, or comes from a fork', async () => {
    const { hub } = stage.world;
    const fork = await hub.fork(other.repository, 'elsewhere');
    other.git('update-ref', 'refs/heads/draft', other.headSha);
    for (const [opening, answer] of [
      [{ head: 'draft', author: 'ada', draft: true }, 'There is no suggested test to accept at the moment.'],
      [{ headRepo: fork, author: 'forker' }, expect.stringContaining('comes from a fork')],
    ] as const) {
      const ended = stage.world.nextResult();
      const number = await other.open(opening);
      await ended;
      await hub.idle();
      const on = { ...other, number };
      await expectNothingLands(() => say('ada', APPLY_ALL, on), told(answer), on);
      if (opening.author === 'forker')
        await expectNothingLands(() => say('forker', APPLY_ALL, on), told(BY_WRITERS), on);
    }
  }, 60_000);

  test('has cleaned up the deleted companion branch', async () => {
    const confirmed = (await other.companion(other.number))!;
    const tree = other.git('rev-parse', `${confirmed}^{tree}`);
    other.git('update-ref', '-d', `refs/heads/testwright/pr-${other.number}`);
    const end = stage.world.hub.intercept((phase, { operationId, path }) => {
      if (phase !== 'before') return undefined;
      if (operationId === 'git/create-commit')
        return { respond: { status: 422, body: { message: 'Tree SHA does not exist' } } };
      return path.endsWith(`/git/trees/${tree}`)
        ? { respond: { status: 404, body: { message: 'Not Found' } } }
        : undefined;
    });
    await expectNothingLands(
      saying('ada', APPLY_ALL),
      told(
        'Not accepted: What CI ran is no longer in the repository: its companion branch was deleted. Ask for a new review with `/testwright review`.',
      ),
      other,
    );
    end();
  });

  test('protects the branch', async () => {
    stage.world.hub.protectBranch(other.repository, 'change');
    await expectNothingLands(
      saying('ada', APPLY_ALL),
      told(
        'Not accepted: GitHub does not let Testwright write to change; it may be protected, or the repository archived. Take the tests from the companion branch with git.',
      ),
      other,
    );
  });

  test('has closed the pull request', async () => {
    await stage.world.hub.closePullRequest(other.repository, other.number);
    await settle(other);
    await expectNothingLands(saying('ada', APPLY_ALL), told('This pull request is closed.'), other);
  });
});

test('the tables hold that one acceptance', async () => {
  stage.world.hub.assertNoViolations();
  expect(stage.world.hub.leakedCredentials()).toBe(0);
  await stage.world.app.stop();
  const db = await openDatabase(stage.world.config.database);
  try {
    const rows = await db.query<{ suggestion_id: string; commit_sha: string }>(
      'select suggestion_id, commit_sha from testwright.acceptances order by suggestion_id',
    );
    expect(rows.map((row) => row.suggestion_id)).toEqual(['s1', 's2']);
    expect(new Set(rows.map((row) => row.commit_sha))).toEqual(
      new Set([story.git('rev-parse', 'refs/heads/change^')]),
    );
    const [counts] = await db.query(
      `select (select count(*)::int from testwright.rejections) as rejections,
              (select count(*)::int from testwright.runs where state <> 'ended') as running`,
    );
    expect(counts).toEqual({ rejections: 0, running: 0 });
    const ends = await db.query(
      `select outcome_code as code, count(*)::int as runs from testwright.runs
       where workflow = 'apply-suggestions' group by 1 order by 1`,
    );
    expect(ends).toEqual([
      { code: 'acceptance-not-permitted', runs: 1 },
      { code: 'accepted-tree-gone', runs: 1 },
      { code: 'branch-not-writable', runs: 2 },
      { code: 'suggestions-accepted', runs: 1 },
      { code: 'superseded', runs: 1 },
    ]);
  } finally {
    await db.close();
  }
});
