import { afterEach, describe, expect, test } from '@jest/globals';
import { git } from '../../scripts/demo/git.ts';
import { parseCommitMessage } from '../../src/core/names/commit-message.ts';
import { BASE, CHANGE } from '../support/example-project.ts';
import {
  anthropicMessage,
  type ModelServer,
  openAiCompletion,
  startAnthropicServer,
  startOpenAiServer,
} from '../support/model-server.ts';
import { givenWorld, type World } from '../support/world.ts';

/** Scripted replies, written for these tests: what a model could say to the three prompts. */
const SUGGESTED = {
  reasoning: 'The discount boundary and the error need tests.',
  tests: [
    {
      target_id: 'prices.py::total',
      path: 'tests/test_prices_more.py',
      title: 'Ten pieces cost a tenth less',
      checks: 'The discount begins at exactly ten pieces.',
      imports: ['from prices import total'],
      code: 'def test_ten_pieces_cost_a_tenth_less():\n    assert total(10, 10) == 90\n',
    },
    {
      target_id: 'prices.py::total',
      path: 'tests/test_prices_more.py',
      title: 'Four pieces cost four times as much',
      checks: 'Nothing that the suite does not show already.',
      imports: ['from prices import total'],
      code: 'def test_four_pieces():\n    assert total(3, 4) == 12\n',
    },
    {
      target_id: 'prices.py::total',
      path: 'tests/conftest.py',
      title: 'A fixture',
      checks: 'x',
      imports: [],
      code: 'def test_x():\n    assert 1 + 1 == 2\n',
    },
    {
      target_id: 'prices.py::total',
      path: 'tests/test_prices_more.py',
      title: 'Uses a helper that is not there',
      checks: 'The helper works.',
      imports: ['import prices'],
      code: 'def test_helper_that_is_not_there():\n    assert prices.discount(10) == 1\n',
    },
  ],
  edge_cases: [
    {
      target_id: null,
      kind: 'security',
      scenario: 'A huge quantity',
      why: 'The total may overflow a column.',
    },
  ],
  weaknesses: [],
};
const REPAIRED = {
  diagnosis: 'prices has no discount function.',
  tests: [
    {
      suggestion_id: 's3',
      title: 'Nine pieces cost the full price',
      checks: 'Just below the boundary there is no discount.',
      imports: ['from prices import total'],
      code: 'def test_nine_pieces_cost_the_full_price():\n    assert total(10, 9) == 90\n',
    },
  ],
  give_up: [],
};
const COVERING = {
  reasoning: 'Line 4 needs a negative quantity.',
  tests: [
    {
      target_id: 'prices.py::total',
      path: 'tests/test_prices_more.py',
      title: 'A negative quantity is refused',
      checks: 'The error is raised.',
      imports: ['import pytest', 'from prices import total'],
      code: 'def test_negative_quantity_is_refused():\n    with pytest.raises(ValueError):\n        total(10, -1)\n',
    },
  ],
};

function reply(prompt: string): unknown {
  if (/"?failing_tests|repair/i.test(prompt) && prompt.includes('test_helper_that_is_not_there'))
    return REPAIRED;
  if (prompt.includes('not taken')) return COVERING;
  return SUGGESTED;
}

let world: World | null = null;
let server: ModelServer<unknown> | null = null;
afterEach(async () => {
  await world?.close();
  await server?.close();
  world = null;
  server = null;
});

const PROVIDERS = {
  anthropic: async () =>
    startAnthropicServer(({ body }) =>
      anthropicMessage(JSON.stringify(reply(body.messages.map((message) => message.content).join('\n')))),
    ),
  openai: async () =>
    startOpenAiServer(({ body }) =>
      openAiCompletion(JSON.stringify(reply(body.messages.map((message) => message.content).join('\n')))),
    ),
};

describe.each(['anthropic', 'openai'] as const)('a pull request with a scripted %s server', (provider) => {
  test('goes through first round, repair, coverage and confirmation to one comment', async () => {
    const started = await PROVIDERS[provider]();
    server = started as ModelServer<unknown>;
    world = await givenWorld({
      base: BASE,
      change: CHANGE,
      model: {
        provider,
        apiKey: 'not-a-key',
        baseUrl: started.baseUrl,
        model: 'scripted',
        timeoutMs: 10_000,
        maxRetries: 0,
      },
    });
    const number = await world.open();
    const result = await world.nextResult();
    await world.hub.idle();

    expect(result.outcome.code).toBe('suggestions-ready');
    expect(result.suggestions.map((one) => [one.id, one.outcome])).toEqual(
      expect.arrayContaining([
        ['s1', 'kept: captures-the-change'],
        ['s4', 'kept: captures-the-change'],
        ['s2', 'drop: adds-nothing'],
        // It reaches nothing new; only it notices a boundary that is off by one.
        ['s3', 'kept: guards-behaviour'],
      ]),
    );
    expect(result.skipped).toEqual(
      expect.arrayContaining([{ what: 'A fixture', reason: expect.stringContaining('path-not-allowed') }]),
    );
    expect(result.coverage.changedLines).toMatchObject({
      before: { lines: { covered: 3, total: 5 } },
      after: { percent: 100 },
    });
    expect(result.model).toMatchObject({ calls: 3 });
    expect(result.model.inputTokens).toBeGreaterThan(0);

    const summary = world.summary(number)!;
    expect(summary).toContain('Ten pieces cost a tenth less');
    expect(summary).toContain('`suggest-tests@1`');
    expect(summary).toContain('A huge quantity');

    // The companion branch is exactly head plus the kept tests, and its commit started no workflow of the repository.
    const branch = (await world.hub.branches(world.repository))[`testwright/pr-${number}`]!;
    expect(branch).toBe(result.companion?.sha);
    const show = (...args: string[]): string => git(world!.repository.gitDir, args);
    expect(show('rev-parse', `${branch}^`)).toBe(world.headSha);
    expect(show('diff', '--name-status', `${branch}^`, branch)).toBe('M\ttests/test_prices.py');
    const text = show('show', `${branch}:tests/test_prices.py`);
    expect(text).toContain('test_negative_quantity_is_refused');
    expect(text).not.toContain('test_four_pieces');
    expect(parseCommitMessage(show('show', '--no-patch', '--format=%B', branch))).toMatchObject({
      kind: 'tests',
    });
    expect(
      world.hub.workflowRuns(world.repository).every((run) => run.workflow.path.endsWith('testwright.yml')),
    ).toBe(true);
    expect(
      world.hub
        .workflowRuns(world.repository)
        .flatMap((run) => run.artifacts.map((artifact) => artifact.name)),
    ).not.toContain('canary');
    expect(
      world.hub.checkRuns(world.repository, world.headSha).filter((check) => check.name === 'Testwright'),
    ).toMatchObject([{ status: 'completed', conclusion: 'neutral' }]);
    world.hub.assertNoViolations();
    expect(world.hub.leakedCredentials()).toBe(0);
  }, 180_000);
});
