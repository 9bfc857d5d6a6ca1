import type { ChangedFile } from '../change-set/change-set.ts';
import { readShownRanges } from '../change-set/patch.ts';
import { findDefinitions } from '../python/definitions.ts';
import type { PythonParser } from '../python/parser.ts';
import { linesWithin } from '../python/walk.ts';
import { nestsTooDeep } from '../suggestions/syntax-depth.ts';

/** Where comments may stand in a changed file, and what the lines there belong to. */
export interface FilePlaces {
  /** Lines at head that the diff shows, hunk by hunk, inclusive. */
  shown: [first: number, last: number][];
  /** Functions, methods and tests that the change touches. */
  functions: { name: string; startLine: number; endLine: number }[];
}

const MAX_FUNCTIONS = 300;

/** The places of each changed file by path; `patches` are GitHub's, absent for files whose diff it does not show. */
export function findPlaces(
  parser: PythonParser,
  files: readonly ChangedFile[],
  patches: ReadonlyMap<string, string>,
): Record<string, FilePlaces> {
  const places: [string, FilePlaces][] = [];
  for (const { path, headText, changedLines } of files) {
    const patch = patches.get(path);
    if (headText === null || patch === undefined) continue;
    const functions = parser.withTree(headText, (root) =>
      nestsTooDeep(root)
        ? []
        : findDefinitions(root)
            .filter(({ kind }) => kind === 'function')
            .filter(({ startLine, endLine }) => linesWithin(changedLines, startLine, endLine).length > 0)
            .map(({ qualname, startLine, endLine }) => ({ name: qualname, startLine, endLine })),
    );
    places.push([path, { shown: readShownRanges(patch), functions: functions.slice(0, MAX_FUNCTIONS) }]);
  }
  return Object.fromEntries(places);
}

/** Whether one hunk shows all of these lines. */
export function isShown(places: FilePlaces | undefined, first: number, last: number): boolean {
  return places?.shown.some(([from, to]) => first >= from && last <= to) ?? false;
}

/** The first line between these that the diff shows; null when it shows none. */
export function firstShownLine(places: FilePlaces | undefined, first: number, last: number): number | null {
  for (const [from, to] of places?.shown ?? []) {
    if (from <= last && to >= first) return Math.max(from, first);
  }
  return null;
}
