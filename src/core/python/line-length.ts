import { readSection } from './ini-sections.ts';
import { folderOf, nameOf } from './path-index.ts';

/** What Black and Ruff use where nothing is set. */
const DEFAULT_LINE_LENGTH = 88;

/** Where projects write it, the formatter's own setting first. */
const PLACES: readonly [file: RegExp, section: string, key: string][] = [
  [/^\.?ruff\.toml$/, '', 'line-length'],
  [/^pyproject\.toml$/, 'tool.ruff', 'line-length'],
  [/^pyproject\.toml$/, 'tool.black', 'line-length'],
  [/^pyproject\.toml$/, 'tool.isort', 'line_length'],
  [/^(setup\.cfg|tox\.ini|\.flake8)$/, 'isort', 'line_length'],
  [/^(setup\.cfg|tox\.ini|\.flake8)$/, 'flake8', 'max-line-length'],
];

/** How long the project lets its lines be, in characters, from whatever settings files are known. */
export function findLineLength(texts: ReadonlyMap<string, string>): number {
  const files = [...texts].sort(([a], [b]) => folderOf(a).length - folderOf(b).length);
  for (const [file, section, key] of PLACES) {
    for (const [path, text] of files) {
      if (!file.test(nameOf(path))) continue;
      const word = section
        ? readSection(text, section)?.get(key)?.[0]
        : new RegExp(`^${key}\\s*=\\s*(\\d+)`, 'm').exec(text)?.[1];
      const length = Number(word);
      if (Number.isInteger(length) && length >= 40 && length <= 400) return length;
    }
  }
  return DEFAULT_LINE_LENGTH;
}
