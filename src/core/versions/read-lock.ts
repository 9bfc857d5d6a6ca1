import { nameOf } from '../python/path-index.ts';
import { type FoundVersion, isTold, normaliseName } from './found-version.ts';

/** Lock files have a line for every file of every package. */
const MAX_LINES = 200_000;
const MAX_LINE = 300;

const TOML_LOCKS = /^(poetry\.lock|uv\.lock|pdm\.lock|pylock(\.[\w-]+)?\.toml)$/;

/** poetry, uv, pdm, pipenv, and PEP 751. */
export function isLock(path: string): boolean {
  return TOML_LOCKS.test(nameOf(path)) || nameOf(path) === 'Pipfile.lock';
}

/**
 * The versions of a lock file. Read line by line, not as TOML or JSON: such files are written by programs, in one form, and may
 * be so long that only what is needed should be looked at. A package that is locked in several versions is found several times.
 */
export function readLock(path: string, text: string): FoundVersion[] {
  const lines = text.split(/\r?\n/, MAX_LINES);
  return nameOf(path) === 'Pipfile.lock' ? readPipfileLock(path, lines) : readPackages(path, lines);
}

/** `[[package]]`, or PEP 751's `[[packages]]`, then `name` and `version` before any other table. */
function readPackages(path: string, lines: readonly string[]): FoundVersion[] {
  const found: FoundVersion[] = [];
  let isInside = false;
  let name = '';
  for (const [index, line] of lines.entries()) {
    if (line.startsWith('[')) {
      isInside = /^\[\[packages?\]\]\s*$/.test(line);
      name = '';
    } else if (isInside && line.length < MAX_LINE) {
      const match = /^(name|version)\s*=\s*["']([^"']+)["']/.exec(line);
      if (match?.[1] === 'name') name = normaliseName(match[2]!);
      else if (match && isTold(name))
        found.push({ name, version: match[2]!, kind: 'lock', source: { path, line: index + 1 } });
    }
  }
  return found;
}

/** `"django": {` … `"version": "==5.2"`. */
function readPipfileLock(path: string, lines: readonly string[]): FoundVersion[] {
  const found: FoundVersion[] = [];
  let name = '';
  for (const [index, line] of lines.entries()) {
    if (line.length > MAX_LINE) continue;
    const opened = /^\s*"([^"]+)":\s*\{\s*$/.exec(line)?.[1];
    if (opened !== undefined) name = normaliseName(opened);
    const version = /^\s*"version":\s*"={2,3}([^"]+)"/.exec(line)?.[1];
    if (version !== undefined && isTold(name))
      found.push({ name, version, kind: 'lock', source: { path, line: index + 1 } });
  }
  return found;
}
