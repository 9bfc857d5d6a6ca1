import { findTestsByName } from '../python/nearby-tests.ts';
import { folderOf, indexPaths, joinPath, nameOf } from '../python/path-index.ts';
import type { Target } from '../python/target.ts';
import { isTestPath } from '../python/test-files.ts';

/** The test modules of head whose whole texts are known and that are plain files, so that tests can be merged in. */
export interface TestModules {
  texts: ReadonlyMap<string, string>;
  /** How long the project lets its lines be, in characters. */
  lineLength: number;
}

/**
 * The existing test module that a new test of the target belongs in, or null where the project has none for it: the one
 * named after the target's file; else the known one that imports and names the target most; else a Django app's
 * `tests.py`. Where two source files share a name, a module of that name must import the target's.
 */
export function chooseModule(
  target: Pick<Target, 'path' | 'module' | 'qualname'>,
  allPaths: readonly string[],
  texts: ReadonlyMap<string, string>,
): string | null {
  const isAmbiguous = allPaths.some(
    (other) => other !== target.path && nameOf(other) === nameOf(target.path) && !isTestPath(other),
  );
  const named = findTestsByName(target.path, allPaths).filter(
    (path) => !isAmbiguous || importsModule(texts.get(path) ?? '', target.module),
  );
  const best = named.find((path) => countMentions(texts.get(path) ?? '', target) > 0) ?? named[0];
  if (best !== undefined) return best;
  const testing = [...texts]
    .filter(([, text]) => importsModule(text, target.module))
    .map(([path, text]) => ({ path, count: countMentions(text, target) }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.path < b.path ? -1 : 1));
  if (testing[0]) return testing[0].path;
  const own = joinPath(folderOf(target.path), 'tests.py');
  return indexPaths(allPaths).has(own) ? own : null;
}

/** Whether a line of the text imports the module or from it; a relative import counts by the module's last name. */
function importsModule(text: string, module: string): boolean {
  const parts = module.split('.').map((part) => part.replace(/\W/g, ''));
  const last = parts.at(-1)!;
  const whole = parts.join('\\.');
  const parent = parts.slice(0, -1).join('\\.');
  const from = parent ? `(${parent}|\\.+)` : '\\.+';
  return new RegExp(
    `^[ \\t]*(import[ \\t]+${whole}\\b|from[ \\t]+(${whole}|\\.+${last})[ \\t]+import\\b|from[ \\t]+${from}[ \\t]+import[ \\t(]+[^#\\n]*\\b${last}\\b)`,
    'm',
  ).test(text);
}

/** How often the text names the target; a method counts where its class is named, too. */
function countMentions(text: string, { qualname }: Pick<Target, 'qualname'>): number {
  const counts = qualname
    .split('.')
    .map((part) => text.match(new RegExp(`\\b${part.replace(/\W/g, '')}\\b`, 'g'))?.length ?? 0);
  return Math.min(...counts);
}
