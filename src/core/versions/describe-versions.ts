import { versionsOfCi } from './find-versions.ts';
import type { FoundVersion } from './found-version.ts';

/** What is shown of one package. */
interface Settled {
  name: string;
  /** The strongest place first. */
  found: FoundVersion[];
}

const STRENGTH: Record<FoundVersion['kind'], number> = {
  ci: 0,
  lock: 1,
  pin: 2,
  constraint: 3,
  range: 4,
  tested: 5,
};
/** A package may be locked in several versions, each for some Python. */
const MAX_VERSIONS = 3;

/**
 * One line for prompts: which versions the tests will run with, each with its place; then what follows for tests. What CI reported
 * counts before lock files, these before what is asked for. Empty where nothing is known.
 */
export function describeVersions(found: readonly FoundVersion[]): string {
  const settled = settle(found);
  if (settled.length === 0) return '';
  const python = settled.filter(({ name }) => name === 'python');
  const others = settled.filter(({ name }) => name !== 'python').sort((a, b) => (a.name < b.name ? -1 : 1));
  const line = `Versions: ${[...python.map(describePython), ...others.map(describePackage)].join('; ')}.`;
  return [line, ...notesFor(settled)].join('\n');
}

/** Facts about a project as a record keeps them: a text, and the versions in it. */
export interface KnownVersions {
  projectFacts: string;
  /** Absent in records of runs that began before versions were kept. */
  versions?: FoundVersion[];
}

/** From now on, the facts say what CI reported in place of what files say. */
export function tellVersionsOfCi(
  record: KnownVersions,
  environment: { python: string; packages: Readonly<Record<string, string>> },
): void {
  const before = (record.versions ?? []).filter(({ kind }) => kind !== 'ci');
  const old = describeVersions(record.versions ?? []);
  record.versions = [...versionsOfCi(environment), ...before];
  const now = describeVersions(record.versions);
  record.projectFacts =
    old === ''
      ? [record.projectFacts, now].filter(Boolean).join('\n')
      : record.projectFacts.replace(old, () => now);
}

function settle(found: readonly FoundVersion[]): Settled[] {
  const asked = found.filter(({ kind }) => kind !== 'constraint');
  const names = new Set(asked.map(({ name }) => name));
  return [...names].map((name) => ({
    name,
    found: found
      .filter((one) => one.name === name)
      .sort((a, b) => STRENGTH[a.kind] - STRENGTH[b.kind] || depthOf(a) - depthOf(b)),
  }));
}

/** What stands nearer to the top says more about the whole. */
function depthOf({ source }: FoundVersion): number {
  return source.path.split('/').length;
}

/** `Python 3.12 (.python-version:1), >=3.10 (pyproject.toml:4), tested with 3.10, 3.12 (tox.ini:2)`. */
function describePython({ found }: Settled): string {
  const parts = pythonParts(found);
  return `Python ${parts
    .map((one) => `${one.kind === 'tested' ? 'tested with ' : ''}${one.version} (${placeOf(one)})`)
    .join(', ')}`;
}

/** The strongest exact version, range, and list of tested ones. */
function pythonParts(found: readonly FoundVersion[]): FoundVersion[] {
  const exact = found.find(({ kind }) => kind === 'ci' || kind === 'pin');
  const range = found.find(({ kind }) => kind === 'range');
  const tested = found.find(({ kind }) => kind === 'tested');
  return [exact, range, tested].filter((one) => one !== undefined);
}

/** `django 5.2.1 (uv.lock:120)`, `pytest >=8 (pyproject.toml:14)`. */
function describePackage({ name, found }: Settled): string {
  const [first] = found;
  const same = found.filter(({ kind, source }) => kind === first!.kind && source.path === first!.source.path);
  const versions = [...new Set(same.map(({ version }) => version))].filter(Boolean).slice(0, MAX_VERSIONS);
  return [name, versions.join(' or '), `(${placeOf(first!)})`].filter(Boolean).join(' ');
}

function placeOf({ source: { path, line } }: FoundVersion): string {
  return line === null ? path : `${path}:${line}`;
}

/** Only where a list is complete can something be said to be missing. */
function notesFor(settled: readonly Settled[]): string[] {
  const has = (name: string): boolean => settled.some((one) => one.name === name);
  const isComplete = settled.some(
    ({ name, found }) => name !== 'python' && found.some(({ kind }) => kind === 'ci' || kind === 'lock'),
  );
  const notes: string[] = [];
  if (isComplete && has('pytest')) {
    if (has('django') && !has('pytest-django'))
      notes.push(
        'pytest-django is not installed: no `django_db` mark and none of its fixtures; use `django.test.TestCase`.',
      );
    if (!has('pytest-mock'))
      notes.push('pytest-mock is not installed: no `mocker` fixture; use `unittest.mock`.');
    if (!has('pytest-asyncio') && !has('anyio'))
      notes.push('No plugin runs async tests: call coroutines with `asyncio.run`.');
  }
  const lowest = lowestPython(settled.find(({ name }) => name === 'python')?.found ?? []);
  if (lowest !== null && lowest < 10)
    notes.push(
      `Tests must run on Python 3.${lowest}: no \`match\`, no \`X | Y\` in annotations that are evaluated.`,
    );
  return notes;
}

/** The lowest minor version of Python 3 that the tests may run on. */
function lowestPython(found: readonly FoundVersion[]): number | null {
  const ci = found.filter(({ kind }) => kind === 'ci');
  const minors = (ci.length > 0 ? ci : pythonParts(found)).flatMap(({ version }) =>
    [...version.matchAll(/(?:^|[,\s]|>=|~=|==|\^|~)\s*3\.(\d{1,2})/g)].map((match) => Number(match[1])),
  );
  return minors.length > 0 ? Math.min(...minors) : null;
}
