/**
 * One bug report through the whole story, on the local GitHub: label → plan → passing test → CI → flip → CI → validate →
 * offered form → CI → comment, branch, labels. For stories and for the benchmark of planted bugs.
 *
 *   const stage = await openReproductionStage();             // a world takes seconds; open one, use it for many reports
 *   const ended = await stage.reproduce({ files, issue, replies });
 *   ended.outcome, ended.ciRounds, ended.modelCalls, ended.test, ended.comment, ended.labels
 *
 * `replies` are scripted per prompt: the n-th question of a kind gets the n-th reply, the last one repeats. Their shapes are
 * in src/core/suggestions/reply-schema.ts. By default CI is real: action.yml runs pytest in a clone.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createActionsRunner } from '../../localhub/actions/runner.ts';
import { git } from '../../scripts/demo/git.ts';
import { ownPython } from '../../scripts/demo/prepare-repository.ts';
import type { Config, ModelSettings } from '../../src/config.ts';
import { reproductionBranch } from '../../src/core/names/companion-branch.ts';
import type { Outcome } from '../../src/outcome.ts';
import { type CiAnswer, type CiRound, createFakeCi, type FakeCi } from './fake-ci.ts';
import { type Files, WORKFLOW } from './git-repository.ts';
import {
  type AnthropicBody,
  anthropicMessage,
  type ScriptedReply,
  startAnthropicServer,
} from './model-server.ts';
import { givenWorld, ROOT, type Scene, type World } from './world.ts';

export type ReproductionPrompt =
  | 'plan-reproduction'
  | 'write-passing-test'
  | 'flip-test'
  | 'validate-reproduction';

/** Replies in order; a function answers in another way, e.g. with an error of the service. */
export type ReproductionReplies = Partial<
  Record<ReproductionPrompt, readonly (object | (() => ScriptedReply))[]>
>;

export interface ReproductionWish {
  /** The default branch, with the bug in it. The workflow file is added where it is missing. */
  files: Files;
  issue: {
    title: string;
    body: string;
    author?: string;
    /** What the reporter answers when asked. */
    answer?: string;
  };
  replies?: ReproductionReplies;
  ci?: 'real' | ((round: CiRound) => CiAnswer | Promise<CiAnswer>);
  /** The label that is set; `needs-repro` unless given. */
  label?: string;
}

/** A repository with its issue, and what has happened. */
export interface ReproductionStory extends Scene {
  world: World;
  ci: FakeCi;
  number: number;
  /** Prompts that the model was asked, in order. */
  asked: { kind: ReproductionPrompt; text: string }[];
  git(...args: string[]): string;
  /** Waits for the next run of this issue to end. */
  ended(): Promise<{ outcome: Outcome; rounds: number }>;
  /** How things stand now. */
  read(outcome: Outcome): Promise<Reproduced>;
}

export interface Reproduced {
  outcome: Outcome;
  ciRounds: number;
  modelCalls: number;
  asked: ReproductionStory['asked'];
  /** Tip of `testwright/issue-<n>`; null when there is none. */
  branch: string | null;
  /** The file as it is on that branch, its mark included. */
  test: { path: string; text: string } | null;
  /** Body of our one comment; empty when there is none. */
  comment: string;
  labels: string[];
  story: ReproductionStory;
}

export interface ReproductionStage {
  world: World;
  /** Opens the repository and the issue, and labels nothing yet. */
  tell(wish: ReproductionWish): Promise<ReproductionStory>;
  /** The whole story: opens, labels, answers when asked, waits for the end. */
  reproduce(wish: ReproductionWish): Promise<Reproduced>;
  close(): Promise<void>;
}

/** A run takes three rounds of CI or more; one that has not ended by then never will. */
const PATIENCE_MS = 170_000;

interface Ended {
  issue: number;
  repository: string;
  outcome: Outcome;
  rounds: number;
}

/** `built-in`: the app has no model key. Settings of a model: that one is really asked. */
export async function openReproductionStage(
  options: {
    engine?: 'scripted-model' | 'built-in' | ModelSettings;
    config?: Partial<Config>;
    /** The interpreter of real CI; this project's own unless given. */
    python?: string;
  } = {},
): Promise<ReproductionStage> {
  const stories = new Map<number, FakeCi>();
  let current: { replies: ReproductionReplies; asked: ReproductionStory['asked'] } = {
    replies: {},
    asked: [],
  };
  const model = await startAnthropicServer(({ body }) => answerModel(body, current));
  const router = createFakeCi(() => ({ kind: 'no-report', conclusion: 'failure' }));
  const world = await givenWorld({
    base: { '.github/workflows/testwright.yml': WORKFLOW },
    change: { 'README.md': 'change' },
    runner: {
      ...router.runner,
      execute: (request) => (stories.get(request.repository.id) ?? router).runner.execute(request),
    },
    model:
      typeof options.engine === 'object'
        ? options.engine
        : options.engine === 'built-in'
          ? { provider: 'builtin' }
          : {
              provider: 'anthropic',
              apiKey: 'not-a-key',
              baseUrl: model.baseUrl,
              model: 'scripted',
              timeoutMs: 10_000,
              maxRetries: 0,
            },
    config: { sweepIntervalMs: 3_600_000, ...options.config },
  });
  const directory = mkdtempSync(join(tmpdir(), 'testwright-reproduction-'));
  const real = createActionsRunner({
    workDirectory: directory,
    actionRoot: ROOT,
    python: options.python ?? ownPython(),
  });
  const runForReal = async ({ request }: CiRound): Promise<CiAnswer> => ({
    kind: 'run',
    result: await real.execute(request),
  });
  let count = 0;

  async function tell(wish: ReproductionWish): Promise<ReproductionStory> {
    const asked: ReproductionStory['asked'] = [];
    current = { replies: wish.replies ?? {}, asked };
    const owner = `reporter-of-${++count}`;
    const scene = await world.addRepository({
      owner,
      base: { '.github/workflows/testwright.yml': WORKFLOW, ...wish.files, 'OWNER.md': owner },
      change: { 'README.md': 'change' },
    });
    const ci = createFakeCi(wish.ci === undefined || wish.ci === 'real' ? runForReal : wish.ci);
    stories.set(scene.repository.id, ci);
    const author = wish.issue.author ?? 'reporter';
    world.hub.addUser(author);
    world.hub.setPermission(scene.repository, author, 'read');
    world.hub.setPermission(scene.repository, 'maintainer', 'admin');
    const { title, body } = wish.issue;
    const number = world.hub.openIssue(scene.repository, { title, body, author });
    const run = (...args: string[]): string => git(scene.repository.gitDir, args);
    let taken = 0;
    const story: ReproductionStory = {
      ...scene,
      world,
      ci,
      number,
      asked,
      git: run,
      async ended() {
        const until = Date.now() + PATIENCE_MS;
        for (;;) {
          const found = readEnded(world.log.slice(taken), scene.repository.id);
          if (found) {
            taken += found.index + 1;
            return found.ended;
          }
          if (Date.now() > until) {
            const problems = world.hub.violations.map(({ problem }) => problem).join('\n');
            throw new Error(`no run has ended:\n${world.log.slice(-20).join('')}${problems}`);
          }
          await sleep(20);
        }
      },
      async read(outcome) {
        const branch = (await world.hub.branches(scene.repository))[reproductionBranch(number)] ?? null;
        const path = branch === null ? '' : run('diff', '--name-only', scene.baseSha, branch).split('\n')[0]!;
        const ours = world.hub
          .comments(scene.repository, number)
          .filter(({ app }) => app?.id === world.appId);
        const summaries = ours.filter((one) => one.body.startsWith('<!-- testwright:reproduction'));
        if (summaries.length > 1) throw new Error(`${summaries.length} comments instead of one`);
        return {
          outcome,
          ciRounds: ci.rounds.length,
          // A real model is not heard here; the comment says how often it was asked.
          modelCalls: asked.length || Number(/\b(\d+) calls?,/.exec(summaries[0]?.body ?? '')?.[1] ?? 0),
          asked,
          branch,
          test: branch === null ? null : { path, text: `${run('show', `${branch}:${path}`)}\n` },
          comment: summaries[0]?.body ?? '',
          labels: world.hub.issue(scene.repository, number).labels.map(({ name }) => name),
          story,
        };
      },
    };
    return story;
  }

  return {
    world,
    tell,
    async reproduce(wish) {
      const story = await tell(wish);
      await world.hub.labelIssue(story.repository, story.number, wish.label ?? 'needs-repro', 'maintainer');
      let { outcome } = await story.ended();
      if (outcome.code === 'report-incomplete' && wish.issue.answer !== undefined) {
        await world.hub.addComment(
          story.repository,
          story.number,
          wish.issue.author ?? 'reporter',
          wish.issue.answer,
        );
        ({ outcome } = await story.ended());
      }
      return story.read(outcome);
    },
    async close() {
      for (const ci of stories.values()) ci.end();
      await world.close();
      await model.close();
      rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function readEnded(
  lines: readonly string[],
  repositoryId: number,
): { index: number; ended: { outcome: Outcome; rounds: number } } | null {
  for (const [index, line] of lines.entries()) {
    if (!line.includes('"reproduction ended"')) continue;
    const entry = JSON.parse(line) as Ended & { repositoryId: number };
    if (entry.repositoryId === repositoryId) return { index, ended: entry };
  }
  return null;
}

function answerModel(
  body: AnthropicBody,
  current: { replies: ReproductionReplies; asked: ReproductionStory['asked'] },
): ScriptedReply {
  const text = body.messages.map(({ content }) => content).join('\n');
  const kind = readKind(text);
  const before = current.asked.filter((one) => one.kind === kind).length;
  current.asked.push({ kind, text });
  const replies = current.replies[kind] ?? [];
  const reply = replies[Math.min(before, replies.length - 1)];
  if (reply === undefined) throw new Error(`no reply is scripted for ${kind}`);
  return typeof reply === 'function' ? reply() : anthropicMessage(JSON.stringify(reply));
}

function readKind(text: string): ReproductionPrompt {
  if (text.includes('### Earlier attempts at this report')) return 'plan-reproduction';
  if (text.includes('### Versions that did not pass')) return 'write-passing-test';
  return text.includes('### Problems with earlier flipped versions') ? 'flip-test' : 'validate-reproduction';
}
