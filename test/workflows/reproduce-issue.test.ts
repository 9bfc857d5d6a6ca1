import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FILES, ISSUE, RIGHT } from '../support/reproduction-example.ts';
import { openReproductionStage, type ReproductionStage } from '../support/reproduction-stage.ts';

const OFFERED = `import pytest

from shop.colors import filter_by_color


@pytest.mark.xfail(strict=True, raises=AssertionError, reason="reproduces issue #1")
def test_filter_by_red():
    found = filter_by_color([{"color": "red"}, {"color": "maroon"}], "red")
    assert [one["color"] for one in found] == ["red"]
`;

async function settled(holds: () => boolean): Promise<void> {
  const end = Date.now() + 15_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error('what was waited for did not happen');
    await sleep(20);
  }
}

let stage: ReproductionStage;
beforeAll(async () => {
  stage = await openReproductionStage();
}, 60_000);
afterAll(() => stage?.close());

/** Read access is what a reporter has; who labels has triage rights or more. */
describe('really run,', () => {
  test('a labelled bug report becomes a failing test, and a draft pull request when a maintainer ticks the box', async () => {
    const ended = await stage.reproduce({ files: FILES, issue: ISSUE, replies: RIGHT });
    const { story, comment } = ended;
    const { hub } = stage.world;
    expect(ended.outcome).toEqual({
      code: 'bug-reproduced',
      reason: expect.stringContaining('test_filter_by_red fails'),
    });
    expect({ rounds: ended.ciRounds, calls: ended.modelCalls }).toEqual({ rounds: 3, calls: 4 });
    expect(ended.labels).toEqual(['needs-repro', 'repro-confirmed']);
    expect(ended.test).toEqual({ path: 'tests/test_issue_1.py', text: OFFERED });
    // The commit is ours, on the default branch's head, and starts no workflow of the repository's own.
    expect(story.git('log', '-1', '--format=%P %s', ended.branch!)).toBe(
      `${story.baseSha} Testwright: run the offered test for #1 [skip ci]`,
    );
    expect(story.ci.strayed).toEqual([]);
    const [passing, flipped, offered] = hub.workflowRuns(story.repository).map(({ id }) => id);
    for (const id of [passing, flipped, offered]) expect(comment).toContain(`/actions/runs/${id})`);
    expect(comment).toContain(`\`\`\`python\n${OFFERED}\`\`\``);
    expect(comment).toContain('10 times, on');
    expect(comment).toContain('Full diff');
    expect(comment).toContain('Not looked at, because only people can: `shot`.');
    expect(comment).toContain('From label to failing test: ');
    // Of the whole report, the validator sees neither plan nor source.
    const validated = story.asked.at(-1)!;
    expect(validated.kind).toBe('validate-reproduction');
    expect(validated.text).not.toContain('The products whose color is exactly this one');

    // A reader ticks, and nothing happens but an answer; then somebody who may.
    const [summary] = hub.comments(story.repository, story.number);
    const ticked = summary!.body.replace('- [ ] **Open a draft', '- [x] **Open a draft');
    await hub.editComment(story.repository, summary!.id, 'reporter', ticked);
    await settled(() => hub.comments(story.repository, story.number).length === 2);
    expect(hub.comments(story.repository, story.number)[1]!.body).toContain('Only people who may write');
    await settled(() => !hub.comments(story.repository, story.number)[0]!.body.includes('- [x]'));
    await hub.editComment(story.repository, summary!.id, 'maintainer', ticked);
    await settled(() =>
      hub.comments(story.repository, story.number)[0]!.body.includes('draft pull request is #2'),
    );
    const pull = hub.pullRequest(story.repository, 2);
    expect(pull).toMatchObject({
      draft: true,
      title: 'Failing test for #1',
      head: { ref: 'testwright/issue-1' },
    });
    expect(pull.body).toContain('asked for this pull request');
    const { [`testwright/issue-1`]: tip } = await hub.branches(story.repository);
    expect(story.git('log', '-1', '--format=%P %T%n%B', tip!)).toBe(
      `${story.baseSha} ${story.git('rev-parse', `${ended.branch}^{tree}`)}\n${story.git('log', '-1', '--format=%B', tip!)}`,
    );
    expect(story.git('log', '-1', '--format=%B', tip!)).not.toContain('[skip ci]');
    hub.assertNoViolations();
    expect(hub.leakedCredentials()).toBe(0);
  }, 180_000);
});
