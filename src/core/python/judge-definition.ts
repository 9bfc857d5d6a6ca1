import type { ChangedFile, Skipped } from '../change-set/change-set.ts';
import { type BaseFile, printOf } from './base-definitions.ts';
import { readBodyFacts } from './body-facts.ts';
import { innerDefinitions, reasonClassIsTrivial, roleOf } from './class-facts.ts';
import { type Definition, docstringOf, lastName } from './definitions.ts';
import { fingerprint } from './fingerprint.ts';
import { importPath } from './module-path.ts';
import type { PythonParser } from './parser.ts';
import { parametersOf, returnAnnotation } from './signature.ts';
import type { Target } from './target.ts';
import { reasonFunctionIsTrivial } from './triviality.ts';
import { firstErrorLine, firstLine, lastLine, linesWithin } from './walk.ts';
import { type Surroundings, type Worth, weighClass, weighFunction } from './worth.ts';

/** Top folders with programs that serve the project and are rarely tested. */
const ASIDE = new Set([
  'docs',
  'doc',
  'examples',
  'example',
  'scripts',
  'tools',
  'benchmarks',
  'bench',
  'bin',
  'ci',
]);

/** What is known of the whole change while its definitions are judged one by one. */
export interface Change {
  parser: PythonParser;
  allPaths: readonly string[];
  /** Where functions stood at base, by their fingerprint. */
  movable: ReadonlyMap<string, string>;
  /** Names that occur in the pull request's own tests. */
  testedNames: ReadonlySet<string>;
}

/** A file at head beside its base. */
export interface FileAtHead {
  file: ChangedFile;
  text: string;
  base: BaseFile | null;
  /** Module-level names whose value differs from base. */
  renewed: readonly string[];
  /** Some test file is named after it. */
  hasTestFile: boolean;
}

/** Null: the change does not touch it. */
export type Judgement = { target: Target } | { skipped: Skipped } | null;

/** Whether the change touches a definition, and if so, whether a test of it is worth while. */
export function judgeDefinition(change: Change, at: FileAtHead, definition: Definition): Judgement {
  const { file, text, base } = at;
  const before = base?.definitions.get(definition.qualname);
  const changedLines = changedInside(definition, file.changedLines);
  const print = printOf(definition, text);
  const usesChanged = definition.kind === 'function' ? findUsed(definition, at) : null;
  const touched = base ? !before?.some((entry) => entry.print === print) : changedLines.length > 0;
  if (!touched && !usesChanged) return null;
  const skip = (reason: string): Judgement => ({
    skipped: { what: `${file.path}::${definition.qualname}`, reason },
  });
  const errorLine = firstErrorLine(definition.node);
  if (errorLine !== null) return skip(`does not parse at line ${errorLine}`);
  const surroundings: Surroundings = {
    changedLines: changedLines.length,
    isNew: !before,
    isPrivate: /^_(?!_)/.test(definition.name),
    isAside: ASIDE.has(file.path.split('/')[0]!),
    hasTestFile: at.hasTestFile,
    namedByPullRequest: change.testedNames.has(definition.name),
    usesChanged,
  };
  const facts = readBodyFacts(definition.whole, text);
  if (definition.kind === 'class') {
    // Nothing is said of a plain class: its methods speak for it.
    if (reasonClassIsTrivial(definition)) return null;
    const worth = weighClass(roleOf(definition)!, facts, surroundings);
    return { target: build(change, at, definition, changedLines, worth) };
  }
  const moved = before ? undefined : change.movable.get(print);
  if (moved !== undefined) return skip(`moved from ${moved} without a change`);
  if (!usesChanged && definition.decorators.length === 0 && before) {
    const untyped = fingerprint(definition.whole, text, 'annotations');
    if (before.some((entry) => entry.untyped === untyped)) return skip('only type annotations changed');
  }
  const trivial = reasonFunctionIsTrivial(definition);
  // A body that has become trivial lost behaviour, which a test should notice.
  if (trivial && (!before || before.every((entry) => entry.trivial))) return skip(trivial);
  return { target: build(change, at, definition, changedLines, weighFunction(facts, surroundings)) };
}

/** Of two definitions of one name (a property and its setter, a try and its except) the one more worth testing. */
export function betterOf(earlier: Judgement, next: Judgement): Judgement {
  if (!earlier || !next) return earlier ?? next;
  if (!('target' in earlier)) return next;
  if (!('target' in next)) return earlier;
  return next.target.score > earlier.target.score ? next : earlier;
}

/** The changed lines that are the definition's own: those of a class's methods belong to them. */
function changedInside(definition: Definition, changedLines: readonly number[]): number[] {
  const inner = definition.kind === 'class' ? innerDefinitions(definition) : [];
  const others = new Set(inner.flatMap((node) => linesWithin(changedLines, firstLine(node), lastLine(node))));
  return linesWithin(changedLines, definition.startLine, definition.endLine).filter(
    (line) => !others.has(line),
  );
}

function findUsed(definition: Definition, { text, renewed }: FileAtHead): string | null {
  if (renewed.length === 0) return null;
  const { names } = readBodyFacts(definition.node, text);
  return renewed.find((name) => names.has(name)) ?? null;
}

function build(
  change: Change,
  { file, text }: FileAtHead,
  definition: Definition,
  changedLines: number[],
  worth: Worth,
): Target {
  const isFunction = definition.kind === 'function';
  const lineStart = text.lastIndexOf('\n', definition.whole.startIndex) + 1;
  return {
    id: `${file.path}::${definition.qualname}`,
    path: file.path,
    module: importPath(file.path, change.allPaths)!,
    qualname: definition.qualname,
    kind: kindOf(definition),
    className: isFunction ? (definition.owner?.qualname ?? null) : definition.qualname,
    isAsync: isFunction && definition.node.firstChild?.type === 'async',
    decorators: definition.decorators,
    parameters: isFunction ? parametersOf(definition.node) : [],
    returns: isFunction ? returnAnnotation(definition.node) : null,
    docstring: docstringOf(definition),
    startLine: definition.startLine,
    endLine: definition.endLine,
    source: text.slice(lineStart, definition.node.endIndex),
    changedLines,
    score: worth.score,
    reasons: worth.reasons,
  };
}

function kindOf(definition: Definition): Target['kind'] {
  if (definition.kind === 'class') return 'class';
  if (!definition.owner) return 'function';
  const names = definition.decorators.map(lastName);
  if (names.includes('staticmethod')) return 'static-method';
  if (names.includes('classmethod') || /^__(init_subclass|class_getitem)__$/.test(definition.name)) {
    return 'class-method';
  }
  return names.some((name) => /property$|^(setter|getter|deleter)$/.test(name)) ? 'property' : 'method';
}
