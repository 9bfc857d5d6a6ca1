import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import type { ReviewThreadRecord } from '../../localhub/records.ts';
import { parseFindingMarker } from '../../src/core/names/finding-marker.ts';
import { createGitHubApp } from '../../src/edges/github/github-app.ts';
import { openStage, type Stage, type Story, settle } from '../support/stage.ts';

const WEAK = `from unittest.mock import Mock

from prices import total


def test_total():
    assert total(2, 3) == 6


def test_ten_pieces():
    assert (total(10, 10) == 90, "ten pieces cost a tenth less")


def test_told():
    tell = Mock()
    tell(total(1, 1))
    tell.assert_called_once


def test_quantity():
    total(2, 11)
`;
/** The first two as their blocks have them. */
const BETTER = WEAK.replace(/assert \((.*)\)\n/, 'assert $1\n').replace('called_once\n', 'called_once()\n');
const TESTS = 'tests/test_prices.py';

let stage: Stage;
let stop = (): void => {};
beforeAll(async () => {
  stage = await openStage({ engine: 'scripted-model' });
}, 60_000);
afterEach(() => {
  stop();
  stage.world.hub.assertNoViolations();
});
afterAll(() => stage.close());

const threadsOf = (story: Story, number: number): ReviewThreadRecord[] =>
  stage.world.hub.reviewThreads(story.repository, number);

/** Place, rule and state of each conversation. */
function shown(story: Story, number: number): [place: string, rule: string, resolvedBy: string | null][] {
  return threadsOf(story, number).map((thread) => {
    const lines = thread.startLine === null ? `${thread.line}` : `${thread.startLine}-${thread.line}`;
    const rule = /Rule `([\w-]+)`/.exec(thread.comments[0]!.body)?.[1] ?? '?';
    return [`${thread.path}:${lines}`, rule, thread.resolvedBy?.login ?? null];
  });
}

/** What the file is once the block is committed, as GitHub does it. */
function applyBlock(text: string, thread: ReviewThreadRecord): string {
  const block = /^(`{3,})suggestion\n([\s\S]*?)\n\1$/m.exec(thread.comments[0]!.body)![2]!;
  const first = thread.startLine ?? thread.line;
  return text
    .split('\n')
    .toSpliced(first - 1, thread.line - first + 1, ...block.split('\n'))
    .join('\n');
}

describe('review comments', () => {
  test('say at its lines what a test lacks, in one review; what is fixed is resolved, and nothing is said twice', async () => {
    const { hub } = stage.world;
    const story = await stage.tell({ change: { [TESTS]: WEAK } });
    const { number } = await story.review();
    expect(hub.reviews(story.repository, number)).toMatchObject([
      { state: 'COMMENTED', body: expect.stringMatching(/^4 remarks on the tests/), commitId: story.headSha },
    ]);
    expect(shown(story, number)).toEqual([
      ['tests/test_prices.py:11', 'constant-assertion', null],
      ['tests/test_prices.py:17', 'assertion-never-called', null],
      ['prices.py:4', 'not-reached', null],
      ['tests/test_prices.py:20', 'no-assertion', null],
    ]);
    const [constant, called, reached] = threadsOf(story, number) as [
      ReviewThreadRecord,
      ReviewThreadRecord,
      ReviewThreadRecord,
    ];
    const fingerprint = parseFindingMarker(constant.comments[0]!.body)!;
    expect(constant.comments[0]!.body).toBe(
      `<!-- testwright:finding ${fingerprint} -->
**This assertion always holds.** A tuple that is not empty is always true. Without the parentheses, the first part is asserted and the second is the message.

\`\`\`suggestion
    assert total(10, 10) == 90, "ten pieces cost a tenth less"
\`\`\`

<sub>Rule \`constant-assertion\`. Not so? Resolve this: it is not said again on this pull request.</sub>`,
    );
    expect(applyBlock(applyBlock(WEAK, constant), called)).toBe(BETTER);
    expect(reached.comments[0]!.body).toContain(
      'In `total`, the suite of this change did not reach lines 4, 6; branches 3→4, 5→6.',
    );
    expect(story.summary(number)).not.toContain('Weak tests of this pull request');

    // A crash after the review was made: the plan is obeyed once more.
    const { appId, config } = stage.world;
    const app = createGitHubApp({
      ...{ appId, privateKey: config.privateKey, apiUrl: hub.url, writeSpacingMs: 0 },
      log: pino({ level: 'silent' }),
    });
    const { id, owner, name } = story.repository;
    const installationId = hub.deliveries.findLast((one) => one.repositoryId === id)!.installationId!;
    const again = {
      ...{ fingerprint, rule: 'constant-assertion', path: TESTS, firstLine: 11, lastLine: 11 },
      body: constant.comments[0]!.body,
    };
    const writer = app.writer({ installationId, owner, name, id });
    expect(
      await writer.ensureReview(number, {
        ...{ headSha: story.headSha, body: 'Again.', comments: [again], gone: [], summaryWithout: null },
      }),
    ).toEqual({ kind: 'done' });

    // People answer as they like: one comment deleted, one conversation resolved, our marker copied.
    const [, , , empty] = threadsOf(story, number);
    await hub.deleteReviewComment(story.repository, empty!.comments[0]!.id, 'maintainer');
    await hub.resolveThread(story.repository, reached.id, 'maintainer');
    await hub.replyInThread(story.repository, constant.id, 'maintainer', constant.comments[0]!.body);
    await story.push('change', { [TESTS]: `# Prices\n${BETTER}` });
    await stage.world.nextResult();
    await settle(story);
    expect(shown(story, number)).toEqual([
      ['tests/test_prices.py:11', 'constant-assertion', 'testwright[bot]'],
      ['tests/test_prices.py:17', 'assertion-never-called', 'testwright[bot]'],
      ['prices.py:4', 'not-reached', 'maintainer'],
    ]);
    expect(hub.reviews(story.repository, number)).toHaveLength(1);

    // What comes back is not a comment again: the summary has it.
    await story.push('change', { [TESTS]: WEAK });
    await stage.world.nextResult();
    await settle(story);
    expect(hub.reviews(story.repository, number)).toHaveLength(1);
    expect(story.summary(number)).toContain('### Weak tests of this pull request');
    expect(story.summary(number)).toContain('`tests/test_prices.py:11` `test_ten_pieces`: A tuple');
    expect(story.summary(number)).not.toContain('test_quantity');
  }, 90_000);

  test('stay within the number that the repository sets, the gravest first; the summary has the rest', async () => {
    const base = { '.github/testwright.yml': 'review-comments:\n  max: 1\n' };
    const story = await stage.tell({ base, change: { [TESTS]: WEAK } });
    const { number } = await story.review();
    expect(shown(story, number)).toEqual([['tests/test_prices.py:11', 'constant-assertion', null]]);
    expect(story.summary(number)).toContain('`tests/test_prices.py:17` `test_told`:');
    expect(story.summary(number)).toContain('`tests/test_prices.py:20` `test_quantity`:');
    expect(story.summary(number)).not.toContain('test_ten_pieces');
  }, 60_000);

  test('go to the summary when GitHub does not take them, and are not tried again', async () => {
    const { hub } = stage.world;
    const story = await stage.tell({ change: { [TESTS]: WEAK } });
    let tries = 0;
    stop = hub.intercept((phase, { operationId }) => {
      if (phase !== 'before' || operationId !== 'pulls/create-review') return undefined;
      tries += 1;
      return {
        respond: {
          status: 422,
          body: { message: 'Unprocessable Entity', errors: ['Line could not be resolved'] },
        },
      };
    });
    const { number } = await story.review();
    for (const name of ['test_ten_pieces', 'test_told', 'test_quantity']) {
      expect(story.summary(number)).toContain(`\`${name}\`: `);
    }
    await story.push('change', { 'notes.md': 'More.\n' });
    await stage.world.nextResult();
    await settle(story);
    expect(tries).toBe(1);
    expect(story.summary(number)).toContain('`test_ten_pieces`: ');
    expect(threadsOf(story, number)).toEqual([]);
  }, 60_000);

  test('are made on a pull request of a fork too, and not about what base has as well', async () => {
    const { hub } = stage.world;
    const story = await stage.tell({
      base: { [TESTS]: WEAK },
      change: {
        [TESTS]: WEAK.replace('total(2, 11)', 'total(2, 12)').replace(
          '    assert total(2, 3) == 6\n',
          '    total(2, 3)\n',
        ),
      },
    });
    const fork = await hub.fork(story.repository, `${story.repository.owner}-fork`);
    const { number } = await story.review({ headRepo: fork, author: 'mallory' });
    expect(shown(story, number)).toEqual([['tests/test_prices.py:6', 'no-assertion', null]]);
    expect(Object.keys(await hub.branches(story.repository)).sort()).toEqual(['change', 'main']);
  }, 60_000);
});
