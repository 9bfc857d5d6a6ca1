import { buildContext } from '../../src/core/context/build-context.ts';
import { createIndexer } from '../../src/core/index/index-texts.ts';
import { type ProjectIndex, symbolAt } from '../../src/core/index/project-index.ts';
import { isPythonPath } from '../../src/core/python/test-files.ts';
import { loadPythonParser } from '../../src/edges/files/load-grammar.ts';
import { readCheckout } from '../../src/edges/files/read-checkout.ts';
import type { Part } from './bench-context.ts';
import { isDefined } from './is-defined.ts';
import { loadProjects, type Project } from './projects.ts';
import { readAsReview } from './read-as-review.ts';
import { type Pair, samplePairs } from './recall-pairs.ts';
import { recordUses } from './record-uses.ts';
import { askCoverup, importedBy, type Shown, showFiles, showInOrder } from './show-baselines.ts';

const BUDGETS = [4000, 8000, 16000] as const;
/** `asRead`: our context from the texts that a review reads; the others are given the whole project. */
const METHODS = ['testwright', 'asRead', 'file', 'oneLevel', 'coverup'] as const;
type Method = (typeof METHODS)[number];

/** One function that a hidden test executes, and how many of the definitions that the test names each method shows. */
interface RecallTarget {
  target: string;
  test: string;
  isDirect: boolean;
  isHeldOut: boolean;
  uses: number;
  /** At each budget. */
  found: Record<Method, number[]>;
  /** What our context lacks at 8,000 tokens. */
  missed: string[];
}

/** The aim at 8,000 tokens; below it, or behind a baseline at any budget, the benchmark fails. */
const WANTED = 0.9;

/** Recall of what hidden tests use, over all projects. */
export async function benchRecall(): Promise<Part> {
  const targets: Record<string, RecallTarget[]> = {};
  for (const project of await loadProjects()) {
    const name = `${project.name} ${project.version}`;
    targets[name] = await measureRecall(project);
    console.log(`${name}: recall ${JSON.stringify(recallOf(targets[name]!))}`);
  }
  const all = Object.values(targets).flat();
  const { testwright: recall, asRead: recallAsRead, ...baselines } = recallOf(all);
  const passed =
    recall['8000']! >= WANTED &&
    Object.values(baselines).every((one) => BUDGETS.every((budget) => recall[budget]! > one[budget]!));
  const part = (keep: (one: RecallTarget) => boolean) => {
    const kept = all.filter(keep);
    return { pairs: kept.length, ...recallOf(kept) };
  };
  return {
    passed,
    summary: { recall, recallAsRead, baselines },
    details: {
      pairs: all.length,
      heldOut: part((one) => one.isHeldOut),
      tunedOn: part((one) => !one.isHeldOut),
      direct: part((one) => one.isDirect),
      indirect: part((one) => !one.isDirect),
      byProject: Object.fromEntries(Object.entries(targets).map(([name, some]) => [name, recallOf(some)])),
      targets,
    },
  };
}

/** By method and budget: the mean over the targets of the share of used definitions that are shown. */
function recallOf(targets: readonly RecallTarget[]): Record<Method, Record<string, number>> {
  const mean = (method: Method, place: number): number =>
    targets.reduce((sum, one) => sum + one.found[method][place]! / one.uses, 0) / Math.max(1, targets.length);
  return Object.fromEntries(
    METHODS.map((method) => [
      method,
      Object.fromEntries(BUDGETS.map((budget, place) => [budget, Number(mean(method, place).toFixed(4))])),
    ]),
  ) as Record<Method, Record<string, number>>;
}

/**
 * Hides one test at a time and looks how many of the project's definitions that it names are defined in what each method shows
 * for a function that it executes.
 */
async function measureRecall(project: Project): Promise<RecallTarget[]> {
  const parser = await loadPythonParser();
  const { allPaths, texts } = await readCheckout(project.folder, isPythonPath);
  const indexTexts = createIndexer(parser, allPaths);
  const whole = indexTexts(texts);
  const pairs = samplePairs(whole, await recordUses(project));
  const answers = await askCoverup(
    project,
    pairs.map(({ target }) => refOf(target)),
  );
  const results: RecallTarget[] = [];
  for (const { target, recorded, isDirect, isHeldOut } of pairs) {
    const hidden = hideTest(texts, whole, recorded.test);
    const index = indexTexts(hidden);
    const { path, qualname } = refOf(target);
    const show = (shownTexts: ReadonlyMap<string, string>, tokenBudget: number): Shown =>
      buildContext({
        index,
        targets: [{ id: target, path, qualname }],
        changeSet: { files: [] },
        texts: shownTexts,
        tokenBudget,
      }).pieces;
    const read = readAsReview(index, { id: target, path, qualname }, hidden);
    const methods: Record<Method, (budget: number) => Shown> = {
      testwright: (budget) => show(hidden, budget),
      asRead: (budget) => show(read, budget),
      file: (budget) => showFiles([path], hidden, budget),
      oneLevel: (budget) => showFiles([path, ...importedBy(index, path)], hidden, budget),
      coverup: (budget) => showInOrder(answers.get(target) ?? [], budget),
    };
    const missing = (shown: Shown): string[] => recorded.uses.filter((use) => !isShown(use, shown));
    const found = Object.fromEntries(
      METHODS.map((method) => [
        method,
        BUDGETS.map((budget) => recorded.uses.length - missing(methods[method](budget)).length),
      ]),
    ) as Record<Method, number[]>;
    results.push({
      target,
      test: `${recorded.test.path}::${recorded.test.qualname}`,
      isDirect,
      isHeldOut,
      uses: recorded.uses.length,
      found,
      missed: missing(methods.testwright(8000)),
    });
  }
  return results;
}

function refOf(id: string): { path: string; qualname: string } {
  const [path = '', qualname = ''] = id.split('::');
  return { path, qualname };
}

/** The texts with `pass` instead of the test. */
export function hideTest(
  texts: ReadonlyMap<string, string>,
  index: ProjectIndex,
  test: Pair['recorded']['test'],
): Map<string, string> {
  const { startLine, endLine } = symbolAt(index, test)!;
  const lines = texts.get(test.path)!.split('\n');
  const indent = /^\s*/.exec(lines[startLine - 1]!)![0];
  lines.splice(startLine - 1, endLine - startLine + 1, `${indent}pass`);
  return new Map(texts).set(test.path, lines.join('\n'));
}

function isShown(use: string, shown: Shown): boolean {
  const { path, qualname } = refOf(use);
  return shown.some((piece) => piece.path === path && isDefined(qualname, piece.text));
}
