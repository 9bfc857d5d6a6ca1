import type { ChangedFile, ChangeSet, Skipped } from '../change-set/change-set.ts';
import { type BaseFile, findMovable, readBaseFile, readConstants } from './base-definitions.ts';
import { findDefinitions } from './definitions.ts';
import { betterOf, type Change, type Judgement, judgeDefinition } from './judge-definition.ts';
import { findLooseLines } from './module-level.ts';
import { importPath } from './module-path.ts';
import { hasTestsByName } from './nearby-tests.ts';
import type { PythonParser, SyntaxNode } from './parser.ts';
import { nameOf } from './path-index.ts';
import type { Target } from './target.ts';
import { firstErrorLine, walk } from './walk.ts';

/** Files whose functions run while a package is built or a process starts, not where tests import them. */
const BUILD_FILES = new Set([
  'setup.py',
  'ez_setup.py',
  'versioneer.py',
  'manage.py',
  'noxfile.py',
  'fabfile.py',
]);

/** Of one file and reason, more functions than this are counted instead of named. */
const MAX_NAMED = 3;

/** What a file or a change set yields. */
export interface TargetsFound {
  targets: Target[];
  skipped: Skipped[];
}

/**
 * What the change touches and a test may exercise, most worth testing first, and what was left out with the reason.
 * A definition counts as touched when its code differs from the merge base by more than comments, docstrings and
 * layout (so a line that was only removed counts); where base is not known, when a changed line lies in it.
 * `allPaths` are all paths of the repository at head.
 */
export function findTargets(
  parser: PythonParser,
  changeSet: ChangeSet,
  allPaths: readonly string[],
): TargetsFound {
  const bases = new Map(changeSet.files.map((file) => [file.path, readBaseFile(parser, file.baseText)]));
  const change: Change = {
    parser,
    allPaths,
    movable: findMovable(changeSet, bases),
    testedNames: findTestedNames(parser, changeSet),
  };
  const all: TargetsFound = { targets: [], skipped: [] };
  for (const file of changeSet.files) {
    if (file.isTest || file.headText === null) continue;
    const reason = reasonToSkipFile(file, allPaths);
    const found = reason
      ? { targets: [], skipped: [{ what: file.path, reason }] }
      : findTargetsOfFile(change, file, bases.get(file.path) ?? null);
    all.targets.push(...found.targets);
    all.skipped.push(...found.skipped);
  }
  all.targets.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
  return all;
}

function reasonToSkipFile(file: ChangedFile, allPaths: readonly string[]): string | null {
  if (BUILD_FILES.has(nameOf(file.path))) return 'a build or start script';
  if (/^docs?\/(.*\/)?conf\.py$/.test(file.path)) return 'settings of the documentation';
  return importPath(file.path, allPaths) === null ? 'no import statement can name this file' : null;
}

function findTargetsOfFile(change: Change, file: ChangedFile, base: BaseFile | null): TargetsFound {
  return change.parser.withTree(file.headText!, (root, text) => {
    const definitions = findDefinitions(root);
    const renewed = base ? findRenewedConstants(root, text, base) : [];
    const hasTestFile = hasTestsByName(file.path, change.allPaths);
    const at = { file, text, base, renewed, hasTestFile };
    const byName = new Map<string, Judgement>();
    for (const definition of definitions) {
      if (definition.unreachable) continue;
      const judgement = judgeDefinition(change, at, definition);
      byName.set(definition.qualname, betterOf(byName.get(definition.qualname) ?? null, judgement));
    }
    const found: TargetsFound = { targets: [], skipped: [] };
    for (const judgement of byName.values()) {
      if (!judgement) continue;
      if ('target' in judgement) found.targets.push(judgement.target);
      else found.skipped.push(judgement.skipped);
    }
    const nothing = found.targets.length + found.skipped.length === 0;
    const loose = findLooseLines(root, definitions, file.changedLines);
    const reason = reasonForRest(root, file, { nothing, loose });
    const skipped = groupAlike(file.path, found.skipped);
    if (reason) skipped.push({ what: file.path, reason });
    return { targets: found.targets, skipped };
  });
}

/** Many left out for one reason are named as one, so that a list of them stays readable. */
function groupAlike(path: string, skipped: readonly Skipped[]): Skipped[] {
  return [...Map.groupBy(skipped, ({ reason }) => reason)].flatMap(([reason, alike]) =>
    alike.length > MAX_NAMED ? [{ what: `${path} (${alike.length} functions)`, reason }] : alike,
  );
}

/** What is said of a file beside its definitions: of a new file only that it holds none. */
function reasonForRest(
  root: SyntaxNode,
  file: ChangedFile,
  { nothing, loose }: { nothing: boolean; loose: number[] },
): string | null {
  if (file.changedLines.length === 0) return null;
  const errorLine = nothing ? firstErrorLine(root) : null;
  if (errorLine !== null) return `does not parse at line ${errorLine}`;
  if (file.status === 'added') return nothing ? 'holds no function or class with behaviour of its own' : null;
  if (loose.length > 0) {
    const shown = loose.length > 5 ? `${loose.slice(0, 5).join(', ')}, …` : loose.join(', ');
    return `module-level code (${loose.length === 1 ? 'line' : 'lines'} ${shown}) runs when the file is imported`;
  }
  if (!nothing) return null;
  return file.baseText === null
    ? 'changes no function or class'
    : 'changes only comments, docstrings, imports, metadata or layout';
}

/** Module-level names whose value differs from the merge base. */
function findRenewedConstants(root: SyntaxNode, text: string, base: BaseFile): string[] {
  return [...readConstants(root, text)]
    .filter(([name, value]) => base.constants.has(name) && base.constants.get(name) !== value)
    .map(([name]) => name);
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
