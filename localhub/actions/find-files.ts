import { type Dirent, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';

export interface FileSearch {
  /** Absolute paths of regular files, sorted. */
  files: string[];
  /** The deepest folder above everything that was searched for: archives name files from here. */
  root: string;
}

interface Pattern {
  excludes: boolean;
  /** The part before the first wildcard: where the search begins. */
  start: string;
  matcher: RegExp;
}

const WILDCARD = /[*?[]/;

function compile(line: string, directory: string): Pattern {
  const excludes = line.startsWith('!');
  const segments = resolve(directory, excludes ? line.slice(1) : line).split(sep);
  const firstWild = segments.findIndex((segment) => WILDCARD.test(segment));
  const literal = firstWild === -1 ? segments : segments.slice(0, firstWild);
  let source = '';
  for (const segment of segments.slice(1))
    source += segment === '**' ? '(?:/[^/]+)*' : `/${segmentSource(segment)}`;
  // A folder that matches brings everything below it.
  return { excludes, start: literal.join(sep) || sep, matcher: new RegExp(`^${source}(?:/.*)?$`, 's') };
}

function segmentSource(segment: string): string {
  return segment.replace(/\[[^\]]+\]|[\\^$.*+?()[\]{}|]/g, (part) => {
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    return part.length > 1 ? part.replaceAll('\\', '\\\\') : `\\${part}`;
  });
}

/**
 * Files that shell-like patterns select below `directory`; a pattern with `!` takes files out again, in order.
 * Symbolic links to files count as files, those to folders are not entered (they may lead in circles).
 */
export function findFiles(
  patterns: string[],
  directory: string,
  hidden: 'with-hidden' | 'without-hidden',
): FileSearch {
  const compiled = patterns.map((pattern) => compile(pattern, directory));
  const starts = compiled.filter((pattern) => !pattern.excludes).map((pattern) => pattern.start);
  const files = new Set<string>();
  for (const start of starts)
    for (const file of walk(start, hidden)) if (isSelected(file, compiled)) files.add(file);
  return { files: [...files].sort(), root: chooseRoot(starts, files, directory) };
}

function isSelected(file: string, patterns: Pattern[]): boolean {
  let selected = false;
  for (const { excludes, matcher } of patterns) if (matcher.test(file)) selected = !excludes;
  return selected;
}

function* walk(path: string, hidden: 'with-hidden' | 'without-hidden'): Generator<string> {
  if (hidden === 'without-hidden' && basename(path).startsWith('.')) return;
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile()) yield path;
  if (!stats?.isDirectory()) return;
  for (const entry of readdirSync(path, { withFileTypes: true }))
    if (!isLinkToFolder(path, entry)) yield* walk(join(path, entry.name), hidden);
}

function isLinkToFolder(folder: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return false;
  return statSync(join(folder, entry.name), { throwIfNoEntry: false })?.isDirectory() ?? true;
}

function chooseRoot(starts: string[], files: Set<string>, directory: string): string {
  const [first, ...others] = starts;
  if (first === undefined) return directory;
  if (others.length === 0) return files.has(first) ? dirname(first) : first;
  let common = first.split(sep);
  for (const other of others) {
    const segments = other.split(sep);
    const length = common.findIndex((segment, index) => segment !== segments[index]);
    if (length !== -1) common = common.slice(0, length);
  }
  const root = common.join(sep) || sep;
  return files.has(root) ? dirname(root) : root;
}
