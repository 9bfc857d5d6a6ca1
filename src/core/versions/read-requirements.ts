import { folderOf, nameOf } from '../python/path-index.ts';
import type { FoundVersion } from './found-version.ts';
import { readRequirement } from './read-requirement.ts';

/** Files that one list of requirements leads to, directly and through others. */
const MAX_FILES = 12;
const MAX_LINES = 20_000;
const INCLUDE = /^\s*(-r|--requirement|-c|--constraint)(?:\s*=\s*|\s+|(?=[\w./]))([^\s#]+)/;

/** `requirements.txt`, `requirements-dev.in`, `requirements/test.txt`. */
export function isRequirements(path: string): boolean {
  return /(^|\/)([\w.-]*requirements[^/]*|requirements\/[^/]+)\.(txt|in)$/.test(path);
}

/** `constraints.txt`: versions of what something else asks for. */
export function isConstraints(path: string): boolean {
  return /(^|\/)[\w.-]*constraints?[\w.-]*\.(txt|in)$/.test(path);
}

/** The files that a list of requirements names with `-r` and `-c`, by path from the top of the repository. */
export function includedFiles(path: string, text: string): { path: string; isConstraint: boolean }[] {
  return linesOf(text).flatMap((line) => {
    const match = INCLUDE.exec(line);
    const found = match ? joinRelative(folderOf(path), match[2]!) : null;
    return found ? [{ path: found, isConstraint: match![1] === '-c' || match![1] === '--constraint' }] : [];
  });
}

/** What lists of requirements ask for, each with what it includes; a circle of them ends. */
export function readRequirements(texts: ReadonlyMap<string, string>): FoundVersion[] {
  const open = [...texts.keys()]
    .filter((path) => isRequirements(path) || isConstraints(path))
    .map((path) => ({ path, isConstraint: isConstraints(path) && !isRequirements(path) }));
  const seen = new Set<string>();
  const found: FoundVersion[] = [];
  for (let next = open.shift(); next && seen.size < MAX_FILES; next = open.shift()) {
    const { path, isConstraint } = next;
    const text = texts.get(path);
    if (text === undefined || seen.has(path)) continue;
    seen.add(path);
    for (const [index, line] of linesOf(text).entries()) {
      const source = { path, line: index + 1 };
      const one = readRequirement(line, source, isConstraint ? 'constraint' : 'asked');
      if (one) found.push(one);
    }
    for (const included of includedFiles(path, text)) {
      open.push({ path: included.path, isConstraint: isConstraint || included.isConstraint });
    }
  }
  return found;
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/, MAX_LINES);
}

/** Null for what leads out of the repository, or is an address. */
function joinRelative(folder: string, written: string): string | null {
  if (/^\/|:\/\//.test(written)) return null;
  const steps = folder === '' ? [] : folder.split('/');
  for (const step of written.split('/')) {
    if (step === '..') {
      if (steps.pop() === undefined) return null;
    } else if (step !== '.' && step !== '') steps.push(step);
  }
  const path = steps.join('/');
  return nameOf(path) === '' ? null : path;
}
