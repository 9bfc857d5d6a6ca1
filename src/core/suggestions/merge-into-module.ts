import type { PythonParser, SyntaxNode } from '../python/parser.ts';
import { rootOf } from './import-order.ts';
import { type ImportedName, uniqueImports } from './imports.ts';
import { applyInsertions } from './insertions.ts';
import { commonMarks, findModuleObstacle, findSizeObstacle, type Obstacle } from './module-obstacles.ts';
import { findNameConflict, type ModuleNames, readModuleNames } from './name-conflicts.ts';
import { placeImports } from './place-imports.ts';
import { placeTests } from './place-tests.ts';
import { readImports } from './read-imports.ts';
import { replaceTests } from './replace-tests.ts';
import { lintPython } from './ruff.ts';
import type { Suggestion } from './suggestion.ts';
import { nestsTooDeep } from './syntax-depth.ts';
import { findTests } from './test-names.ts';

/** What of a suggestion matters for merging it. */
export type MergePart = Pick<Suggestion, 'targetId' | 'imports' | 'code' | 'testNames' | 'replaces'>;

/** The text of the module with the suggestions in it, or why there is none. */
export type Merge = { ok: true; text: string } | { ok: false; obstacle: Obstacle };

/**
 * Merges suggestions into an existing test module by its syntax tree. Every character of the module stays where it is
 * in relation to the others; imports and tests are only put in, so that leaving a suggestion out gives exactly the
 * text without it. The names of their tests must be free (fit-into-module.ts); a class that bears the name of one of
 * the module's gives its methods to it.
 *
 * A suggestion that rewrites a test takes the place of that definition and of nothing else.
 *
 * The result parses, has the module's tests and the suggestions' and no others, and no finding of Ruff that the module
 * did not have. Where that cannot be had, the obstacle says why.
 * @param module its whole text at head, and how long the project lets its lines be, in characters
 */
export function mergeIntoModule(
  parser: PythonParser,
  module: { text: string; lineLength: number },
  parts: readonly MergePart[],
): Merge {
  const { text } = module;
  const tooLarge = findSizeObstacle(text);
  if (tooLarge) return { ok: false, obstacle: tooLarge };
  const replaced = replaceTests(parser, text, parts);
  if (!replaced.ok) return replaced;
  const added = parts.filter((part) => !part.replaces);
  const merged = addToModule(parser, { ...module, text: replaced.text }, parts);
  if (!merged.ok) return merged;
  const problem = parser.withTree(text, (root) =>
    findNewProblem(parser, { root, text }, merged.text, added, {
      mayLeaveImports: added.length < parts.length,
    }),
  );
  return problem ? { ok: false, obstacle: problem } : merged;
}

/** The text with the imports of all parts, and the code of those that are added. */
function addToModule(
  parser: PythonParser,
  module: { text: string; lineLength: number },
  parts: readonly MergePart[],
): Merge {
  const { text } = module;
  return parser.withTree(text, (root): Merge => {
    const imports = parts.map((part) => readImports(parser, part.imports).items);
    const obstacle = findObstacle(parser, root, text, parts, imports);
    if (obstacle) return { ok: false, obstacle };
    const insertions = [
      ...placeImports(root, text, uniqueImports(imports.flat()), {
        lineLength: module.lineLength,
        projectRoots: projectRoots(parts, imports.flat()),
      }),
      ...placeTests(
        parser,
        root,
        text,
        parts.filter((part) => !part.replaces),
      ),
    ];
    return { ok: true, text: applyInsertions(text, insertions) };
  });
}

function findObstacle(
  parser: PythonParser,
  root: SyntaxNode,
  text: string,
  parts: readonly MergePart[],
  imports: readonly (readonly ImportedName[])[],
): Obstacle | null {
  for (const part of parts.filter(({ replaces }) => !replaces)) {
    const marks = parser.withTree(part.code, commonMarks);
    const obstacle = findModuleObstacle(root, text, marks);
    if (obstacle) return obstacle;
  }
  const { names } = factsOf(root, text);
  for (const [index, part] of parts.entries()) {
    // What is rewritten uses the module's own names; only its imports may meet others.
    const conflict = parser.withTree(part.replaces ? '' : part.code, (code) =>
      findNameConflict(names, { root: code, imports: imports[index]! }),
    );
    if (conflict) return conflict;
  }
  return null;
}

/** Top-level packages of the files under test, by their paths and by how the suggestions import them. */
function projectRoots(parts: readonly MergePart[], imports: readonly ImportedName[]): ReadonlySet<string> {
  const sources = parts.map(({ targetId }) =>
    targetId
      .split('::')[0]!
      .replace(/(\/__init__)?\.py$/, '')
      .replace(/^src\//, '')
      .replaceAll('/', '.'),
  );
  const leads = ({ module, name }: ImportedName): boolean =>
    sources.some((source) => [module, `${module}.${name}`].some((one) => `.${source}`.endsWith(`.${one}`)));
  return new Set([...sources.map(rootOf), ...imports.filter(leads).map(({ module }) => rootOf(module))]);
}

/** What is known of a module that takes nothing of a suggestion to find out. */
interface ModuleFacts {
  text: string;
  names: ModuleNames;
  testNames: string[];
  findings: ReadonlyMap<string, number>;
}

let latest: ModuleFacts | null = null;

/** Of the module asked about last, the facts are kept: suggestions of one module are tried one after the other. */
function factsOf(root: SyntaxNode, text: string): ModuleFacts {
  if (latest?.text === text) return latest;
  const testNames = findTests(root).map(({ testName }) => testName);
  latest = { text, names: readModuleNames(root), testNames, findings: countFindings(text) };
  return latest;
}

/** What the merged text has that neither of its sources had. */
function findNewProblem(
  parser: PythonParser,
  module: { root: SyntaxNode; text: string },
  merged: string,
  parts: readonly MergePart[],
  { mayLeaveImports }: { mayLeaveImports: boolean },
): Obstacle | null {
  const names = parser.withTree(merged, (root) =>
    root.hasError || nestsTooDeep(root)
      ? null
      : findTests(root)
          .map(({ testName }) => testName)
          .sort(),
  );
  if (names === null) return { code: 'new-finding', reason: 'the merged text would not parse' };
  const expected = [
    ...factsOf(module.root, module.text).testNames,
    ...parts.flatMap(({ testNames }) => testNames),
  ].sort();
  if (names.join(' ') !== expected.join(' ')) {
    return { code: 'new-finding', reason: 'the merged text would not hold exactly the tests of both' };
  }
  const before = factsOf(module.root, module.text).findings;
  for (const [finding, count] of countFindings(merged)) {
    // An import that only the rewritten test used stays: no other character of the module is touched.
    if (mayLeaveImports && finding.startsWith('F401 ')) continue;
    if (count > (before.get(finding) ?? 0)) {
      return { code: 'new-finding', reason: `Ruff would find in it: ${finding}` };
    }
  }
  return null;
}

/** Findings by rule and message, without their lines, which move. */
function countFindings(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { code, message } of lintPython(text)) {
    // Some messages name the line of the other place.
    const finding = `${code} ${message.replaceAll(/\bline \d+/g, 'line')}`;
    counts.set(finding, (counts.get(finding) ?? 0) + 1);
  }
  return counts;
}
