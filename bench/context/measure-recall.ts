import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildContext } from '../../src/core/context/build-context.ts';
import { CHARACTERS_PER_TOKEN } from '../../src/core/context/estimate-tokens.ts';
import { createIndexer } from '../../src/core/index/index-texts.ts';
import { type ProjectIndex, symbolAt } from '../../src/core/index/project-index.ts';
import { resolveImported } from '../../src/core/index/resolve-name.ts';
import { isPythonPath, isTestPath } from '../../src/core/python/test-files.ts';
import { loadPythonParser } from '../../src/edges/files/load-grammar.ts';
import { readCheckout } from '../../src/edges/files/read-checkout.ts';
import type { Part } from './bench-context.ts';
import { ensurePython, exec, loadProjects, type Project } from './projects.ts';

/** What `record_uses.py` writes of one test. */
interface Recorded {
  test: { path: string; qualname: string };
  executes: string[];
  uses: string[];
}

const BUDGETS = [4000, 8000, 16000] as const;
type Method = 'testwright' | 'file' | 'oneLevel';

/** One function that a hidden test executes, and how many of the definitions that the test names each method shows. */
interface RecallTarget {
  target: string;
  test: string;
  uses: number;
  found: Record<Method, number[]>;
  /** What our context lacks at 8,000 tokens. */
  missed: string[];
}

/** Pairs of a function and a test that are kept of a project, and of one test. */
const MAX_TARGETS = 60;
const MAX_OF_TEST = 2;
const PLUGIN = fileURLToPath(new URL('.', import.meta.url));

/** The aim at 8,000 tokens; below it the benchmark fails. */
const WANTED = 0.9;
const METHODS: Method[] = ['testwright', 'file', 'oneLevel'];

/** Recall of what hidden tests use, over the projects whose tests are run. */
export async function benchRecall(): Promise<Part> {
  const targets: Record<string, RecallTarget[]> = {};
  for (const project of await loadProjects()) {
    if (!project.tests) continue;
    const name = `${project.name} ${project.version}`;
    targets[name] = await measureRecall(project);
    console.log(`${name}: recall ${JSON.stringify(recallOf(targets[name]!))}`);
  }
  const { testwright: recall, ...baselines } = recallOf(Object.values(targets).flat());
  const byProject = Object.fromEntries(Object.entries(targets).map(([name, all]) => [name, recallOf(all)]));
  return {
    passed: recall!['8000']! >= WANTED,
    summary: { recall, baselines },
    details: { byProject, targets },
  };
}

/** By method and budget: the mean over the targets of the share of used definitions that are shown. */
function recallOf(targets: readonly RecallTarget[]): Record<string, Record<string, number>> {
  const mean = (method: Method, place: number): number =>
    targets.reduce((sum, one) => sum + one.found[method][place]! / one.uses, 0) / Math.max(1, targets.length);
  return Object.fromEntries(
    METHODS.map((method) => [
      method,
      Object.fromEntries(BUDGETS.map((budget, place) => [budget, Number(mean(method, place).toFixed(4))])),
    ]),
  );
}

/**
 * Hides one test at a time and looks how many of the project's definitions that it names are defined in what each method shows
 * for a function that it executes. Pairs are sampled by hash among all that the run recorded.
 */
async function measureRecall(project: Project): Promise<RecallTarget[]> {
  const parser = await loadPythonParser();
  const { allPaths, texts } = await readCheckout(project.folder, isPythonPath);
  const indexTexts = createIndexer(parser, allPaths);
  const whole = indexTexts(texts);
  const results: RecallTarget[] = [];
  for (const { target, recorded } of sample(whole, await recordUses(project))) {
    const test = symbolAt(whole, recorded.test)!;
    const hidden = new Map(texts);
    const lines = texts.get(recorded.test.path)!.split('\n');
    const indent = /^\s*/.exec(lines[test.startLine - 1]!)![0];
    lines.splice(test.startLine - 1, test.endLine - test.startLine + 1, `${indent}pass`);
    hidden.set(recorded.test.path, lines.join('\n'));
    const index = indexTexts(hidden);
    const [path = '', qualname = ''] = target.split('::');
    const uses = recorded.uses.filter((use) => use !== idOfTest(recorded));
    const show: Record<Method, (budget: number) => Map<string, string>> = {
      testwright: (tokenBudget) =>
        new Map(
          buildContext({
            index,
            targets: [{ id: target, path, qualname }],
            changeSet: { files: [] },
            texts: hidden,
            tokenBudget,
          }).pieces.map((piece) => [piece.path, piece.text]),
        ),
      file: (tokenBudget) => showFiles([path], hidden, tokenBudget),
      oneLevel: (tokenBudget) => showFiles([path, ...importedBy(index, path)], hidden, tokenBudget),
    };
    const found = Object.fromEntries(
      Object.entries(show).map(([method, of]) => [
        method,
        BUDGETS.map((budget) => uses.filter((use) => isDefined(use, of(budget))).length),
      ]),
    ) as Record<Method, number[]>;
    const shown = show.testwright(8000);
    const missed = uses.filter((use) => !isDefined(use, shown));
    results.push({ target, test: idOfTest(recorded), uses: uses.length, found, missed });
  }
  return results;
}

function idOfTest({ test }: Recorded): string {
  return `${test.path}::${test.qualname}`;
}

function sample(index: ProjectIndex, all: readonly Recorded[]): { target: string; recorded: Recorded }[] {
  const tests = new Map(all.map((one) => [idOfTest(one), one]));
  const pairs = [...tests.values()].flatMap((recorded) => {
    const uses = recorded.uses.filter((use) => use !== idOfTest(recorded));
    if (uses.length === 0 || !recorded.test.path || !symbolAt(index, recorded.test)) return [];
    return recorded.executes
      .filter((target) => {
        const [path = '', qualname = ''] = target.split('::');
        return !isTestPath(path) && symbolAt(index, { path, qualname }) !== null;
      })
      .map((target) => ({ target, recorded, hash: hashOf(`${target} ${idOfTest(recorded)}`) }))
      .sort((a, b) => (a.hash < b.hash ? -1 : 1))
      .slice(0, MAX_OF_TEST);
  });
  return pairs.sort((a, b) => (a.hash < b.hash ? -1 : 1)).slice(0, MAX_TARGETS);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Whole files in this order until the budget is spent; the last one is cut. */
function showFiles(
  paths: readonly string[],
  texts: ReadonlyMap<string, string>,
  tokenBudget: number,
): Map<string, string> {
  const shown = new Map<string, string>();
  let left = tokenBudget * CHARACTERS_PER_TOKEN;
  for (const path of new Set(paths)) {
    const text = texts.get(path)?.slice(0, left);
    if (!text) continue;
    shown.set(path, text);
    left -= text.length;
  }
  return shown;
}

function importedBy(index: ProjectIndex, path: string): string[] {
  return (index.files.get(path)?.imports ?? []).flatMap(
    (one) => resolveImported(index, path, one)?.path ?? [],
  );
}

/** The lines `class …` and `def …` of the definition and of the classes around it stand in what is shown of its file. */
function isDefined(use: string, shown: ReadonlyMap<string, string>): boolean {
  const [path = '', qualname = ''] = use.split('::');
  const text = shown.get(path);
  if (text === undefined) return false;
  return qualname
    .split('.')
    .every((name) => new RegExp(`^[ \\t]*(?:async )?(?:def|class) +${name}\\b`, 'm').test(text));
}

/** Runs the project's own tests once under `record_uses.py`; what they said is kept in the temporary folder. */
async function recordUses(project: Project): Promise<Recorded[]> {
  const file = join(project.folder, '..', 'uses.jsonl');
  if (!existsSync(file)) {
    const part = join(project.folder, '..', 'uses.part');
    rmSync(part, { force: true });
    const roots = ['src', ''].map((folder) => join(project.folder, folder));
    const env = {
      ...process.env,
      USES_ROOT: project.folder,
      USES_FILE: part,
      PYTHONPATH: [...roots, PLUGIN].join(delimiter),
    };
    const args = [
      '-m',
      'pytest',
      '-q',
      '-p',
      'record_uses',
      '-p',
      'no:cacheprovider',
      ...(project.tests ?? []),
    ];
    // Failing tests of a project say nothing against what the others have recorded.
    await exec(await ensurePython(), args, { cwd: project.folder, env, maxBuffer: 1e9 }).catch(
      (error: unknown) => {
        if (!existsSync(part)) throw error;
      },
    );
    renameSync(part, file);
  }
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Recorded);
}
