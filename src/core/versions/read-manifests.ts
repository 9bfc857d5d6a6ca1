import { maskText } from '../index/mask-text.ts';
import { closingBracket } from '../index/split-arguments.ts';
import { lineMatching, readToml } from '../onboarding/read-toml.ts';
import { at, entriesOf, listOf, textOf } from '../onboarding/read-yaml.ts';
import { nameOf } from '../python/path-index.ts';
import { type FoundVersion, isTold, normaliseName } from './found-version.ts';
import { readRequirement, specified } from './read-requirement.ts';

const MAX_SETUP = 200_000;

/** What a project's own description asks for; nothing for any other file. */
export function readManifest(path: string, text: string): FoundVersion[] {
  switch (nameOf(path)) {
    case 'pyproject.toml':
      return readPyproject(path, text);
    case 'hatch.toml':
      return readTexts(path, text, environmentsOf(at(readToml(text), 'envs')));
    case 'Pipfile':
      return ['packages', 'dev-packages'].flatMap((key) => readTable(path, text, at(readToml(text), key)));
    case 'setup.cfg':
    case 'tox.ini':
      return readIndented(path, text);
    case 'setup.py':
      return readSetup(path, text);
    default:
      return [];
  }
}

/** PEP 621, PEP 735, and the tables of Poetry, pdm, hatch, uv and tox. */
function readPyproject(path: string, text: string): FoundVersion[] {
  const data = readToml(text);
  const tool = at(data, 'tool');
  const lists = [
    at(data, 'project', 'dependencies'),
    ...[
      at(data, 'project', 'optional-dependencies'),
      at(data, 'dependency-groups'),
      at(tool, 'pdm', 'dev-dependencies'),
    ].flatMap((groups) => entriesOf(groups).map(([, list]) => list)),
    at(tool, 'uv', 'dev-dependencies'),
    at(tool, 'tox', 'env_run_base', 'deps'),
  ];
  const tables = [
    at(tool, 'poetry', 'dependencies'),
    at(tool, 'poetry', 'dev-dependencies'),
    ...entriesOf(at(tool, 'poetry', 'group')).map(([, group]) => at(group, 'dependencies')),
  ];
  return [
    ...readTexts(path, text, [...lists.flatMap(listOf), ...environmentsOf(at(tool, 'hatch', 'envs'))]),
    ...tables.flatMap((table) => readTable(path, text, table)),
  ];
}

function environmentsOf(environments: unknown): unknown[] {
  return entriesOf(environments).flatMap(([, one]) => [
    ...listOf(at(one, 'dependencies')),
    ...listOf(at(one, 'extra-dependencies')),
  ]);
}

function readTexts(path: string, text: string, items: readonly unknown[]): FoundVersion[] {
  return items.flatMap((item) => {
    const written = textOf(item);
    const one = written === null ? null : readRequirement(written, { path, line: null });
    return one ? [{ ...one, source: { path, line: lineContaining(text, written!) } }] : [];
  });
}

/** `django = "^5.0"`, `django = {version = "^5.0"}`. */
function readTable(path: string, text: string, table: unknown): FoundVersion[] {
  return entriesOf(table).flatMap(([written, value]) => {
    const name = normaliseName(written);
    if (!isTold(name)) return [];
    const range =
      textOf(value) ?? textOf(at(value, 'version')) ?? textOf(at(listOf(value)[0], 'version')) ?? '';
    const escaped = written.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const line = lineMatching(text, new RegExp(`^\\s*["']?${escaped}["']?\\s*=`));
    return [specified(name, range, { path, line })];
  });
}

/** Values over several lines, as `setup.cfg` and `tox.ini` have them; `django52: Django>=5.2` holds for one environment only. */
function readIndented(path: string, text: string): FoundVersion[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const written = /^\s+[A-Za-z]/.test(line)
      ? line
      : /^(?:deps|install_requires|tests_require)\s*=(.*)$/.exec(line)?.[1];
    const one = written === undefined ? null : readRequirement(written, { path, line: index + 1 });
    return one ? [one] : [];
  });
}

/** The strings of the lists that `setup()` is given, as far as they are written there; nothing is executed. */
function readSetup(path: string, text: string): FoundVersion[] {
  if (text.length > MAX_SETUP) return [];
  const masked = maskText(text);
  const found: FoundVersion[] = [];
  for (const match of masked.matchAll(/\b\w*requires?\w*\s*=\s*([[{(])/gi)) {
    const from = match.index + match[0].length - 1;
    const to = closingBracket(masked, from, masked.length);
    for (const { 0: quoted, index } of masked.slice(from, to).matchAll(/(["'])[ ]*\1/g)) {
      const start = from + index + 1;
      const line = text.slice(0, start).split('\n').length;
      const one = readRequirement(text.slice(start, start + quoted.length - 2), { path, line });
      if (one) found.push(one);
    }
  }
  return found;
}

function lineContaining(text: string, written: string): number | null {
  const index = text.indexOf(written);
  return index < 0 ? null : text.slice(0, index).split('\n').length;
}
