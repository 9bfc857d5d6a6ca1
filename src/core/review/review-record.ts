import { type Limits, NO_LIMITS } from '../budget/limits.ts';
import { NOTHING_SPENT, type SpentByScope } from '../budget/spent.ts';
import type { Probe } from '../builtin/probe.ts';
import type { Skipped } from '../change-set/change-set.ts';
import type { Privacy } from '../configuration/private-paths.ts';
import type { SettledConfiguration } from '../configuration/settle-configuration.ts';
import { NO_INTENT, type StatedIntent } from '../contract/stated-intent.ts';
import type { Assessment } from '../evidence/assessment.ts';
import type { Contradiction } from '../evidence/find-contradictions.ts';
import type { Verdict } from '../evidence/verdict.ts';
import type { FailingTest } from '../fix/failing-test.ts';
import type { OwnCi } from '../own-ci/own-ci.ts';
import type { Target } from '../python/target.ts';
import type { MarkedTest } from '../reproduction/choose-reproductions.ts';
import type { Told } from '../review-comments/choose-remarks.ts';
import type { Finding } from '../review-comments/finding.ts';
import type { FilePlaces } from '../review-comments/places.ts';
import type { TestModules } from '../suggestions/choose-module.ts';
import type { RejectedTest } from '../suggestions/rejected-test.ts';
import type { PatchFile } from '../suggestions/render-patch.ts';
import type { EdgeCase, Refusal, Suggestion, Weakness } from '../suggestions/suggestion.ts';
import type { FoundVersion } from '../versions/found-version.ts';
import type { AskedTask } from './asked-task.ts';

/**
 * What the commit of a round is for.
 * - `measure`: no suggestion could be made; CI runs base's and head's own suites for the coverage numbers.
 * - `probe`: the built-in engine has CI observe calls. `tests`: suggestions run for the first time, or repaired.
 * - `confirmation`: judging changed the set, so exactly the kept set runs once more.
 */
export type RoundPurpose = 'measure' | 'probe' | 'tests' | 'confirmation';

export interface PlannedRound {
  round: number;
  purpose: RoundPurpose;
  /** The suggestions in this round's commit. */
  suggestions: Suggestion[];
}

/** A suggestion with the judgement that ended its climb. */
export interface EndedSuggestion {
  suggestion: Suggestion;
  verdict: Verdict;
}

/** A possible bug: a catch, or a test that passes and contradicts the code's own contract. */
export interface CaughtSuggestion extends EndedSuggestion {
  assessment: Assessment;
  /** Empty for a catch. */
  contradictions: Contradiction[];
}

/** Whether the code of a fork may be run here. */
export interface ForkRecord {
  /** Who has approved exactly this head; null as long as nobody has. */
  approvedBy: string | null;
  /** Why nobody can, in sentences whose code stands between backticks; null when a maintainer can. */
  obstacle: string | null;
}

/** What a review knows between its steps: plain JSON, stored with the run. */
export interface ReviewRecord {
  /** Who caused the run, and by what. */
  trigger: { action: string; senderId: number; senderLogin: string; senderType: string };
  /** What was asked for by a command; null for a review. */
  asked: AskedTask | null;
  engine: { label: string; builtIn: boolean };
  /** Address of the repository's pages, for links in the comment. */
  repositoryUrl: string;
  baseSha: string | null;
  /** The settings in force; empty until they were read. */
  configuration: SettledConfiguration;
  /** What no remote model may see; absent until the change was looked at. */
  privacy?: Privacy;
  ownCi: OwnCi;
  /** For a pull request from a fork; null for one of this repository, and until it was read. */
  fork: ForkRecord | null;
  /** The tests on offer as a patch, where they cannot be accepted by a click. */
  patch: PatchFile[];
  /** What is missing and what to add, where our workflow could not be started; null elsewhere. */
  notExecutedBecause: string | null;
  /** Changed Python files, without their text. */
  changed: { path: string; changedLines: number[]; isTest: boolean }[];
  targets: Target[];
  /** Short facts about the project for prompts. */
  projectFacts: string;
  /** The versions that they name; absent in runs that began before these were kept. */
  versions?: FoundVersion[];
  testConventions: string;
  /** What the pull request, the issues it closes and its tests say it is meant to do. */
  intent: StatedIntent;
  /** Existing tests near the targets, for finding duplicates. */
  existingTests: Record<string, string>;
  /** Which of them tests may be merged into: whole plain files of head. `lineLength` in characters. */
  mergeable: { paths: string[]; lineLength: number };
  /** What maintainers have turned down, for targets that are what they were then. */
  rejected: RejectedTest[];
  /** Failing tests of issues that the change may make pass, until they are in a round. */
  reproduced: Suggestion[];
  /** Those that head has, with their marks. */
  marked: MarkedTest[];
  /** Where comments may stand in the changed files. */
  places: Record<string, FilePlaces>;
  /** Weak tests of the pull request; null before they were looked for. */
  testFindings: Finding[] | null;
  /** What was told at lines of this pull request before this review. */
  told: Told[];
  rounds: PlannedRound[];
  /** Rounds after the first that repaired or added tests. */
  furtherRounds: number;
  probes: Probe[];
  kept: EndedSuggestion[];
  catches: CaughtSuggestion[];
  dropped: EndedSuggestion[];
  notRun: Suggestion[];
  refusals: Refusal[];
  edgeCases: EdgeCase[];
  weaknesses: Weakness[];
  /** Failing tests of the pull request's own suite, once someone has asked about them; null before. */
  failing: FailingTest[] | null;
  skipped: Skipped[];
  nextSuggestionNumber: number;
  /** What the ledger said when it was last read. */
  spent: SpentByScope;
  /** Of the pull request, as they were when the ledger was last read. */
  limits: Limits;
  /** Why the budget did not allow what this review needed to suggest anything. */
  exhausted: string | null;
  prompts: { id: string; version: string }[];
  redactions: number;
  stopped: string | null;
}

/** The record of a run that has not begun. */
export function createReviewRecord(trigger: ReviewRecord['trigger'], repositoryUrl: string): ReviewRecord {
  return {
    trigger,
    asked: null,
    engine: { label: 'built-in', builtIn: true },
    repositoryUrl,
    baseSha: null,
    configuration: { configuration: {}, problems: [] },
    ownCi: { coverage: null, evaluations: null },
    fork: null,
    patch: [],
    notExecutedBecause: null,
    changed: [],
    targets: [],
    projectFacts: '',
    testConventions: '',
    intent: NO_INTENT,
    existingTests: {},
    mergeable: { paths: [], lineLength: 88 },
    rejected: [],
    reproduced: [],
    marked: [],
    places: {},
    testFindings: null,
    told: [],
    rounds: [],
    furtherRounds: 0,
    probes: [],
    kept: [],
    catches: [],
    dropped: [],
    notRun: [],
    refusals: [],
    edgeCases: [],
    weaknesses: [],
    failing: null,
    skipped: [],
    nextSuggestionNumber: 1,
    spent: {
      run: NOTHING_SPENT,
      pullRequest: NOTHING_SPENT,
      repositoryDay: NOTHING_SPENT,
      installationDay: NOTHING_SPENT,
    },
    limits: NO_LIMITS,
    exhausted: null,
    prompts: [],
    redactions: 0,
    stopped: null,
  };
}

/** Whether a person has asked for this review: then it is made and told, whatever the settings leave alone. */
export function isAsked({ trigger }: Pick<ReviewRecord, 'trigger'>): boolean {
  return trigger.action === 'asked';
}

/** The test modules of head that suggestions may be merged into. */
export function findTestModules({ existingTests, mergeable }: ReviewRecord): TestModules {
  return {
    texts: new Map(mergeable.paths.map((path) => [path, existingTests[path]!])),
    lineLength: mergeable.lineLength,
  };
}

/** Adds what was left out, each thing once. */
export function rememberSkipped(record: ReviewRecord, skipped: readonly Skipped[]): void {
  for (const one of skipped) {
    const isKnown = record.skipped.some((known) => known.what === one.what && known.reason === one.reason);
    if (!isKnown) record.skipped.push(one);
  }
}

/** What the round's commit is for, in words for people. */
export function describeRound(round: PlannedRound): string {
  const count = `${round.suggestions.length} suggestion${round.suggestions.length === 1 ? '' : 's'}`;
  switch (round.purpose) {
    case 'measure':
      return 'measure the suites of base and of this change';
    case 'probe':
      return 'observe the behaviour of the changed code';
    case 'tests':
      return `run ${count}`;
    case 'confirmation':
      return `confirm exactly the kept set (${count})`;
  }
}
