import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildProbes } from '../../../src/core/builtin/build-probes.ts';
import { chooseObserved } from '../../../src/core/builtin/choose-observed.ts';
import { writeTests } from '../../../src/core/builtin/write-tests.ts';
import type { ProbeResult } from '../../../src/core/evidence/ci-report.ts';
import { checkProposals } from '../../../src/core/suggestions/check-proposals.ts';
import { renderTestFiles } from '../../../src/core/suggestions/render-test-file.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';
import { newFile } from './sample-targets.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const REPOSITORY = join(HERE, '../../..');
const PYTHON = join(REPOSITORY, '.venv/bin/python');
const SOURCE = 'shop/samples.py';

const NO_MODULES = { texts: new Map<string, string>(), lineLength: 88 };

/** Functions of the samples that are on purpose of a kind that the engine leaves alone. */
const NOT_ATTEMPTED = ['Price.shown', 'apply', 'counted', 'draw', 'later', 'pay', 'save', 'today_or'];

let folder: string;
let loop: Awaited<ReturnType<typeof runLoop>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'testwright-builtin-'));
  loop = await runLoop();
}, 60_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function runPython(args: string[], input = ''): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const options = { cwd: folder, maxBuffer: 50_000_000 };
    const child = execFile(PYTHON, args, options, (error, stdout, stderr) => {
      resolve({ code: error ? 1 : 0, output: error ? stdout + stderr : stdout });
    });
    child.stdin!.end(input);
  });
}

/** The engine on the samples, with the calls really made: probes → observations → tests → a test file. */
async function runLoop() {
  await cp(join(HERE, 'samples'), folder, { recursive: true });
  const parser = await loadPythonParser();
  const names = (await readdir(join(folder, 'shop'))).filter((name) => name.endsWith('.py'));
  const texts = new Map(
    await Promise.all(
      names.map(
        async (name) => [`shop/${name}`, await readFile(join(folder, 'shop', name), 'utf8')] as const,
      ),
    ),
  );
  const allPaths = [...texts.keys()];
  const { changeSet, targets } = newFile(parser, SOURCE, texts.get(SOURCE)!, allPaths);
  const { probes, notAttempted } = buildProbes({ parser, targets, changeSet, texts });
  const seen = await runPython(
    [join(HERE, 'observe-probes.py'), join(REPOSITORY, 'ci')],
    JSON.stringify(probes),
  );
  if (seen.code !== 0) throw new Error(seen.output);
  const results = JSON.parse(seen.output) as ProbeResult[];
  const chosen = chooseObserved({ probes, results, targets, headCoverage: null });
  const checked = checkProposals({
    proposals: writeTests({ chosen: chosen.observed, targets }),
    parser,
    allPaths,
    targets,
    existing: [],
    existingTestTexts: new Map(),
    modules: NO_MODULES,
    nextId: 1,
    rejected: [],
    origin: 'built-in',
  });
  const files = renderTestFiles(parser, checked.suggestions, NO_MODULES);
  for (const { path, content } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return { targets, probes, notAttempted, chosen, checked, files };
}

describe('the built-in engine on functions of many shapes', () => {
  test('attempts all but those that need what it cannot give', () => {
    const left = loop.notAttempted
      .map(({ what }) => what.split('::')[1])
      .filter((name) => name !== undefined);
    expect(left.sort()).toEqual(NOT_ATTEMPTED);
    expect(loop.targets.length).toBeGreaterThan(25);
  });

  test('has none of its own tests refused', () => {
    expect(loop.checked.refusals).toEqual([]);
    expect(loop.checked.suggestions.length).toBeGreaterThan(20);
  });

  test('writes the tests that were read and found good', async () => {
    expect(loop.files.map(({ path }) => path)).toEqual(['tests/test_samples.py']);
    const expected = await readFile(join(HERE, 'samples', 'expected-tests.txt'), 'utf8');
    expect(loop.files[0]!.content).toBe(expected);
  });

  test('writes tests that pass and reach every line and branch of what it attempts', async () => {
    const ran = await runPython([
      '-m',
      'coverage',
      'run',
      '--branch',
      `--include=${SOURCE}`,
      '-m',
      'pytest',
      '-q',
      '-p',
      'no:cacheprovider',
      'tests',
    ]);
    expect(ran).toMatchObject({ code: 0, output: expect.stringMatching(/\d\d passed in/) });
    await runPython(['-m', 'coverage', 'json', '-q', '-o', 'coverage.json']);
    const coverage = JSON.parse(await readFile(join(folder, 'coverage.json'), 'utf8')) as {
      files: Record<string, { missing_lines: number[]; missing_branches: [number, number][] }>;
    };
    const { missing_lines: lines, missing_branches: branches } = coverage.files[SOURCE]!;
    const attempted = loop.targets.filter(({ qualname }) => !NOT_ATTEMPTED.includes(qualname));
    const missed = attempted.filter(({ startLine, endLine }) =>
      [...lines, ...branches.map(([from]) => from)].some((line) => line >= startLine && line <= endLine),
    );
    expect(missed.map(({ qualname }) => qualname)).toEqual([]);
  }, 60_000);

  test('tells of calls that end in errors nobody raises', () => {
    expect(loop.chosen.edgeCases.map(({ scenario }) => scenario)).toContain(
      'ratio(1, 0) raises ZeroDivisionError (division by zero)',
    );
  });
});
