import type { PythonParser } from '../python/parser.ts';
import type { Target } from '../python/target.ts';
import { isTestModule } from '../python/test-files.ts';
import type { TestModules } from './choose-module.ts';
import { fitIntoModule } from './fit-into-module.ts';
import type { ImportedName } from './imports.ts';
import type { Obstacle } from './module-obstacles.ts';
import { ruleOnPath } from './path-policy.ts';
import { type FileContent, meetsOtherNames, placeSuggestion } from './placement.ts';
import { renameInCode } from './rename.ts';
import type { NotMerged, Suggestion } from './suggestion.ts';
import { findTests } from './test-names.ts';
import type { TestPlaces } from './test-places.ts';

/** Where a suggestion is wanted: an existing test module if the project has one for it, else a new file. */
export interface Place {
  module: string | null;
  newPath: () => string;
}

/** A suggestion that has its place, with what its neighbours there can notice. */
export interface Placed {
  suggestion: Suggestion;
  content: FileContent;
}

/** The place that a suggestion got, and what its code had to become there. */
export type Settled = Pick<Suggestion, 'path' | 'code' | 'testNames' | 'notMerged'>;

/**
 * Rules on the path that was proposed. An existing test module that was named is taken; otherwise the project's
 * convention decides whether there is one; only where it has none, a free path that was proposed is used.
 */
export function choosePlace(
  project: { allPaths: readonly string[]; places: TestPlaces },
  proposed: string,
  target: Target,
): { ok: true; value: Place } | { ok: false; reason: string } {
  const { allPaths, places } = project;
  const rules = { paths: allPaths, isTestPath: isTestModule };
  const ruling = proposed === '' ? null : ruleOnPath(proposed, rules);
  if (ruling?.ruling === 'refused') {
    const shown = JSON.stringify(proposed.slice(0, 120));
    return { ok: false, reason: `the path ${shown} is not allowed: ${ruling.reason}` };
  }
  if (ruling?.ruling === 'existing') {
    return { ok: true, value: { module: proposed, newPath: () => places.conventionalPath(target) } };
  }
  const home = places.existingModule(target);
  const isFree = ruling?.ruling === 'allowed' && !places.hasNamesake(proposed);
  return {
    ok: true,
    value: {
      module: home !== null && ruleOnPath(home, rules).ruling === 'existing' ? home : null,
      newPath: () => (isFree ? proposed : places.conventionalPath(target)),
    },
  };
}

/** Merges into the module where that can be done, else finds room in a new file and says why. */
export function settlePlace(
  project: { parser: PythonParser; allPaths: readonly string[]; modules: TestModules },
  { module, newPath }: Place,
  wanted: { target: Target; imports: readonly ImportedName[]; code: string },
  placed: readonly Placed[],
): Settled {
  const { parser, modules } = project;
  const settled = module === null ? null : settleInModule(parser, modules, module, wanted, placed);
  if (settled && !('obstacle' in settled)) return settled;
  const content: FileContent = { path: newPath(), imports: wanted.imports, code: wanted.code };
  const placement = placeSuggestion(
    parser,
    content,
    placed.map((one) => one.content),
    project.allPaths,
  );
  let { code } = wanted;
  for (const { from, to } of placement.renames) code = renameInCode(parser, code, from, to);
  return {
    path: placement.path,
    code,
    testNames: parser.withTree(code, (root) => findTests(root).map(({ testName }) => testName)),
    notMerged: settled ? toNotMerged(module!, settled.obstacle) : null,
  };
}

function settleInModule(
  parser: PythonParser,
  { texts, lineLength }: TestModules,
  path: string,
  { target, imports, code }: { target: Target; imports: readonly ImportedName[]; code: string },
  placed: readonly Placed[],
): Settled | { obstacle: Obstacle } {
  const text = texts.get(path);
  if (text === undefined) {
    return {
      obstacle: {
        code: 'not-read',
        reason: 'it is a link, executable, or too large to be read with the others',
      },
    };
  }
  const neighbours = placed.filter(({ suggestion }) => suggestion.path === path);
  const content: FileContent = { path, imports, code };
  if (
    meetsOtherNames(
      parser,
      content,
      neighbours.map((one) => one.content),
    )
  ) {
    return {
      obstacle: { code: 'name-taken', reason: 'another suggestion in it uses the same names differently' },
    };
  }
  const fit = fitIntoModule(
    parser,
    { text, lineLength },
    { targetId: target.id, imports, code },
    neighbours.map(({ suggestion }) => suggestion),
  );
  return fit.ok
    ? { path, code: fit.code, testNames: fit.testNames, notMerged: null }
    : { obstacle: fit.obstacle };
}

function toNotMerged(module: string, { code, reason }: Obstacle): NotMerged {
  return { module, code, reason };
}
