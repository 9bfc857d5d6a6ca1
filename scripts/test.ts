import { spawn } from 'node:child_process';
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
  // Each test file begins with PostgreSQL as WebAssembly: optimising that took more of the processor than it saved, a third of all.
  '--liftoff-only',
  join(root, 'node_modules/jest/bin/jest.js'),
];

/** Long stories, left to `npm test -- PATH` so that the rest stays below ten minutes; the last lines of a run name them. */
const LONG = [
  'test/workflows/crash.test.ts',
  'test/workflows/ten-pushes.test.ts',
  'test/workflows/web-and-workers.test.ts',
  'test/edges/queue/killed-worker.test.ts',
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
  {
    name: 'jest',
    command: process.execPath,
    args: [...jest, '--maxWorkers=3', ...LONG.flatMap((path) => ['--testPathIgnorePatterns', path])],
  },
  {
    name: 'pytest (ci/)',
    command: python,
    args: ['-m', 'pytest', '-q', '-n', '1', 'ci/tests'],
  },
];

const jestArguments = process.argv.slice(2);
const parts =
  jestArguments.length > 0
    ? [{ name: 'jest', command: process.execPath, args: [...jest, ...jestArguments] }]
    : PARTS;

/** Runs a part and says how it ended; `quiet` keeps its output until then, beside another that is being printed. */
async function runPart(part: Part, quiet: boolean): Promise<boolean> {
  const started = Date.now();
  if (!quiet) console.log(`\n── ${part.name}`);
  const child = spawn(part.command, part.args, {
    cwd: root,
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
  });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => output.push(chunk));
  const status = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
  if (quiet) console.log(`\n── ${part.name}\n${Buffer.concat(output)}`);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`── ${part.name}: ${status === 0 ? 'passed' : 'FAILED'} in ${seconds} s`);
  return status === 0;
}

// Jest waits for databases and git a third of its time, so the Python tests run beside it.
const beside = parts.find(({ name }) => name === 'pytest (ci/)');
const results: boolean[] = [];
for (const part of parts.filter((one) => one !== beside && one.name !== 'jest')) {
  results.push(await runPart(part, false));
}
const jestPart = parts.find(({ name }) => name === 'jest')!;
results.push(...(await Promise.all([runPart(jestPart, false), ...(beside ? [runPart(beside, true)] : [])])));
const failed = results.filter((passed) => !passed).length;
const browser = findBrowser();
console.log(`\n${browser ? `browser tests: with ${browser}` : `BROWSER TESTS DID NOT RUN: ${NO_BROWSER}`}`);
if (jestArguments.length === 0) console.log(`long tests, not run here: npm test -- ${LONG.join(' ')}`);
console.log(`parts: ${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
