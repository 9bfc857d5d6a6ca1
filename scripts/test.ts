import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBrowser, NO_BROWSER } from './browser/find-browser.ts';

/**
 * `npm test`: types, lint, import arrows, the jest tests, the Python tests of ci/. Every part runs even when an
 * earlier one fails; the last line counts. Arguments are passed to jest (then only jest runs).
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name: string): string => join(root, 'node_modules', '.bin', name);
const python = join(root, '.venv', process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
const jest = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  join(root, 'node_modules/jest/bin/jest.js'),
];

interface Part {
  name: string;
  command: string;
  args: string[];
}

const PARTS: Part[] = [
  { name: 'types', command: bin('tsc'), args: ['-p', '.'] },
  { name: 'lint', command: bin('biome'), args: ['check', '--error-on-warnings', '.'] },
  { name: 'arrows', command: process.execPath, args: ['scripts/check-arrows.ts'] },
  { name: 'unused code', command: bin('knip'), args: [] },
  { name: 'jest', command: process.execPath, args: [...jest, '--maxWorkers=2'] },
  {
    name: 'pytest (ci/)',
    command: python,
    args: ['-m', 'pytest', '-q', '-n', '2', '--dist', 'loadfile', 'ci/tests'],
  },
];

const jestArguments = process.argv.slice(2);
const parts =
  jestArguments.length > 0
    ? [{ name: 'jest', command: process.execPath, args: [...jest, ...jestArguments] }]
    : PARTS;

let failed = 0;
for (const part of parts) {
  const started = Date.now();
  console.log(`\n── ${part.name}`);
  const result = spawnSync(part.command, part.args, { cwd: root, stdio: 'inherit' });
  const passed = result.status === 0;
  if (!passed) failed += 1;
  console.log(
    `── ${part.name}: ${passed ? 'passed' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(1)} s`,
  );
}
const browser = findBrowser();
console.log(`\n${browser ? `browser tests: with ${browser}` : `BROWSER TESTS DID NOT RUN: ${NO_BROWSER}`}`);
console.log(`parts: ${parts.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
