import type { ChangeSet, Skipped } from '../change-set/change-set.ts';
import type { IndexedSymbol } from '../index/file-record.ts';
import { idOf, type ProjectIndex, type SymbolRef, symbolAt } from '../index/project-index.ts';
import { nameOf } from '../python/path-index.ts';
import type { Target } from '../python/target.ts';
import { isTestModule, isTestPath } from '../python/test-files.ts';
import type { Found } from '../retrieval/rank-symbols.ts';
import { CHARACTERS_PER_TOKEN, estimateTokens } from './estimate-tokens.ts';
import { Excerpt, type Form } from './excerpt.ts';
import { rankPieces, type Wanted } from './rank-pieces.ts';

/** One file as a model is shown it. */
export interface Piece {
  path: string;
  /** `names`: a line for each definition; `elided`: no function bodies; `lines`: only the bodies that matter; `rest`: all but what is shown elsewhere. */
  form: 'whole' | 'elided' | 'lines' | 'rest' | 'names';
  text: string;
  /** Of its most important part. */
  reason: string;
  /** The definitions for which the file is shown; empty where it is shown whole. */
  parts: { qualname: string; form: Form; reason: string }[];
  /** Estimated. */
  tokens: number;
}

/** What a model is shown of a project, within a budget. */
export interface Context {
  /** What changes least from push to push first, so that a provider's prompt cache can keep it. */
  pieces: Piece[];
  leftOut: Skipped[];
  /** Names of what tests use that did not fit. */
  namesLeftOut: number;
  render(): string;
}

/** Files that are shown whole up to this share of the budget: a target's, one of fixtures, one of example tests. */
const TARGET_SHARE = 0.2;
const FIXTURES_SHARE = 0.08;
const TEST_SHARE = 0.12;
/**
 * Of the budget, kept free for a line each of what the project's tests use: what does not fit beside it gets its room after the
 * names. Found with `npm run bench -- context recall`: half of the budget found 53 % where this found 62 %.
 */
const NAMES_SHARE = 0.7;
/** Characters of a line ` (names)` and of a separator, beside the path. */
const SEPARATOR = 25;
/** How much a name's length counts against its place among the names, and up to which place all are alike. */
const COST_WEIGHT = 0.7;
const ALIKE = 30;
/** Files larger than this are never shown. */
const MAX_CHARACTERS = 200_000;

interface Request {
  index: ProjectIndex;
  targets: readonly Pick<Target, 'id' | 'path' | 'qualname'>[];
  changeSet: Pick<ChangeSet, 'files'>;
  texts: ReadonlyMap<string, string>;
  tokenBudget: number;
  /** Ids of targets whose source the prompt shows outside of the context; their bodies are not repeated. */
  shownElsewhere?: ReadonlySet<string>;
  /** What a search of the project found for the targets. */
  found?: readonly Found[];
}

interface Opened {
  excerpt: Excerpt;
  reason: string;
  parts: Piece['parts'];
  isRest: boolean;
}

/**
 * Chooses what a model is shown, in the order of `rankPieces` until the budget is spent: first what belongs to the targets,
 * within its share; then names that the project's tests use, a line each; then what waited for room. Each definition has the best
 * form that fits, all of one file under one separator. Small files of targets, fixtures and example tests are shown whole. What
 * does not fit is named in `leftOut`. Nothing is redacted here.
 */
export function buildContext(request: Request): Context {
  const { index, texts, targets } = request;
  const changedTests = new Set(
    request.changeSet.files.map((file) => file.path).filter((path) => isTestPath(path)),
  );
  const { wanted, names, examples } = rankPieces(
    index,
    targets,
    (path) => changedTests.has(path),
    request.found ?? [],
  );
  const opened = new Map<string, Opened>();
  const missed = new Map<string, { count: number; reason: string }>();
  const hidden = new Set(targets.filter(({ id }) => request.shownElsewhere?.has(id)).map(({ id }) => id));
  const size = request.tokenBudget * CHARACTERS_PER_TOKEN;
  const forNames = size * NAMES_SHARE;
  let left = size - forNames;

  for (const path of new Set(targets.map((target) => target.path))) openTarget(path);
  const waiting: Wanted[] = [];
  for (const one of wanted) {
    if (isSame(one.ref, examples[0]?.ref)) openWhole(one.ref.path, TEST_SHARE, one.reason);
    if (nameOf(one.ref.path) === 'conftest.py') openWhole(one.ref.path, FIXTURES_SHARE, 'fixtures');
    if (isSame(one.ref, examples[1]?.ref) || !take(one)) waiting.push(one);
  }
  left += forNames;
  const namesLeftOut = cheapestFirst(names()).filter((one) => !take(one)).length;
  for (const one of waiting) {
    if (isSame(one.ref, examples[1]?.ref)) openWhole(one.ref.path, TEST_SHARE, one.reason);
    if (!take(one)) miss(one.ref, reasonOf(one.ref));
  }

  const pieces = [...opened].map(([path, one]) => toPiece(path, one));
  const ordered = pieces.sort((a, b) => stability(a, request) - stability(b, request));
  const leftOut = [...missed].map(([path, { count, reason }]) => ({
    what: opened.has(path) ? `${count} ${count === 1 ? 'definition' : 'definitions'} of ${path}` : path,
    reason,
  }));
  return { pieces: ordered, leftOut, namesLeftOut, render: () => ordered.map(renderPiece).join('\n\n') };

  function openTarget(path: string): void {
    const text = texts.get(path);
    if (text === undefined) return;
    const own = targets.filter((target) => target.path === path && hidden.has(target.id));
    const symbols = own.map((target) => symbolAt(index, target)).filter((symbol) => symbol !== null);
    const one = newFile(path, text, 'holds a target');
    if (text.length <= request.tokenBudget * CHARACTERS_PER_TOKEN * TARGET_SHARE) {
      one.excerpt.addAllBut(symbols);
      one.isRest = symbols.length > 0;
      keep(path, one, 0);
    } else {
      withImports(path, one);
    }
  }

  function openWhole(path: string, share: number, reason: string): void {
    const text = texts.get(path);
    if (text === undefined || opened.has(path) || changedTests.has(path)) return;
    const one = newFile(path, text, reason);
    if (text.length <= request.tokenBudget * CHARACTERS_PER_TOKEN * share) {
      one.excerpt.addAllBut([]);
      keep(path, one, 0);
    } else if (isTestModule(path)) {
      withImports(path, one);
    }
  }

  /** Imports say where a test finds what it uses. */
  function withImports(path: string, one: Opened): void {
    for (const { line, endLine, column } of index.files.get(path)?.imports ?? [])
      if (column === 0) one.excerpt.addLines(line, endLine);
    keep(path, one, 0);
  }

  function keep(path: string, one: Opened, before: number): boolean {
    const size = one.excerpt.size - before + (opened.has(path) ? 0 : separatorSize(path, noteOf(one)));
    if (size > left) return false;
    left -= size;
    opened.set(path, one);
    return true;
  }

  /** Whether it is shown now, or stands elsewhere. */
  function take({ ref, form, reason }: Wanted): boolean {
    const symbol = symbolAt(index, ref);
    const text = texts.get(ref.path);
    if (changedTests.has(ref.path)) return true;
    if (!symbol || (form !== 'name' && (text === undefined || text.length > MAX_CHARACTERS))) return false;
    const one = opened.get(ref.path) ?? newFile(ref.path, text ?? '', reason);
    for (const smaller of formsFrom(isHidden(ref) && form !== 'name' ? 'signature' : form)) {
      const size = one.excerpt.cost(symbol, smaller) + roomOfSeparator(ref.path, one, smaller);
      if (size > left) continue;
      const before = one.excerpt.size;
      one.excerpt.add(symbol, smaller);
      if (one.excerpt.size > before) one.parts.push({ qualname: ref.qualname, form: smaller, reason });
      left -= size;
      opened.set(ref.path, one);
      return true;
    }
    return false;
  }

  /** What the line above the file costs beyond what is counted already: it is longer where lines of the file are shown. */
  function roomOfSeparator(path: string, one: Opened, form: Form): number {
    const note = form === 'name' ? NOTES.names : NOTES.lines;
    if (!opened.has(path)) return separatorSize(path, note);
    return form !== 'name' && one.excerpt.isNames ? NOTES.lines.length - NOTES.names.length : 0;
  }

  function reasonOf(ref: SymbolRef): string {
    const text = texts.get(ref.path);
    if (text === undefined || symbolAt(index, ref) === null) return 'not read';
    if (text.length > MAX_CHARACTERS) return 'too large to show';
    return `did not fit in the ${request.tokenBudget} tokens of context`;
  }

  /** Names in the order of what they tell for their room: a file's first name costs its separator. */
  function cheapestFirst(list: readonly Wanted[]): Wanted[] {
    const counts = Map.groupBy(list, ({ ref }) => ref.path);
    const worth = ({ ref }: Wanted, place: number): number => {
      const line = newFile(ref.path, '', '').excerpt.cost(symbolAt(index, ref)!, 'name');
      const separator = opened.has(ref.path)
        ? 0
        : (ref.path.length + SEPARATOR) / counts.get(ref.path)!.length;
      return 1 / (place + ALIKE) / (line + separator) ** COST_WEIGHT;
    };
    return list
      .map((one, place) => ({ one, worth: worth(one, place) }))
      .sort((a, b) => b.worth - a.worth)
      .map(({ one }) => one);
  }

  function isHidden(ref: SymbolRef): boolean {
    return hidden.has(`${ref.path}::${ref.qualname}`);
  }

  function miss({ path }: SymbolRef, reason: string): void {
    const known = missed.get(path) ?? { count: 0, reason };
    known.count++;
    missed.set(path, known);
  }

  function newFile(path: string, text: string, reason: string): Opened {
    const symbols: ReadonlyMap<string, IndexedSymbol> = index.symbolsOf(path);
    return { excerpt: new Excerpt(text, symbols), reason, parts: [], isRest: false };
  }
}

const SMALLER: Record<Form, Form[]> = {
  whole: ['whole', 'outline', 'signature'],
  outline: ['outline', 'signature'],
  signature: ['signature'],
  name: ['name'],
};

function isSame(a: SymbolRef, b: SymbolRef | undefined): boolean {
  return b !== undefined && idOf(a) === idOf(b);
}

function formsFrom(form: Form): Form[] {
  return SMALLER[form];
}

const NOTES: Record<Piece['form'], string> = {
  whole: '',
  elided: ' (parts, function bodies left out)',
  lines: ' (parts, other function bodies left out)',
  rest: ' (the bodies of its targets stand above)',
  names: ' (names)',
};

function separatorSize(path: string, note: string): number {
  return `### FILE: ${path} ###\n\n\n`.length + note.length + CHARACTERS_PER_TOKEN;
}

/** Room for the longer note is kept: more may be shown of the file later. */
function noteOf({ excerpt }: Opened): string {
  return excerpt.isNames ? NOTES.names : NOTES.lines;
}

function toPiece(path: string, { excerpt, reason, parts, isRest }: Opened): Piece {
  const form = isRest
    ? 'rest'
    : excerpt.isNames
      ? 'names'
      : excerpt.isWhole
        ? 'whole'
        : excerpt.hasBody
          ? 'lines'
          : 'elided';
  const piece: Piece = { path, form, text: excerpt.render(), reason, parts, tokens: 0 };
  return { ...piece, tokens: estimateTokens(renderPiece(piece)) };
}

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
