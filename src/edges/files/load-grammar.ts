import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createPythonParser, type PythonParser } from '../../core/python/parser.ts';

let loaded: Promise<PythonParser> | null = null;

/**
 * The parser with the grammar of the installed packages. Loaded once per process: every load of a grammar takes
 * WebAssembly memory that is never given back.
 */
export function loadPythonParser(): Promise<PythonParser> {
  loaded ??= readModules().then(createPythonParser);
  return loaded;
}

async function readModules(): Promise<{ runtime: Uint8Array; grammar: Uint8Array }> {
  // createRequire instead of import.meta.resolve: jest's ES modules have only the former.
  const { resolve } = createRequire(import.meta.url);
  const [runtime, grammar] = await Promise.all([
    readFile(resolve('web-tree-sitter/web-tree-sitter.wasm')),
    readFile(resolve('tree-sitter-python/tree-sitter-python.wasm')),
  ]);
  return { runtime, grammar };
}
