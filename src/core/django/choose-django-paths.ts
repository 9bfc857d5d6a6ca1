import type { ProjectIndex } from '../index/project-index.ts';
import { resolveImported } from '../index/resolve-name.ts';
import { findModule, resolveModule } from '../python/imports.ts';
import { folderOf, foldersUp, joinPath, nameOf } from '../python/path-index.ts';
import { isTestPath } from '../python/test-files.ts';
import { filesOfApp } from './apps.ts';
import { usesDjango } from './facts.ts';

/** Files of URL configurations and routers, by custom. */
const URLS = /(^|\/)(urls|urlconf|api_urls|routers?|api_router)(\/\w+)?\.py$/;
const PACKAGES = /(^|\/)(views|viewsets|api|serializers|models|forms)$/;
/** Folders above a target that may be its app's. */
const MAX_FOLDERS = 3;
const MAX_OF_APP = 6;
/** URL configurations on the way from the root to the targets' own. */
const MAX_INCLUDED = 6;
const MAX_SETTINGS = 4;

interface Choice {
  path: string;
  reason: string;
}

/**
 * Files that say under which URL the code of these files stands, and with which settings: what the settings take by star import,
 * the root URL configuration, what leads from it to the targets' apps, and the URLs of these. Some may not exist.
 */
export function chooseUrlPaths(
  index: ProjectIndex,
  files: readonly string[],
  texts: ReadonlyMap<string, string>,
): Choice[] {
  if (!usesDjango({ index })) return [];
  const { allPaths } = index;
  const urls = allPaths.filter((path) => URLS.test(path) && !isTestPath(path));
  const chosen: Choice[] = [...chooseSettings(index, texts)];
  for (const file of files) {
    // A view in a package is often named by what the package hands on.
    if (PACKAGES.test(folderOf(file)))
      chosen.push({ path: joinPath(folderOf(file), '__init__.py'), reason: 'the package of a target' });
    const own = foldersOfApp(file).flatMap((folder) => urls.filter((path) => isInside(path, folder)));
    for (const path of [...new Set(own)].slice(0, MAX_OF_APP))
      chosen.push({ path, reason: 'URLs of a target’s app' });
  }
  for (const path of texts.keys()) {
    const module = /^ROOT_URLCONF\s{0,9}=\s{0,9}["']([\w.]+)["']/m.exec(texts.get(path)!)?.[1];
    const root = module ? resolveModule(module, path, allPaths) : null;
    if (root) chosen.push({ path: root, reason: 'root URL configuration' });
  }
  // What stands beside `wsgi.py` is the root in most projects, and known before the settings are.
  for (const path of allPaths) {
    if (/^(wsgi|asgi)\.py$/.test(nameOf(path)))
      chosen.push({ path: joinPath(folderOf(path), 'urls.py'), reason: 'root URL configuration' });
  }
  const included = [...texts.keys()]
    .filter((path) => URLS.test(path) && !isTestPath(path))
    .flatMap((path) => includedBy(index, path, texts));
  const isNear = (path: string): boolean =>
    files.some((file) => foldersOfApp(file).some((folder) => isInside(path, folder)));
  const ordered = [...new Set(included)].sort((a, b) => Number(isNear(b)) - Number(isNear(a)));
  for (const path of ordered.slice(0, MAX_INCLUDED))
    chosen.push({ path, reason: 'included by a URL configuration' });
  return chosen;
}

/** Views, serializers, models and factories of the targets' apps, whether or not they exist. */
export function chooseAppPaths(index: ProjectIndex, files: readonly string[]): Choice[] {
  if (!usesDjango({ index })) return [];
  const exists = new Set(index.allPaths);
  return files.flatMap((file) =>
    foldersOfApp(file)
      .flatMap(filesOfApp)
      .filter((path) => exists.has(path))
      .slice(0, MAX_OF_APP)
      .map((path) => ({ path, reason: `${nameOf(path)} of a target’s app` })),
  );
}

function chooseSettings(index: ProjectIndex, texts: ReadonlyMap<string, string>): Choice[] {
  const known = [...texts.keys()].filter((path) => /(^|\/)\w*settings\w*(\/\w+)?\.py$/.test(path));
  const stars = known.flatMap((path) =>
    (index.files.get(path)?.imports ?? []).flatMap((imported) => {
      const place = imported.name === '*' ? findModule(imported, path, index.allPaths) : null;
      return place && 'path' in place ? [place.path] : [];
    }),
  );
  return [...new Set(stars)].slice(0, MAX_SETTINGS).map((path) => ({ path, reason: 'Django settings' }));
}

/** Modules that `include("…")` names, and those of URLs that are imported. */
function includedBy(index: ProjectIndex, path: string, texts: ReadonlyMap<string, string>): string[] {
  const text = texts.get(path) ?? '';
  const named = [...text.matchAll(/\binclude\(\s{0,99}\(?\s{0,99}["']([\w.]{1,200})["']/g)].map(
    (match) => match[1]!,
  );
  const imported = (index.files.get(path)?.imports ?? []).flatMap(
    (one) => resolveImported(index, path, one)?.path ?? [],
  );
  return [
    ...named.flatMap((module) => resolveModule(module, path, index.allPaths) ?? []),
    ...imported.filter((one) => URLS.test(one)),
  ];
}

function foldersOfApp(file: string): string[] {
  return foldersUp(folderOf(file))
    .filter((folder) => folder !== '')
    .slice(0, MAX_FOLDERS);
}

/** Directly in the folder, in its `urls` or `api`, but not in another app below it. */
function isInside(path: string, folder: string): boolean {
  if (!path.startsWith(`${folder}/`)) return false;
  return (
    /^(api\/)?[\w]+(\/\w+)?\.py$/.test(path.slice(folder.length + 1)) &&
    /^(api\/)?(urls|urlconf|api_urls|routers?|api_router)\b/.test(path.slice(folder.length + 1))
  );
}
