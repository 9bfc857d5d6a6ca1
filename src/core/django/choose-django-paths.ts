import type { ProjectIndex } from '../index/project-index.ts';
import { findModule, resolveModule } from '../python/imports.ts';
import { folderOf, foldersUp, nameOf } from '../python/path-index.ts';
import { filesOfApp } from './apps.ts';
import { usesDjango } from './facts.ts';

/** URL configurations that a root one names; more are not read for one change. */
const MAX_INCLUDED = 4;
/** Folders above a target that may be its app's. */
const MAX_FOLDERS = 3;
const MAX_PER_TARGET = 8;

/**
 * Files that hold the Django facts of targets in these files, whether or not they exist: what the settings take by star import,
 * the root URL configuration and what it includes, and the URLs, views, serializers, models and factories of the targets' apps.
 */
export function chooseDjangoPaths(
  index: ProjectIndex,
  files: readonly string[],
  texts: ReadonlyMap<string, string>,
): { path: string; reason: string }[] {
  if (!usesDjango({ index })) return [];
  const chosen: { path: string; reason: string }[] = [];
  const settings = [...texts.keys()].filter(
    (path) => /(^|\/)settings(\/|\.py$)|(^|\/)settings_\w+\.py$/.test(path) && path.endsWith('.py'),
  );
  for (const path of settings) {
    for (const imported of index.files.get(path)?.imports ?? []) {
      const place = imported.name === '*' ? findModule(imported, path, index.allPaths) : null;
      if (place && 'path' in place) chosen.push({ path: place.path, reason: 'Django settings' });
    }
    const module = /^ROOT_URLCONF\s{0,9}=\s{0,9}["']([\w.]+)["']/m.exec(texts.get(path)!)?.[1];
    const root = module ? resolveModule(module, path, index.allPaths) : null;
    if (!root) continue;
    chosen.push({ path: root, reason: 'root URL configuration' });
    for (const included of includedBy(texts.get(root) ?? '', root, index.allPaths, files).slice(
      0,
      MAX_INCLUDED,
    ))
      chosen.push({ path: included, reason: `included by ${root}` });
  }
  const exists = new Set(index.allPaths);
  for (const file of files) {
    const folders = foldersUp(folderOf(file))
      .filter((folder) => folder !== '' && folder.length > 0)
      .slice(0, MAX_FOLDERS);
    const found = folders.flatMap(filesOfApp).filter((path) => exists.has(path));
    for (const path of found.slice(0, MAX_PER_TARGET))
      chosen.push({ path, reason: `${nameOf(path)} of a target's app` });
  }
  return chosen;
}

/** Modules that `include("…")` names; those of the targets' own apps first. */
function includedBy(
  text: string,
  path: string,
  allPaths: readonly string[],
  files: readonly string[],
): string[] {
  const modules = [...text.matchAll(/\binclude\(\s{0,99}\(?\s{0,99}["']([\w.]{1,200})["']/g)].map(
    (match) => match[1]!,
  );
  const found = modules.flatMap((module) => resolveModule(module, path, allPaths) ?? []);
  const isNear = (one: string): boolean => files.some((file) => file.startsWith(`${folderOf(one)}/`));
  return [...new Set(found)].sort((a, b) => Number(isNear(b)) - Number(isNear(a)));
}
