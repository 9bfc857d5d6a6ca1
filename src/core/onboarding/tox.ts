import { joinPath } from '../python/path-index.ts';
import type { ProjectFiles, Source } from './facts.ts';
import { lineMatching, readToml } from './read-toml.ts';
import { at, entriesOf, listOf, textOf } from './read-yaml.ts';

/** What tox's test environment is made of, as far as it does not depend on factors. */
export interface ToxEnvironment {
  source: Source;
  deps: string[];
  extras: string[];
  groups: string[];
  env: { name: string; value: string; line: number | null }[];
  commands: string[];
  /** Settings that hold only for some environments (`django52: …`), and were left out. */
  conditional: string[];
}

const MAX_LINES = 2_000;

/** The test environment of `tox.ini`, `tox.toml` or `pyproject.toml` in this folder; null without one. */
export function readTox({ texts }: ProjectFiles, folder: string): ToxEnvironment | null {
  const ini = joinPath(folder, 'tox.ini');
  if (texts.has(ini)) {
    const found = readIni(ini, texts.get(ini)!);
    if (found) return found;
  }
  for (const [name, keys] of [
    ['tox.toml', []],
    ['pyproject.toml', ['tool', 'tox']],
  ] as const) {
    const path = joinPath(folder, name);
    const text = texts.get(path);
    if (text === undefined) continue;
    const settings = at(readToml(text), ...keys);
    const legacy = textOf(at(settings, 'legacy_tox_ini'));
    if (legacy !== null) return readIni(path, legacy, 'no-lines');
    const base = at(settings, 'env_run_base');
    if (base !== undefined) return readTable(path, base, lineMatching(text, /env_run_base\]/));
  }
  return null;
}

function readTable(path: string, base: unknown, line: number | null): ToxEnvironment {
  const texts = (value: unknown): string[] => listOf(value).flatMap((item) => textOf(item) ?? []);
  const commands = listOf(at(base, 'commands')).map((words) => texts(words).join(' '));
  return {
    source: { path, line },
    deps: texts(at(base, 'deps')),
    extras: texts(at(base, 'extras')),
    groups: texts(at(base, 'dependency_groups')),
    env: entriesOf(at(base, 'set_env')).flatMap(([name, value]) => {
      const text = textOf(value);
      return text === null ? [] : [{ name, value: plain(text), line }];
    }),
    commands: commands.map(plain),
    conditional: [],
  };
}

function readIni(path: string, text: string, lines: 'lines' | 'no-lines' = 'lines'): ToxEnvironment | null {
  const values = new Map<string, { text: string; line: number }[]>();
  let inside = false;
  let start: number | null = null;
  let key = '';
  for (const [index, raw] of text.split('\n').slice(0, MAX_LINES).entries()) {
    const header = /^\[([^\]]+)\]/.exec(raw);
    if (header) {
      inside = header[1] === 'testenv';
      if (inside) start = index + 1;
      key = '';
      continue;
    }
    const line = raw.replace(/(^|\s)[#;].*$/, '');
    if (!inside || line.trim() === '') continue;
    const setting = /^([\w-]+)\s*=\s*(.*)$/.exec(line);
    if (setting) {
      key = setting[1]!.replaceAll('-', '_');
      values.set(key, []);
    }
    const value = (setting ? setting[2]! : line).trim();
    if (value !== '' && key !== '') values.get(key)?.push({ text: value, line: index + 1 });
  }
  if (start === null) return null;
  const conditional: string[] = [];
  const unconditional = (name: string): { text: string; line: number }[] =>
    (values.get(name) ?? []).flatMap((item) => {
      // `django52: Django>=5.2`, `py{310,311}-x: …`; a URL or a Windows path has no space behind its colon.
      if (/^!?[\w{},.!-]+:(?:\s|$)/.test(item.text)) {
        conditional.push(item.text);
        return [];
      }
      return item.text.includes('{[') ? [] : [item];
    });
  const list = (name: string): string[] =>
    unconditional(name)
      .flatMap((item) => item.text.split(/\s*,\s*|\s+/))
      .filter(Boolean);
  const commands = joinContinued(unconditional('commands').map((item) => item.text));
  return {
    source: { path, line: lines === 'lines' ? start : null },
    deps: unconditional('deps').map((item) => plain(item.text)),
    extras: list('extras'),
    groups: list('dependency_groups'),
    env: [...unconditional('setenv'), ...unconditional('set_env')].flatMap((item) => {
      const match = /^([A-Za-z_]\w*)\s*=\s*(.*)$/.exec(item.text);
      return match
        ? [{ name: match[1]!, value: plain(match[2]!), line: lines === 'lines' ? item.line : null }]
        : [];
    }),
    commands: commands.map(plain),
    conditional,
  };
}

function joinContinued(lines: readonly string[]): string[] {
  const joined: string[] = [];
  for (const line of lines) {
    const last = joined.at(-1);
    if (last?.endsWith('\\')) joined[joined.length - 1] = `${last.slice(0, -1)}${line}`;
    else joined.push(line);
  }
  return joined;
}

/** Without tox's substitutions: folders become paths from the top, arguments of the caller nothing. */
function plain(text: string): string {
  return text
    .replace(/\{(?:toxinidir|tox_root)\}\/?/g, './')
    .replace(/\{envpython\}/g, 'python')
    .replace(/\{env:\w+:([^{}]*)\}/g, '$1')
    .replace(/\{posargs(?::([^{}]*))?\}/g, '$1')
    .replace(/^-r\s*\.\//, '-r ')
    .trim();
}
