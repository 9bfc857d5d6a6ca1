import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';

describe('the grammar of the installed packages', () => {
  test('is loaded once, also for two who ask at the same time', async () => {
    const [first, second] = await Promise.all([loadPythonParser(), loadPythonParser()]);
    expect(first).toBe(second);
    expect(first.withTree('def f(): ...\n', (root) => root.namedChild(0)!.type)).toBe('function_definition');
  });

  test('is found by plain Node, outside of jest and from another working directory', async () => {
    const module = new URL('../../../src/edges/files/load-grammar.ts', import.meta.url).href;
    const script = `
      const { loadPythonParser } = await import(${JSON.stringify(module)});
      const parser = await loadPythonParser();
      console.log(parser.withTree('class A: pass', (root) => root.namedChild(0).type));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      cwd: '/',
    });
    expect(stdout.trim()).toBe('class_definition');
  });
});
