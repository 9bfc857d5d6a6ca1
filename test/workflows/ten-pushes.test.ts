import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseBoxes } from '../../src/core/names/boxes.ts';
import { findSummary, type Offered, offerTwo, tick } from '../support/approvals.ts';
import { openStage, type Stage } from '../support/stage.ts';

/** Operations that notify whoever follows the pull request, whatever they are used for. Edits and reactions notify nobody. */
const NOTIFYING =
  /^(issues\/create-comment|pulls\/(create|create-review|create-review-comment|create-reply.*|submit-review)|issues\/create)$/;
const PUSHES = 10;

let stage: Stage;
let story: Offered;
beforeAll(async () => {
  stage = await openStage({ engine: 'scripted-model' });
  story = await offerTwo(stage);
}, 60_000);
afterAll(() => stage.close());

/** Names of the ticked picks, in the order of the comment. */
function picked(): string[] {
  return parseBoxes(findSummary(story).body).flatMap(({ box, ticked }) =>
    box.kind === 'pick' && ticked ? [box.key] : [],
  );
}

test('ten pushes leave one comment and one notification; no finding is repeated, no tick is lost', async () => {
  const { hub } = stage.world;
  const first = findSummary(story);
  const keys = parseBoxes(first.body).flatMap(({ box }) => (box.kind === 'pick' ? [box.key] : []));
  expect(keys).toHaveLength(2);
  const wanted: string[] = [];
  for (let push = 1; push <= PUSHES; push++) {
    // A person ticks one suggestion after the second push, the other after the sixth.
    if (push === 3 || push === 7) {
      const [key] = keys.filter((one) => !wanted.includes(one));
      const { id, body } = findSummary(story);
      await hub.editComment(
        story.repository,
        id,
        'ada',
        tick(body, new RegExp(`testwright:box pick ${key} `)),
      );
      wanted.push(key!);
    }
    const ended = stage.world.nextResult();
    const head = await story.push('change', { 'notes.txt': `${push}\n` }, `Push ${push}`);
    expect(await ended).toMatchObject({ pull: { headSha: head }, outcome: { code: 'suggestions-ready' } });
    await hub.idle();
    const { id, body } = findSummary(story);
    expect([push, id]).toEqual([push, first.id]);
    expect(body).toContain(head.slice(0, 7));
    expect([push, picked().sort()]).toEqual([push, [...wanted].sort()]);
    // Each suggestion stands there once, with one box.
    for (const title of ['Ten pieces cost a tenth less', 'Less than no pieces are refused']) {
      expect([title, body.split(`${title}`).length - 1]).toEqual([title, first.body.split(title).length - 1]);
    }
    expect(parseBoxes(body).map(({ box }) => box)).toEqual(parseBoxes(first.body).map(({ box }) => box));
  }
  expect(story.ci.rounds).toHaveLength(1 + PUSHES);

  const prefix = `/repos/${story.repository.fullName}/`;
  const written = hub.requests.filter(
    ({ appId, path, operationId, status }) =>
      appId === stage.world.appId &&
      path.startsWith(prefix) &&
      NOTIFYING.test(operationId ?? '') &&
      status! < 300,
  );
  expect(written.map(({ operationId }) => operationId)).toEqual(['issues/create-comment']);
  const ours = hub.comments(story.repository, story.number).filter(({ app }) => app !== null);
  expect(ours.map(({ id }) => id)).toEqual([first.id]);
  // What we have ever written in this repository mentions nobody.
  const bodies = hub.requests.filter(
    ({ appId, path, write }) => appId === stage.world.appId && write && path.startsWith(prefix),
  );
  expect(bodies.length).toBeGreaterThan(PUSHES);
  expect(
    bodies.filter(({ body }) =>
      /(^|[\s(>])@[a-z0-9]/i.test(JSON.stringify(body ?? '').replaceAll('\\n', '\n')),
    ),
  ).toEqual([]);
  hub.assertNoViolations();
}, 120_000);
