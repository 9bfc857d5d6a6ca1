import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Language, Parser } from 'web-tree-sitter';
import { createIndexer } from '../../src/core/index/index-texts.ts';
import { readFileRecord } from '../../src/core/index/read-file.ts';
import type { PythonParser } from '../../src/core/python/parser.ts';
import { isPythonPath } from '../../src/core/python/test-files.ts';
import { loadPythonParser } from '../../src/edges/files/load-grammar.ts';
import { readCheckout } from '../../src/edges/files/read-checkout.ts';
import type { Part } from './bench-context.ts';
import type { Growth } from './index-copies.ts';
import { exec, loadProjects } from './projects.ts';

/** The aims; beyond them the benchmark fails. */
const WANTED_RATIO = 1.3;
const WANTED_CHANGE_MS = 50;

const REPEATS = 5;
/** Files of the project that are changed one at a time: the largest, and others spread over the list. */
const LARGEST = 10;
const SPREAD = 40;
const CHANGED_PROJECT = 'django';
const SIZES = [100, 1_000, 3_000, 10_000, 30_000];

/** What the index costs beside parsing alone, after one changed file, and as repositories grow. All in processor time. */
export async function benchSpeed(): Promise<Part> {
  const parser = await loadPythonParser();
  const parse = await loadBareParser();
  const projects = await loadProjects();
  const texts = new Map<string, ReadonlyMap<string, string>>();
  for (const { name, folder } of projects) texts.set(name, (await readCheckout(folder, isPythonPath)).texts);

  const ratios = Object.fromEntries(
    [...texts].map(([name, of]) => [name, compareWithParsing([...of.values()], parse, parser)]),
  );
  const indexVsParse = median(
    [...Array(REPEATS).keys()].map((repeat) => sumRatio(Object.values(ratios), repeat)),
  );
  const changed = changeOneFile(texts.get(CHANGED_PROJECT)!, parser);
  const folders = [...projects].sort(
    (a, b) => Number(b.name === CHANGED_PROJECT) - Number(a.name === CHANGED_PROJECT),
  );
  const django = await measureGrowth([folders[0]!.folder], texts.get(CHANGED_PROJECT)!.size);
  const growth: Growth[] = [];
  for (const size of SIZES) {
    growth.push(
      await measureGrowth(
        folders.map(({ folder }) => folder),
        size,
      ),
    );
    console.log(JSON.stringify(growth.at(-1)));
  }
  return {
    passed: indexVsParse <= WANTED_RATIO && changed.worst.ms <= WANTED_CHANGE_MS,
    summary: {
      indexVsParse: round(indexVsParse),
      changedFile: { typicalMs: changed.typical, worstMs: changed.worst.ms, worst: changed.worst.path },
    },
    details: {
      baseline:
        'parse(text) and tree.delete() of web-tree-sitter alone, each file once, in the same process, before or after in turn',
      projects: Object.fromEntries(
        Object.entries(ratios).map(([name, { files, characters, pairs }]) => [
          name,
          { files, characters, ratio: round(median(pairs.map(({ index, bare }) => index / bare))), pairs },
        ]),
      ),
      changed,
      django,
      growth,
    },
  };
}

interface Compared {
  files: number;
  characters: number;
  /** Milliseconds. */
  pairs: { bare: number; index: number }[];
}

/** Whole projects, again and again, once parsed and once read into records, each first in turn. */
function compareWithParsing(
  texts: readonly string[],
  parse: (text: string) => void,
  parser: PythonParser,
): Compared {
  const runBare = (): number => timeOf(() => texts.forEach(parse));
  const runIndex = (): number => timeOf(() => texts.forEach((text) => void readFileRecord(parser, text)));
  const pairs: Compared['pairs'] = [];
  // The first pair compiles the code and is not counted.
  for (let repeat = 0; repeat <= REPEATS; repeat++) {
    const first = repeat % 2 === 0 ? runBare() : runIndex();
    const second = repeat % 2 === 0 ? runIndex() : runBare();
    const pair = repeat % 2 === 0 ? { bare: first, index: second } : { bare: second, index: first };
    if (repeat > 0) pairs.push({ bare: round(pair.bare), index: round(pair.index) });
  }
  return { files: texts.length, characters: texts.reduce((sum, text) => sum + text.length, 0), pairs };
}

function sumRatio(all: readonly Compared[], repeat: number): number {
  const sum = (of: 'bare' | 'index'): number =>
    all.reduce((total, { pairs }) => total + pairs[repeat]![of], 0);
  return sum('index') / sum('bare');
}

interface Change {
  path: string;
  lines: number;
  ms: number;
}

/** A line is added to one file of an indexed project: reading it again, and building the index of all files anew. */
function changeOneFile(
  texts: ReadonlyMap<string, string>,
  parser: PythonParser,
): { typical: number; worst: Change; largest: Change[] } {
  const indexTexts = createIndexer(parser, [...texts.keys()]);
  indexTexts(texts);
  const bySize = [...texts.keys()].sort((a, b) => texts.get(b)!.length - texts.get(a)!.length);
  const step = Math.ceil(bySize.length / SPREAD);
  const paths = [
    ...bySize.slice(0, LARGEST),
    ...bySize.filter((_, place) => place >= LARGEST && place % step === 0),
  ];
  const changes = paths.map((path): Change => {
    const text = texts.get(path)!;
    const times = [1, 2, 3].map((version) => {
      const changed = new Map(texts).set(path, `${text}\nADDED = ${version}\n`);
      return timeOf(() => void indexTexts(changed).symbolsOf(path));
    });
    return { path, lines: text.split('\n').length, ms: round(median(times)) };
  });
  const ordered = [...changes].sort((a, b) => b.ms - a.ms);
  return {
    typical: median(changes.slice(LARGEST).map(({ ms }) => ms)),
    worst: ordered[0]!,
    largest: changes.slice(0, LARGEST),
  };
}

/** In a process of its own, so that nothing else is in its memory. */
async function measureGrowth(folders: readonly string[], size: number): Promise<Growth> {
  const script = fileURLToPath(new URL('./index-copies.ts', import.meta.url));
  const { stdout } = await exec(process.execPath, ['--expose-gc', script, String(size), ...folders]);
  return JSON.parse(stdout) as Growth;
}

async function loadBareParser(): Promise<(text: string) => void> {
  const { resolve } = createRequire(import.meta.url);
  // The runtime has been started by the parser of the app.
  const grammar = await Language.load(readFileSync(resolve('tree-sitter-python/tree-sitter-python.wasm')));
  const parser = new Parser().setLanguage(grammar);
  return (text) => parser.parse(text)!.delete();
}

/** Of this thread, which is what a caller waits for; helper threads of the garbage collector are not in it. */
function timeOf(work: () => void): number {
  const started = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(started);
  return (user + system) / 1000;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1]!;
}

function round(number: number): number {
  return Number(number.toFixed(3));
}
