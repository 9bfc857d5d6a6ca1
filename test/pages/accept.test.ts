import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseAcceptanceMessage } from '../../src/core/names/acceptance-message.ts';
import { reportOf } from '../support/fake-ci.ts';
import {
  BASE_MEASURED,
  HEAD_MEASURED,
  NO_PIECES,
  NO_PIECES_PASS,
  openStage,
  type Stage,
  TEN_PIECES,
  TEN_PIECES_PASS,
} from '../support/stage.ts';
import { describeInBrowser } from './support.ts';

const SUGGESTED = {
  'suggest-tests': { reasoning: 'Two.', tests: [TEN_PIECES, NO_PIECES], edge_cases: [], weaknesses: [] },
};

let stage: Stage;

describeInBrowser('a maintainer works on the pages', ({ open }) => {
  beforeAll(async () => {
    stage = await openStage({ engine: 'scripted-model' });
  }, 60_000);
  afterAll(() => stage.close());

  test('two boxes and the last one: the tests land in a verified commit that says who accepted', async () => {
    const story = await stage.tell({
      replies: SUGGESTED,
      ci: (round) =>
        reportOf(round, {
          base: BASE_MEASURED,
          head: HEAD_MEASURED,
          tests: { test_ten_pieces: TEN_PIECES_PASS, test_no_pieces: NO_PIECES_PASS },
        }),
    });
    const { hub } = stage.world;
    hub.setPermission(story.repository, 'ada', 'write');
    hub.setPermission(story.repository, 'rob', 'read');
    const { number, result } = await story.review();
    const address = `${hub.url}/${story.repository.fullName}/pull/${number}`;

    const reader = await open(address, 'rob');
    expect(await reader.page.getByRole('checkbox').first().isDisabled()).toBe(true);
    await reader.page.close();

    const { page, problems } = await open(address, 'ada');
    await page.getByLabel('Add a comment').fill('/testwright help');
    await page.getByRole('button', { name: 'Comment', exact: true }).click();
    const answer = page.locator('.post', { hasText: 'Write one of these as a comment of its own' });
    await answer.waitFor({ timeout: 60_000 });
    expect(await answer.locator('.author').textContent()).toBe('testwright');
    expect(await answer.locator('li code').count()).toBeGreaterThan(5);
    await page.locator('[data-reaction="+1"]').waitFor();
    for (const box of await page.getByRole('checkbox').all()) await box.check();
    await page.getByText('accepted by ada').first().waitFor({ timeout: 60_000 });
    await page.getByRole('link', { name: /^Commits/ }).click();
    const landed = story.git('rev-parse', 'refs/heads/change');
    expect(landed).not.toBe(story.headSha);
    const commit = page.locator(`#commit-${landed}`);
    expect(await commit.textContent()).toMatch(/Verified/);
    expect(await commit.textContent()).toMatch(/Testwright-Accepted-By: ada/);
    expect(parseAcceptanceMessage(story.git('show', '--no-patch', '--format=%B', landed))).toMatchObject({
      by: { login: 'ada' },
      suggestionIds: ['s1', 's2'],
    });
    expect(story.git('rev-parse', `${landed}^{tree}`)).toBe(
      story.git('rev-parse', `${result.companion!.sha}^{tree}`),
    );
    await page.getByRole('link', { name: /^Files changed/ }).click();
    expect(await page.locator('.file', { hasText: 'tests/test_prices.py' }).textContent()).toContain(
      'test_no_pieces',
    );
    expect(problems).toEqual([]);
    hub.assertNoViolations();
  }, 180_000);
});
