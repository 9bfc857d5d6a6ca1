import { type FoundVersion, isTold, normaliseName } from './found-version.ts';
import { isLock, readLock } from './read-lock.ts';
import { readManifest } from './read-manifests.ts';
import { readPythons } from './read-pythons.ts';
import { readRequirements } from './read-requirements.ts';

/** What is kept of one project; more is generated. */
const MAX_FOUND = 300;
const MAX_VERSION = 60;

/** Projects inside of the project: what tests, templates and pages are made of. */
const NOT_ITS_OWN =
  /(^|\/)(fixtures?|test_?data|data|samples?|examples?|demos?|docs?|[\w-]*templates?|vendor|third_party)\//;

/** All that files say about versions, those nearest to the top first. Each file is read as its own format, nothing is executed. */
export function findVersions(texts: ReadonlyMap<string, string>): FoundVersion[] {
  const own = new Map([...texts].filter(([path]) => !NOT_ITS_OWN.test(path)));
  const found = readAll(own);
  return found.length > 0 || own.size === texts.size ? found : readAll(texts);
}

function readAll(texts: ReadonlyMap<string, string>): FoundVersion[] {
  const depth = (path: string): number => path.split('/').length;
  const ordered = [...texts].sort(([a], [b]) => depth(a) - depth(b) || (a < b ? -1 : 1));
  const found = [
    ...ordered.flatMap(([path, text]) => (isLock(path) ? readLock(path, text) : [])),
    ...readRequirements(new Map(ordered)),
    ...ordered.flatMap(([path, text]) => readManifest(path, text)),
    ...ordered.flatMap(([path, text]) => readPythons(path, text)),
  ];
  return found
    .map((one) => ({
      ...one,
      version: one.version.replaceAll(/[^\w.*+!<>=~^,| -]/g, '').slice(0, MAX_VERSION),
    }))
    .slice(0, MAX_FOUND);
}

/** What the repository's CI reported; it is hostile text. */
export function versionsOfCi({
  python,
  packages,
}: {
  python: string;
  packages: Readonly<Record<string, string>>;
}): FoundVersion[] {
  const source = { path: 'CI', line: null };
  const plain = (version: string): string => /^[\w.+!-]{1,40}/.exec(version.trim())?.[0] ?? '';
  return [
    { name: 'python', version: plain(python.replace(/^\D+/, '')), kind: 'ci' as const, source },
    ...Object.entries(packages).map(([name, version]) => ({
      name: normaliseName(name),
      version: plain(version),
      kind: 'ci' as const,
      source,
    })),
  ].filter(({ name, version }) => version !== '' && (name === 'python' || isTold(name)));
}
