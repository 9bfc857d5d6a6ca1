import { buildContext } from '../../src/core/context/build-context.ts';
import { findUsers } from '../../src/core/index/callers.ts';
import { createIndexer } from '../../src/core/index/index-texts.ts';
import { idOf, type SymbolRef } from '../../src/core/index/project-index.ts';
import { isPythonPath } from '../../src/core/python/test-files.ts';
import { loadPythonParser } from '../../src/edges/files/load-grammar.ts';
import { readCheckout } from '../../src/edges/files/read-checkout.ts';

/** What an index of so many files takes. Times are processor times. */
export interface Growth {
  files: number;
  indexMsPerFile: number;
  /** Texts and records. */
  heapKbPerFile: number;
  heapMb: number;
  /** Of the whole process, the parser's memory with it. */
  rssMb: number;
  /** The first question for who uses a symbol, and the median of the further ones. */
  firstUsersMs: number;
  usersMs: number;
  /** Choosing the context of one target, median. */
  contextMs: number;
}

const TARGETS = 20;

/**
 * `node --expose-gc index-copies.ts FILES FOLDER…`: indexes that many Python files of the folders and prints a `Growth`. Where the folders
 * hold fewer, their files are repeated under other paths, each with a line of its own at the end.
 */
async function indexCopies(size: number, folders: readonly string[]): Promise<Growth> {
  const parser = await loadPythonParser();
  const real: [string, string][] = [];
  for (const folder of folders) real.push(...(await readCheckout(folder, isPythonPath)).texts);
  const before = heapMb();
  const texts = new Map<string, string>();
  for (let place = 0; place < size; place++) {
    const [path, text] = real[place % real.length]!;
    const copy = Math.floor(place / real.length);
    // A text of its own, not a view of the first.
    texts.set(`copy${copy}/${path}`, Buffer.from(`${text}\n# ${copy}\n`).toString());
  }
  let started = process.cpuUsage();
  const index = createIndexer(parser, [...texts.keys()])(texts);
  const indexMs = since(started);
  const heap = heapMb() - before;
  const rssMb = process.memoryUsage().rss / 1e6;
  const functions: SymbolRef[] = [...index.files].flatMap(([path, { symbols }]) =>
    symbols.filter(({ kind }) => kind === 'function').map(({ qualname }) => ({ path, qualname })),
  );
  const step = Math.max(1, Math.floor(functions.length / TARGETS));
  const targets = functions.filter((_, place) => place % step === 0).slice(0, TARGETS);
  const usersMs: number[] = [];
  const contextMs: number[] = [];
  for (const target of targets) {
    started = process.cpuUsage();
    findUsers(index, target);
    usersMs.push(since(started));
    started = process.cpuUsage();
    buildContext({
      index,
      targets: [{ id: idOf(target), ...target }],
      changeSet: { files: [] },
      texts,
      tokenBudget: 8_000,
    });
    contextMs.push(since(started));
  }
  return {
    files: size,
    indexMsPerFile: round(indexMs / size),
    heapKbPerFile: round((heap * 1000) / size),
    heapMb: round(heap),
    rssMb: round(rssMb),
    firstUsersMs: round(usersMs[0]!),
    usersMs: round(median(usersMs.slice(1))),
    contextMs: round(median(contextMs)),
  };
}

function heapMb(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}

function since(started: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
}

function round(number: number): number {
  return Number(number.toFixed(2));
}

const [size = '', ...folders] = process.argv.slice(2);
console.log(JSON.stringify(await indexCopies(Number(size), folders)));
