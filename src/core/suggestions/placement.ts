import type { PythonParser } from '../python/parser.ts';
import { bindingOf, boundName, type ImportedName, importedNames, isImport } from './imports.ts';
import { existsInAnyCase } from './path-policy.ts';
import { supportNames } from './structure-policy.ts';
import { definitionsIn, walk } from './syntax.ts';

/** What one suggestion brings to a file, as far as its neighbours there can notice. */
export interface FileContent {
  path: string;
  imports: readonly ImportedName[];
  code: string;
}

/** Names of one suggestion: what it binds at module level, and everything it mentions. */
interface Names {
  /** Name → what it is bound to; two suggestions may share a binding only when this text is the same. */
  imported: Map<string, string>;
  /** Fixtures, helpers, constants, fakes. */
  support: Set<string>;
  /** Top-level test functions and test classes. */
  tests: Set<string>;
  mentioned: Set<string>;
}

export interface Placement {
  path: string;
  /** New names of top-level tests whose name another suggestion of the file already has. */
  renames: { from: string; to: string }[];
}

/**
 * The file for a suggestion: the wanted one, or the next free name beside it when its helpers, fixtures or imports
 * would meet other ones of the same name there. Tests of the same name are renamed instead. Placing never edits the
 * suggestions placed before, and no file depends on more than the names of its neighbours.
 */
export function placeSuggestion(
  parser: PythonParser,
  wanted: FileContent,
  placed: readonly FileContent[],
  paths: readonly string[],
): Placement {
  const mine = namesOf(parser, wanted);
  for (let number = 1; ; number++) {
    const path = numberedPath(wanted.path, number);
    if (existsInAnyCase(path, paths)) continue;
    const neighbours = placed.filter((one) => one.path === path).map((one) => namesOf(parser, one));
    if (neighbours.some((other) => clash(mine, other))) continue;
    return { path, renames: renamesFor(mine, neighbours) };
  }
}

/** `tests/test_x.py`, then `tests/test_x_2.py`; `tests/x_test.py`, then `tests/x_2_test.py`. */
export function numberedPath(path: string, number: number): string {
  if (number === 1) return path;
  const stem = path.slice(0, -'.py'.length);
  return stem.endsWith('_test') && !/(^|\/)test_[^/]*$/.test(stem)
    ? `${stem.slice(0, -'_test'.length)}_${number}_test.py`
    : `${stem}_${number}.py`;
}

/** Whether the suggestion and one of those others cannot stand in one file because a name would mean two things. */
export function meetsOtherNames(
  parser: PythonParser,
  wanted: FileContent,
  neighbours: readonly FileContent[],
): boolean {
  const mine = namesOf(parser, wanted);
  return neighbours.some((other) => clash(mine, namesOf(parser, other)));
}

function clash(a: Names, b: Names): boolean {
  for (const [name, source] of a.imported) {
    if ((b.imported.get(name) ?? source) !== source || b.support.has(name) || b.tests.has(name)) return true;
  }
  const meets = (one: Names, other: Names): boolean =>
    [...one.support].some(
      (name) => other.mentioned.has(name) || other.imported.has(name) || other.tests.has(name),
    );
  return meets(a, b) || meets(b, a) || [...b.imported.keys()].some((name) => a.tests.has(name));
}

function renamesFor(mine: Names, neighbours: readonly Names[]): Placement['renames'] {
  const taken = new Set(neighbours.flatMap((other) => [...other.tests, ...other.mentioned]));
  for (const name of mine.mentioned) taken.add(name);
  const clashing = [...mine.tests].filter((name) => neighbours.some((other) => other.tests.has(name)));
  return clashing.map((from) => {
    let number = 2;
    const numbered = (): string => (/^[A-Z]/.test(from) ? `${from}${number}` : `${from}_${number}`);
    while (taken.has(numbered())) number++;
    taken.add(numbered());
    return { from, to: numbered() };
  });
}

const namesByContent = new WeakMap<FileContent, Names>();

/** Remembered while the content lives: each suggestion of a file is met by all that are placed after it. */
function namesOf(parser: PythonParser, content: FileContent): Names {
  const known = namesByContent.get(content);
  if (known) return known;
  const names = findNames(parser, content);
  namesByContent.set(content, names);
  return names;
}

function findNames(parser: PythonParser, content: FileContent): Names {
  return parser.withTree(content.code, (root) => {
    const support = new Set(supportNames(root));
    const tests = new Set(
      definitionsIn(root)
        .map(({ name }) => name)
        .filter((name) => !support.has(name)),
    );
    const mentioned = new Set<string>();
    walk(root, (node) => {
      if (node.type === 'identifier') mentioned.add(node.text);
      if (isImport(node)) for (const item of importedNames(node)) mentioned.add(boundName(item));
      // Fixtures may be named in strings: usefixtures("paid_order").
      if (node.type === 'string_content' && /^\w+$/.test(node.text)) mentioned.add(node.text);
    });
    const imported = new Map(content.imports.map((item) => [boundName(item), bindingOf(item)]));
    return { imported, support, tests, mentioned };
  });
}
