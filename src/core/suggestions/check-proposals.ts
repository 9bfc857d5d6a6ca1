import type { PythonParser } from '../python/parser.ts';
import type { Target } from '../python/target.ts';
import { isTestModule } from '../python/test-files.ts';
import { findPolicyProblem } from './code-policy.ts';
import { dedent } from './dedent.ts';
import { findTarget } from './find-target.ts';
import { testFingerprints } from './fingerprint.ts';
import { type ImportedName, importedNames, isImport, renderImport, uniqueImports } from './imports.ts';
import { lintProposal } from './lint-proposal.ts';
import { ruleOnPath } from './path-policy.ts';
import { type FileContent, placeSuggestion } from './placement.ts';
import { renameInCode } from './rename.ts';
import type { ProposedTest } from './reply-schema.ts';
import { formatPython } from './ruff.ts';
import type { Refusal, Rung, Suggestion } from './suggestion.ts';
import { firstError } from './syntax.ts';
import { MAX_SYNTAX_DEPTH, nestsTooDeep } from './syntax-depth.ts';
import { findTests } from './test-names.ts';
import { indexTestPlaces, type TestPlaces } from './test-places.ts';
import { tidyCode } from './tidy-code.ts';

export interface CheckRequest {
  proposals: readonly ProposedTest[];
  parser: PythonParser;
  /** All paths of the repository at head. */
  allPaths: readonly string[];
  targets: readonly Target[];
  /** Suggestions that stay: new ones fit in beside them and must not repeat them. */
  existing: readonly Suggestion[];
  /** Texts of existing test files by path. */
  existingTestTexts: ReadonlyMap<string, string>;
  /** Number of the first new suggestion: 4 gives `s4`, `s5`, … */
  nextId: number;
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
  placed: FileContent[];
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
    placed: request.existing.map((one) => contentOf(request.parser, one)),
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
      ground.placed.push(contentOf(request.parser, checked.value));
    } else {
      refusals.push({ title: proposal.title, targetId: target?.id ?? null, ...checked.stop });
    }
  }
  return { suggestions, refusals };
}

function checkProposal(ground: Ground, proposal: ProposedTest, target: Target, id: string): Step<Suggestion> {
  const { request, known } = ground;
  // The path first: what was meant for a forbidden file is refused as that, whatever its code looks like.
  const path = choosePath(ground, proposal, target);
  if (!path.ok) return path;
  const sound = checkCode(request.parser, proposal, target);
  if (!sound.ok) return sound;
  const fresh = checkNew(request.parser, sound.value.code, known);
  if (!fresh.ok) return fresh;

  const { parser } = request;
  const wanted: FileContent = { path: path.value, ...sound.value };
  const placement = placeSuggestion(parser, wanted, ground.placed, request.allPaths);
  let { code } = sound.value;
  for (const { from, to } of placement.renames) code = renameInCode(parser, code, from, to);
  for (const print of fresh.value) known.set(print, `suggestion ${id}`);
  return {
    ok: true,
    value: {
      id,
      targetId: target.id,
      title: proposal.title,
      checks: proposal.checks,
      path: placement.path,
      imports: sound.value.imports.map(renderImport),
      code,
      testNames: parser.withTree(code, (root) => findTests(root).map(({ testName }) => testName)),
      origin: request.origin,
      repairs: 0,
      mends: [],
    },
  };
}

function contentOf(parser: PythonParser, { path, imports, code }: Suggestion): FileContent {
  return { path, imports: readImports(parser, imports).items, code };
}

/** Rungs parses, lints and, for the code, allowed. */
function checkCode(parser: PythonParser, proposal: ProposedTest, target: Target): Step<SoundCode> {
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
  if (problem) return stop('allowed', problem.code, problem.reason);
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

/** The names of a list of import statements, and the first entry that is something else. */
function readImports(
  parser: PythonParser,
  statements: readonly string[],
): { items: ImportedName[]; broken: string | null } {
  const items: ImportedName[] = [];
  for (const statement of statements) {
    if (statement.trim() === '') continue;
    const names = parser.withTree(statement, (root) =>
      root.hasError || root.namedChildren.some((child) => !isImport(child) && child.type !== 'comment')
        ? null
        : root.namedChildren.filter(isImport).flatMap(importedNames),
    );
    if (!names) return { items, broken: statement };
    items.push(...names);
  }
  return { items: uniqueImports(items), broken: null };
}

function choosePath({ request, places }: Ground, proposal: ProposedTest, target: Target): Step<string> {
  if (proposal.path === '') return { ok: true, value: places.conventionalPath(target) };
  const ruling = ruleOnPath(proposal.path, { paths: request.allPaths, isTestPath: isTestModule });
  if (ruling.ruling === 'refused') {
    const shown = JSON.stringify(proposal.path.slice(0, 120));
    return stop('allowed', 'path-not-allowed', `the path ${shown} is not allowed: ${ruling.reason}`);
  }
  const isFree = ruling.ruling === 'allowed' && !places.hasNamesake(proposal.path);
  return { ok: true, value: isFree ? proposal.path : places.conventionalPath(target) };
}

/** Refuses code all of whose tests are known; gives back the fingerprints of its tests. */
function checkNew(parser: PythonParser, code: string, known: ReadonlyMap<string, string>): Step<string[]> {
  const prints = parser.withTree(code, testFingerprints);
  const earlier = prints.map((print) => known.get(print));
  return prints.length > 0 && earlier.every((one) => one !== undefined)
    ? stop('new', 'duplicate', `it repeats ${earlier[0]}`)
    : { ok: true, value: prints };
}

/** Fingerprints of the tests that exist or are suggested already, with words for where. */
function knownFingerprints({ parser, existing, existingTestTexts }: CheckRequest): Map<string, string> {
  const known = new Map<string, string>();
  for (const [path, text] of existingTestTexts) {
    const prints = parser.withTree(text, (root) => (nestsTooDeep(root) ? [] : testFingerprints(root)));
    for (const print of prints) known.set(print, `a test in ${path}`);
  }
  for (const one of existing) {
    for (const print of parser.withTree(one.code, testFingerprints)) known.set(print, `suggestion ${one.id}`);
  }
  return known;
}

function stop(rung: Rung, code: string, reason: string): { ok: false; stop: Stop } {
  return { ok: false, stop: { rung, code, reason } };
}
