import { readAllRoutes } from '../django/facts.ts';
import type { Route } from '../django/route.ts';
import { fitsUrl, urlOf } from '../django/route-text.ts';
import { readSettings } from '../django/settings.ts';
import { createSyntaxProject } from '../django/syntax-project.ts';
import { createIndexer } from '../index/index-texts.ts';
import { idOf } from '../index/project-index.ts';
import { basesOf, type Definition, docstringOf, findDefinitions, lastName } from '../python/definitions.ts';
import { importPath } from '../python/module-path.ts';
import type { PythonParser } from '../python/parser.ts';
import { parametersOf, returnAnnotation } from '../python/signature.ts';
import { isTestPath } from '../python/test-files.ts';
import type { Found } from '../retrieval/rank-symbols.ts';
import { wordsOf } from '../retrieval/words.ts';
import type { IsolatedReport } from './report.ts';
import { findBodyLines, type Suspect } from './suspect-lines.ts';

/** Suspects that a run remembers; of the first ones the model sees the source. */
const MAX_SUSPECTS = 30;
/** Text that a report shares with many definitions says nothing. */
const COMMON = 0.2;

/** Definitions of a search by meaning that count. */
const MAX_NEAR = 20;

/** What speaks for a definition, and how much. */
interface Clue {
  weight: number;
  reason: string;
}

interface Candidate {
  /** Its nodes are gone once the file's tree is. */
  definition: Definition;
  /** What the class is in Django's terms; null for anything else. */
  role: string | null;
  target: Suspect;
  text: string;
  clues: Clue[];
}

/**
 * Ranks the functions, methods and classes that a report may be about, each with its reasons: frames of its tracebacks,
 * names it uses, URLs that lead to a view (with the view's serializer and model), error messages, and shared words. `texts`
 * are the Python files that were read, without tests; `near` is what a search by meaning has found, the best first.
 */
export function locateSuspects(
  parser: PythonParser,
  report: IsolatedReport,
  texts: ReadonlyMap<string, string>,
  allPaths: readonly string[],
  near: readonly Found[],
): Suspect[] {
  const candidates: Candidate[] = [];
  const own = new Map([...texts].filter(([path]) => path.endsWith('.py') && !isTestPath(path)));
  for (const [path, text] of own) {
    parser.withTree(text, (root) => {
      for (const definition of findDefinitions(root)) {
        const module = importPath(path, allPaths);
        if (definition.unreachable || module === null) continue;
        candidates.push(buildCandidate(definition, { path, text, module }));
      }
    });
  }
  addFrames(candidates, report);
  addNames(candidates, report);
  if (report.urls.length > 0) {
    const project = createSyntaxProject(parser, createIndexer(parser, allPaths)(own), own);
    addRoutes(candidates, report, readAllRoutes(project, readSettings(project)).routes);
  }
  addMessages(candidates, report);
  addWords(candidates, report);
  addNear(candidates, near);
  return candidates
    .filter(({ clues }) => clues.length > 0)
    .map(({ target, clues }) => ({
      ...target,
      score: clues.reduce((sum, { weight }) => sum + weight, 0),
      reasons: [...new Set(clues.sort((a, b) => b.weight - a.weight).map(({ reason }) => reason))].slice(
        0,
        4,
      ),
    }))
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, MAX_SUSPECTS);
}

/** About as much as the shared words of a good match, and less with each place. */
function addNear(candidates: Candidate[], near: readonly Found[]): void {
  const places = new Map(near.slice(0, MAX_NEAR).map(({ ref }, place) => [idOf(ref), place]));
  for (const candidate of candidates) {
    const place = places.get(candidate.target.id);
    if (place !== undefined)
      candidate.clues.push({ weight: MAX_NEAR - place, reason: 'close to the report in meaning' });
  }
}

function buildCandidate(
  definition: Definition,
  { path, text, module }: { path: string; text: string; module: string },
): Candidate {
  const isFunction = definition.kind === 'function';
  const start = text.lastIndexOf('\n', definition.whole.startIndex) + 1;
  const source = text.slice(start, definition.node.endIndex);
  return {
    definition,
    role: isFunction ? null : describeClass(definition),
    text: source,
    clues: [],
    target: {
      id: `${path}::${definition.qualname}`,
      path,
      module,
      qualname: definition.qualname,
      kind: !isFunction ? 'class' : definition.owner ? 'method' : 'function',
      className: isFunction ? (definition.owner?.qualname ?? null) : definition.qualname,
      isAsync: isFunction && definition.node.firstChild?.type === 'async',
      decorators: definition.decorators,
      parameters: isFunction ? parametersOf(definition.node) : [],
      returns: isFunction ? returnAnnotation(definition.node) : null,
      docstring: docstringOf(definition),
      startLine: definition.startLine,
      endLine: definition.endLine,
      source,
      changedLines: [],
      bodyLines: findBodyLines(definition.node),
      score: 0,
      reasons: [],
    },
  };
}

/** The innermost project frame of the last traceback weighs most. */
function addFrames(candidates: Candidate[], { tracebacks }: IsolatedReport): void {
  for (const { frames } of tracebacks) {
    const own = frames.flatMap((frame) => {
      const found = candidates.filter(
        ({ target, definition }) =>
          endsWithPath(frame.path, target.path) &&
          definition.name === frame.function &&
          definition.kind === 'function',
      );
      const exact = found.filter(
        ({ target }) => frame.line >= target.startLine && frame.line <= target.endLine,
      );
      return exact.length > 0 ? exact.slice(0, 1) : found.slice(0, 1);
    });
    for (const [index, candidate] of own.entries()) {
      const isInnermost = index === own.length - 1;
      candidate.clues.push({
        weight: isInnermost ? 100 : 30,
        reason: isInnermost ? 'the traceback ends in it' : 'a frame of the traceback',
      });
    }
  }
}

function endsWithPath(full: string, path: string): boolean {
  return full === path || full.endsWith(`/${path}`) || (path.endsWith(full) && full.includes('/'));
}

/** Names that the report uses as code count more than words that happen to be names. */
function addNames(candidates: Candidate[], report: IsolatedReport): void {
  const text = `${report.title}\n${report.body}`;
  for (const candidate of candidates) {
    const { name, qualname, owner } = candidate.definition;
    // Names with other letters than ASCII's have no boundaries in a pattern.
    if (/^__\w+__$/.test(name) || !/^\w{3,}$/.test(name)) continue;
    if (!new RegExp(`(?<![\\w])${name}(?![\\w])`).test(text)) continue;
    const isCode =
      new RegExp(`\\b${name}\\(|[\`.]${name}\\b|\\b${name}\``).test(text) || /_|[a-z][A-Z]/.test(name);
    const isWhole = owner !== null && text.includes(qualname);
    if (isCode || isWhole)
      candidate.clues.push({
        weight: isWhole ? 60 : 40,
        reason: `the report names \`${isWhole ? qualname : name}\``,
      });
  }
  // A class that is named points to its methods too.
  for (const candidate of candidates) {
    const { owner } = candidate.definition;
    const isName = owner !== null && /^\w*[A-Z]\w*$/.test(owner.name);
    if (isName && new RegExp(`\\b${owner.name}\\b`).test(text))
      candidate.clues.push({ weight: 8, reason: `the report names its class \`${owner.name}\`` });
  }
}

/** View, then what the view names: its serializer, form and model. */
function addRoutes(candidates: Candidate[], { urls }: IsolatedReport, routes: readonly Route[]): void {
  for (const url of urls) {
    const [best] = routes
      .filter((route) => route.view !== null && fitsUrl(route, url))
      .sort((a, b) => literalSegments(b) - literalSegments(a));
    if (!best) continue;
    const views = candidates.filter(
      ({ definition, target }) =>
        target.path === best.view!.path && definition.qualname === best.view!.qualname,
    );
    for (const view of views) {
      view.clues.push({ weight: 45, reason: `\`${url}\` leads to it` });
      for (const method of candidates.filter(
        ({ definition, target }) =>
          definition.owner?.qualname === view.definition.qualname && target.path === view.target.path,
      ))
        method.clues.push({ weight: 40, reason: `\`${url}\` leads to its view` });
      for (const [name, what] of findNamedBy(view, candidates)) {
        for (const named of candidates.filter(
          ({ definition }) => definition.name === name && !definition.owner,
        )) {
          named.clues.push({ weight: 25, reason: `the ${what} of the view behind \`${url}\`` });
          for (const method of candidates.filter(
            ({ definition, target }) =>
              definition.owner?.qualname === name && target.path === named.target.path,
          ))
            method.clues.push({ weight: 20, reason: `the ${what} of the view behind \`${url}\`` });
        }
      }
    }
  }
}

/** The more of a URL a route spells out, the more it says. */
function literalSegments(route: Route): number {
  return urlOf(route)
    .split('/')
    .filter((one) => one !== '' && !one.includes('<')).length;
}

function findNamedBy(view: Candidate, candidates: readonly Candidate[]): [string, string][] {
  const known = new Map(candidates.map((one) => [one.definition.name, one]));
  const found = new Map<string, string>();
  for (const [name] of view.text.matchAll(/\b[A-Z]\w+\b/g)) {
    const named = known.get(name);
    if (named?.role && named !== view) found.set(name, named.role);
  }
  for (const name of [...found.keys()]) {
    const model = /\bmodel\s*=\s*(?:\w+\.)?([A-Z]\w+)/.exec(known.get(name)?.text ?? '')?.[1];
    if (model && known.has(model)) found.set(model, 'model');
  }
  return [...found];
}

function describeClass(definition: Definition): string | null {
  const bases = basesOf(definition).map(lastName).join(' ');
  if (/Serializer\b/.test(bases) || /Serializer$/.test(definition.name)) return 'serializer';
  if (/\bModel\b/.test(bases)) return 'model';
  if (/Form\b/.test(bases)) return 'form';
  if (/FilterSet\b|Permission\b|Pagination\b/.test(bases)) return 'helper';
  return null;
}

/** A literal of the source that the report quotes: messages of exceptions and validators. */
function addMessages(candidates: Candidate[], report: IsolatedReport): void {
  const text = `${report.title}\n${report.body}`.toLowerCase();
  for (const candidate of candidates) {
    if (candidate.definition.kind === 'class') continue;
    for (const [, literal] of candidate.text.matchAll(/["']([^"'\n{}%]{12,160})["']/g)) {
      if (!text.includes(literal!.toLowerCase())) continue;
      candidate.clues.push({ weight: 35, reason: `it holds the text \`${literal!.slice(0, 60)}\`` });
      break;
    }
  }
}

/** Words of the report that stand in few definitions: their names and docstrings first, then their source. */
function addWords(candidates: Candidate[], report: IsolatedReport): void {
  const title = wordsOf(report.title);
  const asked = new Set([
    ...title,
    ...wordsOf([report.expected, report.actual, report.steps, report.body.slice(0, 4000)].join(' ')),
  ]);
  if (asked.size === 0 || candidates.length === 0) return;
  const own = candidates.map(({ definition, target, text }) => ({
    heads: wordsOf(`${definition.qualname} ${target.path} ${target.docstring ?? ''}`),
    all: wordsOf(text),
  }));
  const counts = new Map<string, number>();
  for (const { heads, all } of own)
    for (const word of new Set([...heads, ...all])) counts.set(word, (counts.get(word) ?? 0) + 1);
  const limit = Math.max(3, candidates.length * COMMON);
  for (const [index, candidate] of candidates.entries()) {
    const { heads, all } = own[index]!;
    const shared = [...asked].filter(
      (word) => (heads.has(word) || all.has(word)) && (counts.get(word) ?? 0) <= limit,
    );
    if (shared.length === 0) continue;
    const weight = shared.reduce((sum, word) => {
      const rarity = Math.log2(1 + candidates.length / (counts.get(word) ?? 1));
      return sum + rarity * (heads.has(word) ? 2 : 1) * (title.has(word) ? 1.5 : 1);
    }, 0);
    candidate.clues.push({
      weight: Math.min(30, weight),
      reason: `shares the words ${shared.slice(0, 4).join(', ')}`,
    });
  }
}
