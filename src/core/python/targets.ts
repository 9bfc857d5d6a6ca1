import type { ChangedFile, ChangeSet, Skipped } from '../change-set/change-set.ts';
import { type BaseFile, findMovable, printOf, readBaseFile, readConstants } from './base-definitions.ts';
import { readBodyFacts } from './body-facts.ts';
import { reasonClassIsTrivial, roleOf } from './class-facts.ts';
import { type Definition, docstringOf, findDefinitions, lastName } from './definitions.ts';
import { fingerprint } from './fingerprint.ts';
import { findLooseLines } from './module-level.ts';
import { importPath } from './module-path.ts';
import { hasTestsByName } from './nearby-tests.ts';
import type { PythonParser, SyntaxNode } from './parser.ts';
import { nameOf } from './path-index.ts';
import { parametersOf, returnAnnotation } from './signature.ts';
import type { Target } from './target.ts';
import { reasonFunctionIsTrivial } from './triviality.ts';
import { firstErrorLine, walk } from './walk.ts';
import { type Surroundings, weighClass, weighFunction } from './worth.ts';

/** Files whose functions run while a package is built or a process starts, not where tests import them. */
const BUILD_FILES = new Set(['setup.py', 'manage.py', 'noxfile.py', 'fabfile.py']);

/** What is known of the whole change while its files are read one by one. */
interface Change {
  parser: PythonParser;
  allPaths: readonly string[];
  /** Definitions at base by fingerprint. */
  movable: ReadonlyMap<string, string>;
  /** Names that occur in the pull request's own tests. */
  testedNames: ReadonlySet<string>;
}

type Found = { target: Target } | { skipped: Skipped } | null;

/**
 * What the change touches and a test may exercise, most worth testing first, and what was left out with the reason.
 * A definition counts as touched when its code differs from the merge base by more than comments, docstrings and
 * layout; where base is not known, when a changed line lies in it. `allPaths` are all paths of the repository at head.
 */
export function findTargets(
  parser: PythonParser,
  changeSet: ChangeSet,
  allPaths: readonly string[],
): { targets: Target[]; skipped: Skipped[] } {
  const targets: Target[] = [];
  const skipped: Skipped[] = [];
  const bases = new Map(changeSet.files.map((file) => [file.path, readBaseFile(parser, file.baseText)]));
  const movable = findMovable(changeSet, bases);
  const change = { parser, allPaths, movable, testedNames: findTestedNames(parser, changeSet) };
  for (const file of changeSet.files) {
    if (file.isTest || file.headText === null) continue;
    const reason = reasonToSkipFile(file, allPaths);
    if (reason) {
      skipped.push({ what: file.path, reason });
      continue;
    }
    const found = findTargetsOfFile(change, file, bases.get(file.path) ?? null);
    targets.push(...found.targets);
    skipped.push(...found.skipped);
  }
  return { targets: targets.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)), skipped };
}

function reasonToSkipFile(file: ChangedFile, allPaths: readonly string[]): string | null {
  if (BUILD_FILES.has(nameOf(file.path))) return 'a build or start script';
  if (importPath(file.path, allPaths) === null) return 'no import statement can name this file';
  return null;
}

function findTargetsOfFile(
  change: Change,
  file: ChangedFile,
  base: BaseFile | null,
): { targets: Target[]; skipped: Skipped[] } {
  return change.parser.withTree(file.headText!, (root, text) => {
    const definitions = findDefinitions(root);
    const renewed = base ? findRenewedConstants(root, text, base) : [];
    const found = new Map<string, Found>();
    for (const definition of definitions) {
      if (definition.unreachable) continue;
      const next = lookAt(change, file, base, definition, text, renewed);
      const earlier = found.get(definition.qualname) ?? null;
      found.set(definition.qualname, betterOf(earlier, next));
    }
    const targets: Target[] = [];
    const skipped: Skipped[] = [];
    for (const entry of found.values()) {
      if (!entry) continue;
      if ('target' in entry) targets.push(entry.target);
      else skipped.push(entry.skipped);
    }
    const loose = findLooseLines(root, definitions, file.changedLines);
    if (loose.length > 0) skipped.push({ what: file.path, reason: reasonForLoose(loose) });
    else if (file.changedLines.length > 0 && targets.length + skipped.length === 0) {
      skipped.push({ what: file.path, reason: 'changes only comments, docstrings, imports or layout' });
    }
    return { targets, skipped };
  });
}

/** Of two definitions of one name (a property and its setter, a try and its except) the one more worth testing. */
function betterOf(earlier: Found, next: Found): Found {
  if (!earlier || !next) return earlier ?? next;
  if (!('target' in earlier)) return next;
  if (!('target' in next)) return earlier;
  return next.target.score > earlier.target.score ? next : earlier;
}

function lookAt(
  change: Change,
  file: ChangedFile,
  base: BaseFile | null,
  definition: Definition,
  text: string,
  renewed: readonly string[],
): Found {
  const before = base?.definitions.get(definition.qualname);
  const inside = file.changedLines.filter(
    (line) => line >= definition.startLine && line <= definition.endLine,
  );
  const used = definition.kind === 'function' ? findUsed(definition, text, renewed) : null;
  const print = printOf(definition, text);
  const same = before?.some((entry) => entry.print === print) ?? false;
  const touched = base ? !same : inside.length > 0;
  if (!touched && !used) return null;
  const skip = (reason: string): Found => ({
    skipped: { what: `${file.path}::${definition.qualname}`, reason },
  });
  const errorLine = firstErrorLine(definition.node);
  if (errorLine !== null) return skip(`does not parse at line ${errorLine}`);
  const surroundings: Surroundings = {
    changedLines: inside.length,
    isNew: !before,
    isPrivate: /^_(?!_)/.test(definition.name),
    hasTestFile: hasTestsByName(file.path, change.allPaths),
    namedByPullRequest: change.testedNames.has(definition.name),
    usesChanged: used,
  };
  const facts = readBodyFacts(definition.whole, text);
  if (definition.kind === 'class') {
    const trivial = reasonClassIsTrivial(definition);
    if (trivial) return null;
    return {
      target: build(
        change,
        file,
        definition,
        text,
        inside,
        weighClass(roleOf(definition)!, facts, surroundings),
      ),
    };
  }
  const moved = before ? undefined : change.movable.get(print);
  if (moved !== undefined) return skip(`moved from ${moved} without a change`);
  const trivial = reasonFunctionIsTrivial(definition);
  // A body that has become trivial lost behaviour, which a test should notice.
  if (trivial && (!before || before.every((entry) => entry.trivial))) return skip(trivial);
  if (!used && definition.decorators.length === 0 && before) {
    const untyped = fingerprint(definition.whole, text, 'annotations');
    if (before.some((entry) => entry.untyped === untyped)) return skip('only type annotations changed');
  }
  return { target: build(change, file, definition, text, inside, weighFunction(facts, surroundings)) };
}

function build(
  change: Change,
  file: ChangedFile,
  definition: Definition,
  text: string,
  changedLines: number[],
  worth: { score: number; reasons: string[] },
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
    ...worth,
  };
}

function kindOf(definition: Definition): Target['kind'] {
  if (definition.kind === 'class') return 'class';
  if (!definition.owner) return 'function';
  const names = definition.decorators.map(lastName);
  if (names.includes('staticmethod')) return 'static-method';
  if (names.includes('classmethod') || ['__init_subclass__', '__class_getitem__'].includes(definition.name)) {
    return 'class-method';
  }
  const isProperty = names.some((name) => /property$|^(setter|getter|deleter)$/.test(name));
  return isProperty ? 'property' : 'method';
}

/** Module-level names whose value differs from the merge base. */
function findRenewedConstants(root: SyntaxNode, text: string, base: BaseFile): string[] {
  return [...readConstants(root, text)]
    .filter(([name, value]) => base.constants.has(name) && base.constants.get(name) !== value)
    .map(([name]) => name);
}

function findUsed(definition: Definition, text: string, constants: readonly string[]): string | null {
  if (constants.length === 0) return null;
  const { names } = readBodyFacts(definition.node, text);
  return constants.find((name) => names.has(name)) ?? null;
}

function findTestedNames(parser: PythonParser, changeSet: ChangeSet): Set<string> {
  const names = new Set<string>();
  for (const file of changeSet.files) {
    if (!file.isTest || file.headText === null) continue;
    parser.withTree(file.headText, (root, text) =>
      walk(root, (cursor) => {
        if (cursor.nodeType === 'identifier') names.add(text.slice(cursor.startIndex, cursor.endIndex));
        return undefined;
      }),
    );
  }
  return names;
}

function reasonForLoose(lines: number[]): string {
  const shown = lines.length > 5 ? `${lines.slice(0, 5).join(', ')}, …` : lines.join(', ');
  return `module-level code (${lines.length === 1 ? 'line' : 'lines'} ${shown}) runs when the file is imported`;
}
