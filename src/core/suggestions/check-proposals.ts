import type { PythonParser, SyntaxNode } from '../python/parser.ts';
import type { Target } from '../python/target.ts';
import { caseFingerprints } from './case-fingerprints.ts';
import type { TestModules } from './choose-module.ts';
import { findPolicyProblem } from './code-policy.ts';
import { dedent } from './dedent.ts';
import { findTarget } from './find-target.ts';
import { testFingerprints } from './fingerprint.ts';
import { type ImportedName, renderImport, uniqueImports } from './imports.ts';
import { lintProposal } from './lint-proposal.ts';
import { choosePlace, type Placed, settlePlace } from './place-proposal.ts';
import { readImports } from './read-imports.ts';
import { findRejected, type RejectedTest } from './rejected-test.ts';
import type { ProposedTest } from './reply-schema.ts';
import { formatPython } from './ruff.ts';
import type { Refusal, Rung, Suggestion } from './suggestion.ts';
import { firstError } from './syntax.ts';
import { MAX_SYNTAX_DEPTH, nestsTooDeep } from './syntax-depth.ts';
import { indexTestPlaces, type TestPlaces } from './test-places.ts';
import { tidyCode } from './tidy-code.ts';

export interface CheckRequest {
  /** `edge` is set where edge cases were asked for. */
  proposals: readonly (ProposedTest & { edge?: string })[];
  parser: PythonParser;
  /** All paths of the repository at head. */
  allPaths: readonly string[];
  targets: readonly Target[];
  /** Suggestions that stay: new ones fit in beside them and must not repeat them. */
  existing: readonly Suggestion[];
  /** Texts of existing test files by path. */
  existingTestTexts: ReadonlyMap<string, string>;
  /** Those of them that tests may be merged into. */
  modules: TestModules;
  /** What maintainers have turned down, for targets that are what they were then. */
  rejected: readonly RejectedTest[];
  /** Number of the first new suggestion: 4 gives `s4`, `s5`, … */
  nextId: number;
  /** Whether a test may do without an assertion: one that awaited an exception before and must not meet it may. */
  expectations?: 'needed' | 'may-be-none';
  origin: Suggestion['origin'];
}

/** What stopped a proposal. */
interface Stop {
  rung: Rung;
  code: string;
  reason: string;
}

type Step<T> = { ok: true; value: T } | { ok: false; stop: Stop };

/** What a proposal is checked against; it grows with each one that is taken. */
interface Ground {
  request: CheckRequest;
  /** Fingerprints of tests, with words for where they are. */
  known: Map<string, string>;
  places: TestPlaces;
  placed: Placed[];
}

/** Code and imports that parse, lint and are allowed. */
interface SoundCode {
  imports: ImportedName[];
  code: string;
}

/** Largest text that is parsed at all, in characters. */
const MAX_TEXT = 60_000;

/**
 * The rungs of the ladder that need no CI: parses → lints → allowed → new. What can be mended by rule is mended:
 * shared indentation, unused and obvious missing imports, a place that is no test file, names that neighbours have. Every other proposal
 * ends as a refusal with its rung and reason.
 */
export function checkProposals(request: CheckRequest): { suggestions: Suggestion[]; refusals: Refusal[] } {
  const suggestions: Suggestion[] = [];
  const refusals: Refusal[] = [];
  const ground: Ground = {
    request,
    known: knownFingerprints(request),
    places: indexTestPlaces(request.allPaths, request.existingTestTexts),
    placed: request.existing.map((one) => toPlaced(request.parser, one)),
  };
  for (const proposal of request.proposals) {
    const id = `s${request.nextId + suggestions.length}`;
    const target = findTarget(proposal.target_id, request.targets);
    const checked = target
      ? checkProposal(ground, proposal, target, id)
      : stop(
          'parses',
          'unknown-target',
          `there is no target ${JSON.stringify(proposal.target_id.slice(0, 200))}`,
        );
    if (checked.ok) {
      suggestions.push(checked.value);
      ground.placed.push(toPlaced(request.parser, checked.value));
    } else {
      refusals.push({ title: proposal.title, targetId: target?.id ?? null, ...checked.stop });
    }
  }
  return { suggestions, refusals };
}

function checkProposal(
  ground: Ground,
  proposal: CheckRequest['proposals'][number],
  target: Target,
  id: string,
): Step<Suggestion> {
  const { request, known } = ground;
  // The path first: what was meant for a forbidden file is refused as that, whatever its code looks like.
  const place = choosePlace({ ...request, places: ground.places }, proposal.path, target);
  if (!place.ok) return stop('allowed', 'path-not-allowed', place.reason);
  const sound = checkCode(request, proposal, target);
  if (!sound.ok) return sound;
  const fresh = checkNew(request, target, sound.value.code, known);
  if (!fresh.ok) return fresh;

  const settled = settlePlace(request, place.value, { target, ...sound.value }, ground.placed);
  for (const print of fresh.value) known.set(print, `suggestion ${id}`);
  return {
    ok: true,
    value: {
      id,
      targetId: target.id,
      title: proposal.title,
      checks: proposal.checks,
      path: settled.path,
      notMerged: settled.notMerged,
      imports: sound.value.imports.map(renderImport),
      code: settled.code,
      testNames: settled.testNames,
      origin: request.origin,
      repairs: 0,
      mends: [],
      ...(proposal.edge === undefined ? {} : { edge: proposal.edge }),
    },
  };
}

function toPlaced(parser: PythonParser, suggestion: Suggestion): Placed {
  const { path, imports, code } = suggestion;
  return { suggestion, content: { path, imports: readImports(parser, imports).items, code } };
}

/** Rungs parses, lints and, for the code, allowed. */
function checkCode(
  { parser, expectations = 'needed' }: CheckRequest,
  proposal: ProposedTest,
  target: Target,
): Step<SoundCode> {
  const written = dedent(proposal.code.replaceAll(/\r\n?/g, '\n'));
  const unreadable = parseProblem(parser, written);
  if (unreadable) return stop('parses', unreadable.code, unreadable.reason);
  const given = readImports(parser, proposal.imports);
  if (given.broken !== null) {
    return stop('parses', 'syntax-error', `\`${given.broken.slice(0, 120)}\` is not an import statement`);
  }
  const tidy = tidyCode(parser, written);
  // Marks of the module were repeated at each test.
  if (tidy.code.length > MAX_TEXT) return tooLarge(tidy.code);
  const imports = uniqueImports([...given.items, ...tidy.hoisted]);
  const linted = lintProposal(imports, tidy.code, target);
  if (!linted.ok)
    return stop(linted.code === 'syntax-error' ? 'parses' : 'lints', linted.code, linted.reason);
  const problem = parser.withTree(tidy.code, (root) => findPolicyProblem(root, linted.imports));
  const isExcused = problem?.code === 'no-assertion' && expectations === 'may-be-none';
  if (problem && !isExcused) return stop('allowed', problem.code, problem.reason);
  return { ok: true, value: { imports: linted.imports, code: formatPython(tidy.code) } };
}

function tooLarge(code: string): { ok: false; stop: Stop } {
  return stop('parses', 'too-large', `its code has ${code.length} characters`);
}

function parseProblem(parser: PythonParser, code: string): { code: string; reason: string } | null {
  if (code.length > MAX_TEXT) return tooLarge(code).stop;
  return parser.withTree(code, (root) => {
    if (nestsTooDeep(root)) {
      return { code: 'too-large', reason: `its code nests deeper than ${MAX_SYNTAX_DEPTH} levels` };
    }
    const error = firstError(root);
    if (!error) return null;
    const line = (code.split('\n')[error.line - 1] ?? '').trim().slice(0, 80);
    return {
      code: 'syntax-error',
      reason: `line ${error.line}: the code does not parse near \`${line.replaceAll('`', "'")}\``,
    };
  });
}

/** Refuses code all of whose tests are known; gives back the fingerprints of its tests. */
function checkNew(
  { parser, rejected }: CheckRequest,
  target: Target,
  code: string,
  known: ReadonlyMap<string, string>,
): Step<string[]> {
  const { prints, cases } = parser.withTree(code, printsOf);
  const before = findRejected(rejected, target.id, prints);
  if (before) {
    const why = before.reason === null ? '' : `: ${before.reason}`;
    return stop('new', 'rejected-before', `a maintainer has rejected this test${why}`);
  }
  const earlier = prints.map((print, index) => known.get(print) ?? knownCases(known, cases[index]!));
  return prints.length > 0 && earlier.every((one) => one !== undefined)
    ? stop('new', 'duplicate', `it repeats ${earlier[0]}`)
    : { ok: true, value: [...prints, ...cases.flatMap((one) => one ?? [])] };
}

function printsOf(root: SyntaxNode): { prints: string[]; cases: (string[] | null)[] } {
  return { prints: testFingerprints(root), cases: caseFingerprints(root) };
}

/** Where all that a test checks is checked already; the words for its first case. */
function knownCases(known: ReadonlyMap<string, string>, cases: string[] | null): string | undefined {
  return cases?.every((one) => known.has(one)) ? known.get(cases[0]!) : undefined;
}

/** Fingerprints of the tests that exist or are suggested already, with words for where. */
function knownFingerprints({ parser, existing, existingTestTexts }: CheckRequest): Map<string, string> {
  const known = new Map<string, string>();
  for (const [path, text] of existingTestTexts) {
    const found = parser.withTree(text, (root) => (nestsTooDeep(root) ? null : printsOf(root)));
    for (const print of [...(found?.prints ?? []), ...(found?.cases ?? []).flatMap((one) => one ?? [])])
      known.set(print, `a test in ${path}`);
  }
  for (const one of existing) {
    const { prints, cases } = parser.withTree(one.code, printsOf);
    for (const print of [...prints, ...cases.flatMap((list) => list ?? [])])
      known.set(print, `suggestion ${one.id}`);
  }
  return known;
}

function stop(rung: Rung, code: string, reason: string): { ok: false; stop: Stop } {
  return { ok: false, stop: { rung, code, reason } };
}
