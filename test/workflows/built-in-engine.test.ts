import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { git } from '../../scripts/demo/git.ts';
import { ownPython } from '../../scripts/demo/prepare-repository.ts';
import type { ReviewResult } from '../../src/core/report/result.ts';
import { answers, reactions, say } from '../support/conversation.ts';
import { BASE, CHANGE } from '../support/example-project.ts';
import { givenWorld, type World } from '../support/world.ts';

let world: World;
let number: number;
let result: ReviewResult;
let companionSha: string;

beforeAll(async () => {
  world = await givenWorld({ base: BASE, change: CHANGE });
  number = await world.open();
  result = await world.nextResult();
  await world.hub.idle();
  companionSha = (await world.hub.branches(world.repository))[`testwright/pr-${number}`]!;
}, 180_000);
afterAll(() => world.close());

/** Stock coverage.py in a plain clone, without any code of ours: sums over the files that are not tests. */
function measureWithStockCoverage(commit: string) {
  const directory = mkdtempSync(join(tmpdir(), 'testwright-stock-'));
  try {
    git(directory, ['clone', '--quiet', world.repository.gitDir, 'clone']);
    const clone = join(directory, 'clone');
    git(clone, ['checkout', '--quiet', '--detach', commit]);
    const run = (...args: string[]) => {
      const ended = spawnSync(ownPython(), ['-m', 'coverage', ...args], { cwd: clone, encoding: 'utf8' });
      if (ended.status !== 0) throw new Error(`${ended.stdout}\n${ended.stderr}`);
    };
    run('run', '--branch', '-m', 'pytest', '-q');
    run('json', '-o', 'coverage.json');
    const report = JSON.parse(readFileSync(join(clone, 'coverage.json'), 'utf8')) as {
      files: Record<string, { summary: Record<string, number> }>;
    };
    const figure = { lines: { covered: 0, total: 0 }, branches: { covered: 0, total: 0 } };
    for (const [path, { summary }] of Object.entries(report.files)) {
      if (path.startsWith('tests/')) continue;
      figure.lines.covered += summary['covered_lines']!;
      figure.lines.total += summary['num_statements']!;
      figure.branches.covered += summary['covered_branches']!;
      figure.branches.total += summary['num_branches']!;
    }
    return figure;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

describe('a pull request without any model', () => {
  test('gets tests that were observed, run and kept', () => {
    expect(result.outcome.code).toBe('suggestions-ready');
    expect(result.model).toEqual({
      engine: 'built-in',
      calls: 0,
      inputTokens: 0,
      cachedInputTokens: 0,
      outputTokens: 0,
      usd: 0,
      priceDate: null,
    });
    expect(result.ci.rounds).toBe(2);
    expect(result.ci.minutes).toBeGreaterThan(0);
    expect(result.ci.billedMinutes).toBeGreaterThanOrEqual(2);
    expect(result.rounds).toBe(2);
    expect(result.companion?.sha).toBe(companionSha);
    expect(result.coverage.changedLines?.after.percent).toBe(100);
    expect(result.suggestions.some((one) => one.outcome === 'kept: captures-the-change')).toBe(true);
    expect(world.summary(number)).toContain('pin current behaviour');
    world.hub.assertNoViolations();
  });

  test('the companion branch holds tests only; the probes of the first round are gone', () => {
    const changed = git(world.repository.gitDir, ['diff', '--name-status', world.headSha, companionSha]);
    expect(changed).toBe('M\ttests/test_prices.py');
  });

  test.each(['base', 'head', 'companion'] as const)('%s has the counts that stock coverage finds', (tree) => {
    const commit = { base: world.baseSha, head: world.headSha, companion: companionSha }[tree];
    expect(result.coverage[tree]).toMatchObject(measureWithStockCoverage(commit));
  });
});

test('edge cases need a model: the thread is told, and nothing is run', async () => {
  const { hub, repository } = world;
  hub.setPermission(repository, 'ada', 'write');
  const thread = { world, repository, number };
  const runs = hub.workflowRuns(repository).length;
  const comment = await say(thread, 'ada', '/testwright edge-cases');
  expect(reactions(thread, comment)).toEqual(['eyes', 'confused']);
  expect(answers(thread)).toEqual([expect.stringContaining('needs a language model')]);
  expect(hub.workflowRuns(repository)).toHaveLength(runs);
}, 60_000);
