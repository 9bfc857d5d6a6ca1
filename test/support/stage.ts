import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { createActionsRunner } from '../../localhub/actions/runner.ts';
import { git } from '../../scripts/demo/git.ts';
import { ownPython } from '../../scripts/demo/prepare-repository.ts';
import type { Config } from '../../src/config.ts';
import type { SuggestedTest } from '../../src/core/evidence/ci-report.ts';
import { companionBranch } from '../../src/core/names/companion-branch.ts';
import type { ReviewResult } from '../../src/core/report/result.ts';
import type { QueueTiming } from '../../src/edges/queue/start-boss.ts';
import type { OutcomeCode } from '../../src/outcome.ts';
import { BASE, CHANGE } from './example-project.ts';
import {
  type CiAnswer,
  type CiRound,
  createFakeCi,
  type FakeCi,
  type Measured,
  reportOf,
} from './fake-ci.ts';
import type { Files } from './git-repository.ts';
import {
  type AnthropicBody,
  anthropicMessage,
  type ModelServer,
  type ScriptedReply,
  startAnthropicServer,
} from './model-server.ts';
import { givenWorld, ROOT, type Scene, type World } from './world.ts';

/** What coverage.py measures of the example project. */
export const BASE_MEASURED: Measured = { 'prices.py': { lines: [1, 2] } };
export const HEAD_MEASURED: Measured = {
  'prices.py': {
    lines: [1, 3, 4, 5, 6, 7],
    missing: [4, 6],
    branches: [
      [3, 4],
      [3, 5],
      [5, 6],
      [5, 7],
    ],
    missingBranches: [
      [3, 4],
      [5, 6],
    ],
  },
};

export const TEN_PIECES = {
  target_id: 'prices.py::total',
  path: 'tests/test_prices_more.py',
  title: 'Ten pieces cost a tenth less',
  checks: 'The discount begins at exactly ten pieces.',
  imports: ['from prices import total'],
  code: 'def test_ten_pieces():\n    assert total(10, 10) == 90\n',
};

/** What CI measures of it. */
export const TEN_PIECES_PASS: Partial<SuggestedTest> = {
  base: {
    outcome: 'failed',
    durationMs: 1,
    failure: {
      type: 'AssertionError',
      message: 'assert 100 == 90',
      phase: 'call',
      raisedIn: 'test',
      path: 'tests/test_prices_more.py',
      line: 5,
      traceback: 'E   assert 100 == 90',
    },
  },
  covers: {
    'prices.py': {
      lines: [3, 5, 6],
      branches: [
        [3, 5],
        [5, 6],
      ],
    },
  },
};

/** The second suggestion of stories that need two. */
export const NO_PIECES = {
  target_id: 'prices.py::total',
  path: 'tests/test_prices_more.py',
  title: 'Less than no pieces are refused',
  checks: 'A negative count is refused.',
  imports: ['import pytest', 'from prices import total'],
  code: 'def test_no_pieces():\n    with pytest.raises(ValueError):\n        total(10, -1)\n',
};

export const NO_PIECES_PASS = {
  covers: { 'prices.py': { lines: [3, 4], branches: [[3, 4]] satisfies [number, number][] } },
};

export type PromptKind =
  | 'suggest-tests'
  | 'repair-test'
  | 'cover-lines'
  | 'assess-catch'
  | 'edge-cases'
  | 'fix-failing-test';

/** Answers of a scripted model by prompt; a prompt without one gets an empty reply of the right shape. */
export type Replies = Partial<Record<PromptKind, unknown | (() => ScriptedReply)>>;

/** A repository of its own with what its CI and the model answer, in a world that several stories share. */
export interface Story extends Scene {
  world: World;
  ci: FakeCi;
  /** Prompts that the model was asked, in order. */
  asked: { kind: PromptKind; text: string }[];
  /** Opens the pull request and waits for its end. */
  review(options?: Parameters<Scene['open']>[0]): Promise<{ number: number; result: ReviewResult }>;
  /** Commits to a branch like a person does, and says so to GitHub. Returns the commit. */
  push(branch: string, files: Files, message?: string): Promise<string>;
  /** Of the companion branch; null when there is none. */
  companion(number: number): Promise<string | null>;
  git(...args: string[]): string;
}

export interface Stage {
  world: World;
  tell(story?: {
    base?: Files;
    change?: Files;
    ci?: (round: CiRound) => CiAnswer | Promise<CiAnswer>;
    replies?: Replies;
    /** The owner's repository `.github`. */
    organisation?: Files;
    /** What the repository's own workflows leave behind. */
    own?: Parameters<typeof createFakeCi>[1];
  }): Promise<Story>;
  /** CI for a story in which the truth of the measurement matters: it takes seconds a round. */
  runForReal(round: CiRound): Promise<CiAnswer>;
  close(): Promise<void>;
}

const EMPTY: Record<PromptKind, unknown> = {
  'suggest-tests': { reasoning: 'None.', tests: [], edge_cases: [], weaknesses: [] },
  'repair-test': { diagnosis: 'None.', tests: [], give_up: [] },
  'cover-lines': { reasoning: 'None.', tests: [] },
  'assess-catch': { catches: [] },
  'edge-cases': { reasoning: 'None.', tests: [], edge_cases: [] },
  'fix-failing-test': { diagnosis: 'None.', faults: [], tests: [] },
};

/** CI that measures both suites of the example project, and finds TEN_PIECES worth keeping. */
export function measured(round: CiRound): CiAnswer {
  return reportOf(round, {
    base: BASE_MEASURED,
    head: HEAD_MEASURED,
    tests: { test_ten_pieces: TEN_PIECES_PASS },
  });
}

/** A suggestion that does not run. */
export const MISFIT = {
  ...TEN_PIECES,
  title: 'Uses what is not there',
  imports: ['import prices'],
  code: 'def test_misfit():\n    assert prices.discount(10) == 1\n',
};

/** It does not run on either side: what it uses has never been there. */
const MISFITS: SuggestedTest['head'] = {
  outcome: 'failed',
  durationMs: 1,
  failure: {
    type: 'AttributeError',
    message: "module 'prices' has no attribute 'discount'",
    phase: 'call',
    raisedIn: 'test',
    path: 'tests/test_prices_more.py',
    line: 9,
    traceback: 'E   AttributeError',
  },
};

/** The first suggestion is worth keeping, MISFIT does not run: unless it is repaired, a second round confirms the first. */
export function measuredTwoRounds(round: CiRound): CiAnswer {
  return reportOf(round, {
    base: BASE_MEASURED,
    head: HEAD_MEASURED,
    tests: {
      test_ten_pieces: TEN_PIECES_PASS,
      test_misfit: { head: MISFITS, base: MISFITS },
    },
  });
}

/**
 * One world in which stories are told one after another, each in a repository of its own: a world takes seconds to
 * start. `engine` is what the app is configured with; a scripted model says what the story tells it to.
 */
export async function openStage(options: {
  engine: 'scripted-model' | 'built-in';
  config?: Partial<Config>;
  timing?: Partial<QueueTiming>;
}): Promise<Stage> {
  const stories = new Map<number, FakeCi>();
  let current: { replies: Replies; asked: Story['asked'] } = { replies: {}, asked: [] };
  const model: ModelServer<AnthropicBody> = await startAnthropicServer(({ body }) => {
    const text = body.messages.map((message) => message.content).join('\n');
    const kind = readPromptKind(text);
    current.asked.push({ kind, text });
    const reply = kind in current.replies ? current.replies[kind] : EMPTY[kind];
    return typeof reply === 'function' ? reply() : anthropicMessage(JSON.stringify(reply));
  });
  const router = createFakeCi(() => ({ kind: 'no-report', conclusion: 'failure' }));
  const world = await givenWorld({
    base: BASE,
    change: CHANGE,
    runner: {
      ...router.runner,
      execute: (request) => (stories.get(request.repository.id) ?? router).runner.execute(request),
    },
    model:
      options.engine === 'built-in'
        ? { provider: 'builtin' }
        : {
            provider: 'anthropic',
            apiKey: 'not-a-key',
            baseUrl: model.baseUrl,
            model: 'scripted',
            timeoutMs: 10_000,
            maxRetries: 0,
          },
    // Long, so that nothing but webhooks moves a story; stories about the sweep set their own.
    config: { sweepIntervalMs: 3_600_000, ...options.config },
    timing: options.timing,
  });

  const directory = mkdtempSync(join(tmpdir(), 'testwright-stage-'));
  const real = createActionsRunner({ workDirectory: directory, actionRoot: ROOT, python: ownPython() });
  return {
    world,
    runForReal: async ({ request }) => ({ kind: 'run', result: await real.execute(request) }),
    async tell({ base = {}, change = {}, ci: answer = measured, replies = {}, own, organisation } = {}) {
      const asked: Story['asked'] = [];
      current = { replies, asked };
      const owner = `owner-${stories.size + 1}`;
      const scene = await world.addRepository({
        owner,
        base: { ...BASE, ...base, 'README.md': owner },
        change: { ...CHANGE, ...change },
        organisation,
      });
      const ci = createFakeCi(answer, own);
      stories.set(scene.repository.id, ci);
      const run = (...args: string[]): string => git(scene.repository.gitDir, args);
      return {
        ...scene,
        world,
        ci,
        asked,
        git: run,
        async review(opening) {
          const number = await scene.open(opening);
          return { number, result: await world.nextResult() };
        },
        async push(branch, files, message = 'More') {
          const before =
            run('for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`) || '0'.repeat(40);
          const after = commitFiles(
            scene.repository.gitDir,
            before.startsWith('0000000') ? scene.headSha : before,
            files,
            message,
          );
          run('update-ref', `refs/heads/${branch}`, after);
          await world.hub.pushed(scene.repository, branch, before, after, 'maintainer');
          return after;
        },
        companion: async (number) =>
          (await world.hub.branches(scene.repository))[companionBranch(number)] ?? null,
      };
    },
    async close() {
      for (const ci of stories.values()) ci.end();
      await world.close();
      await model.close();
      rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** Waits until the app has asked nothing about this repository for a while: for stories in which nothing more may happen. */
export async function settle(story: Story): Promise<void> {
  const { hub } = story.world;
  const prefix = `/repos/${story.repository.fullName}/`;
  const count = (): number => hub.requests.filter((request) => request.path.startsWith(prefix)).length;
  for (let before = -1; before !== count(); ) {
    before = count();
    await hub.idle();
    await sleep(300);
  }
}

/** How a story must stand when its run has ended, besides what the test itself says. */
export async function expectEnding(
  story: Story,
  ended: { number: number; result: ReviewResult },
  expected: {
    code: OutcomeCode;
    comment: 'one' | 'none';
    companion: 'none' | 'tested' | string;
    head?: string;
    conclusion?: 'success' | 'failure';
  },
): Promise<void> {
  const { number, result } = ended;
  const { hub } = story.world;
  const head = expected.head ?? story.headSha;
  expect(result.outcome).toEqual({ code: expected.code, reason: expect.stringMatching(/\S/) });
  expect(result.pull).toEqual({ number, headSha: head });
  // Visible: our check run on the head, and the one comment.
  const checks = hub
    .checkRuns(story.repository, head)
    .filter((check) => check.app.id === story.world.appId)
    .map(({ name, status, conclusion, output }) => ({ name, status, conclusion, summary: output.summary }));
  // One, however many runs this head has had.
  expect(checks).toMatchObject([
    { name: 'Testwright', status: 'completed', conclusion: expected.conclusion ?? 'neutral' },
  ]);
  expect(checks.at(-1)?.summary).toContain(`\`${expected.code}\``);
  const summary = story.summary(number);
  if (expected.comment === 'none') expect(summary).toBeNull();
  else expect(summary).toContain(`Outcome: \`${expected.code}\``);
  // The branches are the people's own and, if anything is offered, the one companion branch at the commit that CI tested.
  const { main, change, ...others } = await hub.branches(story.repository);
  expect({ main, others }).toEqual({
    main: story.baseSha,
    others:
      expected.companion === 'none'
        ? {}
        : {
            [companionBranch(number)]:
              expected.companion === 'tested' ? result.companion?.sha : expected.companion,
          },
  });
  if (expected.companion === 'tested') expect(story.ci.rounds.at(-1)?.commitSha).toBe(result.companion?.sha);
  else expect(result.companion).toBeNull();
  expect(story.ci.strayed).toEqual([]);
  hub.assertNoViolations();
  expect(hub.leakedCredentials()).toBe(0);
}

/** A child of `parent` in a bare repository; null removes a file. */
export function commitFiles(gitDir: string, parent: string, files: Files, message: string): string {
  const env = { GIT_INDEX_FILE: `${gitDir}/index-of-a-test` };
  git(gitDir, ['read-tree', parent], { env });
  for (const [path, text] of Object.entries(files)) {
    if (text === null)
      git(gitDir, ['update-index', '--index-info'], { env, input: `0 ${'0'.repeat(40)}\t${path}\n` });
    else {
      const blob = git(gitDir, ['hash-object', '-w', '--stdin'], { input: text });
      git(gitDir, ['update-index', '--add', '--cacheinfo', `100644,${blob},${path}`], { env });
    }
  }
  const tree = git(gitDir, ['write-tree'], { env });
  return git(gitDir, ['commit-tree', tree, '-p', parent, '-m', message]);
}

function readPromptKind(text: string): PromptKind {
  if (text.includes('### Tests that pass before the change')) return 'assess-catch';
  if (text.includes('### Failing tests of the project')) return 'fix-failing-test';
  if (text.includes('### Targets whose edge cases are asked for')) return 'edge-cases';
  if (text.includes('### Lines and branches still uncovered')) return 'cover-lines';
  return text.includes('### Failing tests') ? 'repair-test' : 'suggest-tests';
}
