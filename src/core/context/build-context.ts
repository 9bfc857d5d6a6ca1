import type { ChangeSet, Skipped } from '../change-set/change-set.ts';
import type { Definition } from '../python/definitions.ts';
import { findNearbyTests } from '../python/nearby-tests.ts';
import type { PythonParser } from '../python/parser.ts';
import { nameOf } from '../python/path-index.ts';
import type { Target } from '../python/target.ts';
import { isPythonPath, isTestModule } from '../python/test-files.ts';
import { elide } from './elide.ts';
import { estimateTokens } from './estimate-tokens.ts';
import { findBaseFiles, projectImports } from './project-imports.ts';

/** One file as a model is shown it. */
export interface Piece {
  path: string;
  /** `elided`: no function bodies; `lines`: only the bodies that matter; `rest`: all but what is shown elsewhere. */
  form: 'whole' | 'elided' | 'lines' | 'rest';
  text: string;
  reason: string;
  /** Estimated. */
  tokens: number;
}

/** What a model is shown of a project, within a budget. */
export interface Context {
  /** What changes least from push to push first, so that a provider's prompt cache can keep it. */
  pieces: Piece[];
  leftOut: Skipped[];
  render(): string;
}

/** A target's file is shown whole up to this share of the budget, an example of a test up to the other. */
const TARGET_SHARE = 0.3;
const TEST_SHARE = 0.15;
/** Files larger than this are never shown, nor read for it. */
const MAX_CHARACTERS = 200_000;
const MAX_EXAMPLES = 2;
/** Functions of other files that a target calls stay whole up to this many lines. */
const MAX_CALLED_LINES = 30;

interface Request {
  parser: PythonParser;
  targets: readonly Target[];
  changeSet: ChangeSet;
  texts: ReadonlyMap<string, string>;
  tokenBudget: number;
  /** Ids of targets whose source the prompt shows outside of the context; their bodies are not repeated. */
  shownElsewhere?: ReadonlySet<string>;
}

interface Candidate {
  path: string;
  reason: string;
  /** Characters of the whole file. */
  size: number;
  /** Forms from the best to the smallest. */
  forms: (() => Pick<Piece, 'form' | 'text'>)[];
}

/**
 * Chooses what a model is shown: the targets' files, fixtures, one or two existing tests as examples of style, and
 * what the targets import or inherit from, reduced to signatures except for what they call. Each file is taken in
 * the largest form that still fits; what does not fit at all is named in `leftOut`. Nothing is redacted here.
 */
export function buildContext(request: Request): Context {
  const pieces = new Map<string, Piece>();
  const leftOut: Skipped[] = [];
  let left = request.tokenBudget;
  for (const candidate of findCandidates(request)) {
    if (pieces.has(candidate.path)) continue;
    if (candidate.size > MAX_CHARACTERS) {
      leftOut.push({ what: candidate.path, reason: 'too large to show' });
      continue;
    }
    const piece = largestThatFits(candidate, left);
    if (piece) {
      pieces.set(candidate.path, piece);
      left -= piece.tokens;
    } else {
      leftOut.push({
        what: candidate.path,
        reason: `did not fit in the ${request.tokenBudget} tokens of context`,
      });
    }
  }
  const ordered = [...pieces.values()].sort((a, b) => stability(a, request) - stability(b, request));
  return { pieces: ordered, leftOut, render: () => ordered.map(renderPiece).join('\n\n') };
}

/** In the order in which they get room. */
function findCandidates(request: Request): Candidate[] {
  const { targets, texts } = request;
  const files = [...new Set(targets.map((target) => target.path))];
  const names = namesIn(targets);
  const candidates = files.flatMap((path) => targetCandidate(request, names, path));
  for (const [path, text] of texts) {
    if (nameOf(path) === 'conftest.py')
      candidates.push({ path, reason: 'fixtures', size: text.length, forms: wholeOrElided(request, text) });
  }
  candidates.push(...exampleCandidates(request, names));
  const reading = { ...request, allPaths: [...texts.keys()] };
  for (const path of findBaseFiles(reading)) {
    candidates.push(sourceCandidate(request, names, path, 'base class of a target'));
  }
  for (const file of files) {
    for (const { path } of projectImports(reading, file)) {
      candidates.push(sourceCandidate(request, names, path, `imported by ${file}`));
    }
  }
  return candidates;
}

/** Another source file: short functions that a target names stay whole, the others lose their bodies. */
function sourceCandidate(
  request: Request,
  names: ReadonlySet<string>,
  path: string,
  reason: string,
): Candidate {
  const text = request.texts.get(path)!;
  const keep = (definition: Definition): boolean => names.has(definition.name) && isShort(definition);
  return {
    path,
    reason,
    size: text.length,
    forms: [
      () => ({ form: 'lines', text: elide(request.parser, text, keep) }),
      () => ({ form: 'elided', text: elide(request.parser, text, () => false) }),
    ],
  };
}

function targetCandidate(request: Request, names: ReadonlySet<string>, path: string): Candidate[] {
  const text =
    request.texts.get(path) ?? request.changeSet.files.find((file) => file.path === path)?.headText;
  if (!text) return [];
  const own = request.targets.filter((target) => target.path === path);
  const shown = own.filter(({ id }) => request.shownElsewhere?.has(id)).map(({ qualname }) => qualname);
  const wanted = own.map(({ qualname }) => qualname).filter((qualname) => !shown.includes(qualname));
  const isShown = ({ qualname }: Definition): boolean =>
    shown.some((other) => other === qualname || other.startsWith(`${qualname}.`));
  const keep = (definition: Definition): boolean =>
    !isShown(definition) &&
    (wanted.includes(definition.qualname) ||
      definition.name === '__init__' ||
      (shown.length > 0 && isShort(definition) && names.has(definition.name)));
  const forms: Candidate['forms'] = [
    () => ({ form: 'lines', text: elide(request.parser, text, keep) }),
    () => ({ form: 'elided', text: elide(request.parser, text, () => false) }),
  ];
  if (estimateTokens(text) <= request.tokenBudget * TARGET_SHARE) {
    forms.unshift(
      shown.length === 0
        ? () => ({ form: 'whole', text })
        : () => ({ form: 'rest', text: elide(request.parser, text, (one) => !isShown(one)) }),
    );
  }
  return [{ path, reason: 'holds a target', size: text.length, forms }];
}

/** Tests that name a target before those that lie close by; those that the pull request changes are shown elsewhere. */
function exampleCandidates(request: Request, names: ReadonlySet<string>): Candidate[] {
  const { targets, texts, changeSet } = request;
  const changed = new Set(changeSet.files.map((file) => file.path));
  const tests = [...texts.keys()].filter(
    (path) => isTestModule(path) && isPythonPath(path) && !changed.has(path),
  );
  const near = new Map(
    [...new Set(targets.map((target) => target.path))]
      .flatMap((path) => findNearbyTests(path, tests))
      .map((path, i) => [path, i] as const)
      .reverse(),
  );
  const wanted = [...new Set(targets.map((target) => target.qualname.split('.').at(-1)!))];
  const rank = (path: string): number => {
    const text = texts.get(path)!;
    const named = wanted.filter((name) => text.includes(name)).length;
    return named * 10 - (near.get(path) ?? 50);
  };
  return tests
    .toSorted((a, b) => rank(b) - rank(a))
    .slice(0, MAX_EXAMPLES)
    .map((path) => {
      const text = texts.get(path)!;
      let examples = 0;
      const keep = (definition: Definition): boolean =>
        definition.kind === 'function' &&
        (examples++ < 3 || [...names].some((name) => definition.name.includes(name)));
      const forms: Candidate['forms'] = [() => ({ form: 'lines', text: elide(request.parser, text, keep) })];
      if (estimateTokens(text) <= request.tokenBudget * TEST_SHARE)
        forms.unshift(() => ({ form: 'whole', text }));
      return { path, reason: 'an existing test, as an example of style', size: text.length, forms };
    });
}

function isShort(definition: Definition): boolean {
  return definition.kind === 'function' && definition.endLine - definition.startLine < MAX_CALLED_LINES;
}

function wholeOrElided(request: Request, text: string): Candidate['forms'] {
  return [
    () => ({ form: 'whole', text }),
    () => ({ form: 'elided', text: elide(request.parser, text, () => false) }),
  ];
}

function largestThatFits(candidate: Candidate, tokens: number): Piece | null {
  for (const make of candidate.forms) {
    const { form, text } = make();
    const piece = { path: candidate.path, form, text, reason: candidate.reason, tokens: 0 };
    piece.tokens = estimateTokens(renderPiece(piece));
    if (piece.tokens <= tokens) return piece;
  }
  return null;
}

const NOTES: Record<Piece['form'], string> = {
  whole: '',
  elided: ' (function bodies left out)',
  lines: ' (other function bodies left out)',
  rest: ' (the bodies of its targets stand above)',
};

/** A line of the file that looks like a separator is changed, so that no file can pretend to be another. */
function renderPiece(piece: Piece): string {
  const text = piece.text.replace(/^### FILE:/gm, '#### FILE:').trimEnd();
  return `### FILE: ${piece.path} ###${NOTES[piece.form]}\n${text}`;
}

function stability(piece: Piece, request: Request): number {
  if (nameOf(piece.path) === 'conftest.py') return 0;
  if (isTestModule(piece.path)) return 1;
  if (request.targets.some((target) => target.path === piece.path)) return 4;
  return request.changeSet.files.some((file) => file.path === piece.path) ? 3 : 2;
}

function namesIn(targets: readonly Target[]): Set<string> {
  return new Set(targets.flatMap((target) => target.source.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []));
}
