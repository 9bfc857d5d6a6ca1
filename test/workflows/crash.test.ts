import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CrashPoint } from '../support/crash/crash-point.ts';
import { STORY_CALLS } from '../support/crash/crash-story.ts';
import type { CrashReport } from '../support/crash/run-crashes.ts';

const SCRIPT = fileURLToPath(new URL('../support/crash/print-crashes.ts', import.meta.url));
/** Much more than it takes: what is slow on a busy machine is not wrong. */
const LIMIT_MS = 500_000;

describe('a review whose app is killed or stopped', () => {
  const directory = mkdtempSync(join(tmpdir(), 'testwright-crash-'));
  let report: CrashReport;

  beforeAll(async () => {
    const file = join(directory, 'report.json');
    const child = spawn(process.execPath, [SCRIPT, join(directory, 'world'), file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    const [code] = await once(child, 'exit');
    console.log(text);
    expect(code).toBe(0);
    report = JSON.parse(readFileSync(file, 'utf8'));
  }, LIMIT_MS);
  afterAll(() => rmSync(directory, { recursive: true, force: true, maxRetries: 3 }));

  /** Every state is the one of the review that nothing disturbed. */
  function expectSameEnds(states: CrashReport['states']): void {
    const names = Object.keys(states);
    expect(states).toEqual(Object.fromEntries(names.map((name) => [name, report.reference])));
  }

  test('goes through these steps when nothing happens', () => {
    const names = (kind: CrashPoint['kind']): string[] =>
      report.points.filter((point) => point.kind === kind).map((point) => point.name);
    const mint = 'apps/create-installation-access-token';
    const round = (move: string, check: string): string[] => [
      ...['git/create-tree', 'git/create-commit', move],
      ...['actions/create-workflow-dispatch', check],
    ];
    expect(names('write')).toEqual([
      ...[mint, mint, mint],
      ...round('git/create-ref', 'checks/create'),
      ...round('graphql/updateRefs', 'checks/update'),
      ...round('graphql/updateRefs', 'checks/update'),
      ...['issues/create-comment', 'checks/update'],
    ]);
    expect(names('model')).toEqual(STORY_CALLS);
    expect(names('webhook')).toEqual(
      expect.arrayContaining(['pull_request.opened', 'workflow_run.completed']),
    );
    expect(report.reference).toMatchObject({
      branches: ['change', 'main', 'testwright/pr-1'],
      checks: [{ status: 'completed', conclusion: 'neutral' }],
      workflowRuns: [{ round: 1 }, { round: 2 }, { round: 3 }],
      comments: [{ body: expect.stringMatching(/[1-9] secret-like value\(s\) were redacted/) }],
    });
  });

  test('ends the same, whatever step it was killed at, and when it was stopped in the middle', () => {
    const { write, model, webhook } = report.cases;
    // After the first write of each kind and each model reply; two phases of both deliveries that become jobs.
    expect({ write, model, webhook }).toEqual({ write: 9, model: 3, webhook: 4 });
    expect(Object.keys(report.states)).toHaveLength(write + model + webhook + 3);
    expectSameEnds(report.states);
  });

  test('changes nothing after its end', () => {
    expect(Object.keys(report.statesAtEnd)).toHaveLength(Object.keys(report.states).length + 1);
    expectSameEnds(report.statesAtEnd);
  });

  test('asks a model again only when the reply had not arrived', () => {
    const { write, model, webhook, stopped } = report.extraModelCalls;
    expect({ write, model, stopped }).toEqual({ write: 0, model: report.cases.model, stopped: 1 });
    // A delivery that is held back does not hold back its review, so the kill may meet a model call.
    expect(webhook).toBeLessThanOrEqual(report.cases.webhook);
  });

  test('is left alone by a second process on the same folder, which ends with one sentence', () => {
    expect(report.secondProcess).toMatch(
      /ended with 1 before it was ready\.\ntestwright: The embedded database in "[^\n]+" is in use by process \d+ [^\n]+\.\n$/,
    );
  });

  test('ends its process with status 0 when that is stopped', () => {
    expect(report.exitCodes).toEqual([0, 0, 0]);
  });

  test('breaks no rule of GitHub, and sends its token nowhere else', () => {
    expect(report.violations).toEqual([]);
    expect(report.leakedCredentials).toBe(0);
  });

  test('is one run in the database, ended, with no job left', () => {
    const spent = { calls: 3, rounds: 3, timed: 3 };
    const run = { state: 'ended', outcome: 'suggestions-ready', rounds: 3, replies: 3, spent };
    const sorted = report.records.runs.sort((a, b) => a.owner.localeCompare(b.owner));
    expect(sorted).toEqual(
      [...report.owners].sort((a, b) => a.localeCompare(b)).map((owner) => ({ owner, ...run })),
    );
    expect(report.records.jobsLeft).toEqual([]);
  });
});
