import { createHash } from 'node:crypto';
import { idOf, type ProjectIndex, symbolAt } from '../../src/core/index/project-index.ts';
import { resolveImported, resolveName } from '../../src/core/index/resolve-name.ts';
import { isTestPath } from '../../src/core/python/test-files.ts';
import type { RecordedTest } from './record-uses.ts';

/** A function and a test that executes it; the test is hidden when the context of the function is built. */
export interface Pair {
  /** `path::qualname` */
  target: string;
  recorded: RecordedTest;
  /** The test names the target or its class, or its module imports the target's. */
  isDirect: boolean;
  /** By the hash of the test's module: the choice of pieces was tuned on one half, the other half is a forecast. */
  isHeldOut: boolean;
}

/** Pairs that are kept of a project, and of one test. */
const MAX_PAIRS = 60;
const MAX_OF_TEST = 2;

/** All functions that a test executes, sampled by hash; tests themselves and code of the tests are no targets. */
export function samplePairs(index: ProjectIndex, all: readonly RecordedTest[]): Pair[] {
  const pairs = all.flatMap((one) => {
    const recorded = { ...one, uses: [...new Set(one.uses.flatMap((use) => findDefinition(index, use)))] };
    const test = `${recorded.test.path}::${recorded.test.qualname}`;
    if (recorded.uses.length === 0 || !symbolAt(index, recorded.test)) return [];
    return recorded.executes
      .filter((target) => {
        const [path = '', qualname = ''] = target.split('::');
        return !isTestPath(path) && symbolAt(index, { path, qualname }) !== null;
      })
      .map((target) => ({ target, recorded, hash: hashOf(`${target} ${test}`) }))
      .sort(byHash)
      .slice(0, MAX_OF_TEST);
  });
  return pairs
    .sort(byHash)
    .slice(0, MAX_PAIRS)
    .map(({ target, recorded }) => ({
      target,
      recorded,
      isDirect: isDirect(index, target, recorded),
      isHeldOut: hashOf(recorded.test.path) >= '8',
    }));
}

/** A class that sets its `__module__` is not where Python says: then the names of that module are followed. */
function findDefinition(index: ProjectIndex, use: string): string[] {
  const [path = '', qualname = ''] = use.split('::');
  if (symbolAt(index, { path, qualname })) return [use];
  const ref = resolveName(index, path, qualname, null);
  return ref && symbolAt(index, ref) && ref.qualname === qualname ? [idOf(ref)] : [];
}

function isDirect(index: ProjectIndex, target: string, { test, uses }: RecordedTest): boolean {
  const [path = '', qualname = ''] = target.split('::');
  const owner = qualname.split('.').slice(0, -1).join('.');
  if (uses.includes(target) || (owner !== '' && uses.includes(`${path}::${owner}`))) return true;
  return (index.files.get(test.path)?.imports ?? []).some(
    (imported) => resolveImported(index, test.path, imported)?.path === path,
  );
}

function byHash(a: { hash: string }, b: { hash: string }): number {
  return a.hash < b.hash ? -1 : 1;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
