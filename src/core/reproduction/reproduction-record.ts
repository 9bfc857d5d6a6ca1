import { type Limits, NO_LIMITS } from '../budget/limits.ts';
import { NOTHING_SPENT, type SpentByScope } from '../budget/spent.ts';
import type { Skipped } from '../change-set/change-set.ts';
import type { ParsedConfiguration } from '../configuration/parse-configuration.ts';
import type { Privacy } from '../configuration/private-paths.ts';
import type { Failure } from '../evidence/ci-report.ts';
import type { PlannedReproduction } from '../suggestions/parse-reply.ts';
import type { Suggestion } from '../suggestions/suggestion.ts';
import type { FoundVersion } from '../versions/found-version.ts';
import type { IsolatedReport } from './report.ts';
import type { Suspect, SuspectCoverage } from './suspect-lines.ts';

/**
 * What the commit of a round holds.
 * - `pass`: candidates that assert the wrong behaviour, so they pass on the buggy code.
 * - `flip`: those of them that passed, with their assertions turned around.
 * - `offer`: the one test that was found, in the form in which it is offered.
 */
export type ReproductionPurpose = 'pass' | 'flip' | 'offer';

export interface ReproductionRound {
  round: number;
  purpose: ReproductionPurpose;
  suggestions: Suggestion[];
}

/** What somebody or something says of a failing test: whether it shows the reported bug, and why. */
export interface Validation {
  by: 'model' | 'rule';
  revealing: boolean;
  reason: string;
}

/** One test on its way from passing to failing. */
export interface ReproductionCandidate {
  passing: Suggestion;
  flipped: Suggestion | null;
  /** How often the passing version has passed; 0 until CI has run it. */
  passes: number;
  passRound: number | null;
  failRound: number | null;
  coverage: SuspectCoverage[];
  failure: Failure | null;
  /** How it fails, in half a sentence. */
  how: string;
  validation: Validation | null;
  /** Why it goes no further; null while it does. */
  problem: { code: string; reason: string } | null;
}

/** A version that did not do, and why. */
export interface ReproductionFailure {
  /** Which answer of the attempt it belongs to. */
  answer: number;
  /** Equal for failures alike. */
  signature: string;
  what: string;
  test: string;
  reason: string;
  traceback: string;
}

/** One try with a plan of its own. Of those before it, the model is told plan, test, error and feedback and nothing else. */
export interface ReproductionAttempt {
  number: number;
  /** Null with the built-in engine, which takes the report's own code. */
  plan: PlannedReproduction | null;
  writes: number;
  flips: number;
  candidates: ReproductionCandidate[];
  /** What went wrong, in order; the same one three times ends the attempt. */
  failures: ReproductionFailure[];
  ended: string | null;
}

/** What a run for an issue knows between its steps: plain JSON, stored with the run. */
export interface ReproductionRecord {
  trigger: {
    action: 'labeled' | 'asked' | 'told';
    senderId: number;
    senderLogin: string;
    senderType: string;
  };
  /** When the label was set or the command given, also where the reporter was asked in between; ISO 8601. */
  requestedAt: string;
  repositoryUrl: string;
  /** The default branch's head. CI's base is the same commit. */
  baseSha: string;
  defaultBranch: string;
  engine: { label: string; builtIn: boolean };
  configuration: ParsedConfiguration;
  issue: { title: string; author: { id: number; login: string } | null };
  /** The reporter was asked for what is missing, once and for all. */
  hasAsked: boolean;
  report: IsolatedReport | null;
  suspects: Suspect[];
  projectFacts: string;
  /** The versions that they name; absent in runs that began before these were kept. */
  versions?: FoundVersion[];
  testConventions: string;
  /** Further source and tests, as the model is shown them. */
  context: string;
  /** Where the test goes; further candidates stand beside it while they are tried. */
  testPath: string;
  attempts: ReproductionAttempt[];
  rounds: ReproductionRound[];
  nextSuggestionNumber: number;
  /** The file as it is offered; null until it is. */
  offeredText: string | null;
  /** When CI had shown the failing test; ISO 8601. */
  failingAt: string | null;
  environment: { python: string; packages: Record<string, string> } | null;
  /** Which model may see what; absent until the tree was read, and with the built-in engine. */
  privacy?: Privacy;
  /** No files are changed; the reader of CI's results asks. */
  changed: never[];
  skipped: Skipped[];
  spent: SpentByScope;
  limits: Limits;
  prompts: { id: string; version: string }[];
  redactions: number;
  stopped: string | null;
}

/** The record of a run that has not begun. */
export function createReproductionRecord(
  given: Pick<
    ReproductionRecord,
    | 'trigger'
    | 'requestedAt'
    | 'repositoryUrl'
    | 'baseSha'
    | 'defaultBranch'
    | 'configuration'
    | 'issue'
    | 'hasAsked'
  >,
): ReproductionRecord {
  return {
    ...given,
    engine: { label: 'built-in', builtIn: true },
    report: null,
    suspects: [],
    projectFacts: '',
    testConventions: '',
    context: '',
    testPath: '',
    attempts: [],
    rounds: [],
    nextSuggestionNumber: 1,
    offeredText: null,
    failingAt: null,
    environment: null,
    changed: [],
    skipped: [],
    spent: {
      run: NOTHING_SPENT,
      pullRequest: NOTHING_SPENT,
      repositoryDay: NOTHING_SPENT,
      installationDay: NOTHING_SPENT,
    },
    limits: NO_LIMITS,
    prompts: [],
    redactions: 0,
    stopped: null,
  };
}

/** The candidate that went all the way, or null. */
export function findConfirmed({
  attempts,
}: Pick<ReproductionRecord, 'attempts'>): ReproductionCandidate | null {
  return (
    attempts
      .at(-1)
      ?.candidates.find(({ validation, problem }) => validation?.revealing && problem === null) ?? null
  );
}

/** The suspects that the present plan is about: those that it names, and where a traceback ends. */
export function chooseAccused({
  suspects,
  attempts,
}: Pick<ReproductionRecord, 'suspects' | 'attempts'>): Suspect[] {
  const named = attempts.at(-1)?.plan?.suspects ?? [];
  const chosen = named.flatMap((name) => findSuspect(suspects, name) ?? []);
  const first = suspects.slice(0, chosen.length > 0 ? 0 : 3);
  return [...new Set([...chosen, ...first])];
}

/** By id, or by the qualified name where only one suspect bears it. */
function findSuspect(suspects: readonly Suspect[], name: string): Suspect | null {
  const exact = suspects.find(({ id }) => id === name.trim());
  if (exact) return exact;
  const alike = suspects.filter(
    ({ qualname, id }) => qualname === name.trim() || id.endsWith(`::${name.trim()}`),
  );
  return alike.length === 1 ? alike[0]! : null;
}
