import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { measureImports } from './measure-imports.ts';
import { BUDGETS, type Method, measureRecall, type RecallTarget } from './measure-recall.ts';
import { loadProjects } from './projects.ts';

/** Aims; below one of them the benchmark fails. */
const WANTED_IMPORTS = 0.995;
const WANTED_RECALL = 0.9;
const METHODS: Method[] = ['testwright', 'file', 'oneLevel'];

/** Import resolution against Python's own path finder, and recall of what hidden tests use. */
export async function benchContext(): Promise<{ passed: boolean; result: unknown; summary: unknown }> {
  const projects = await loadProjects();
  const imports = [];
  const targets: Record<string, RecallTarget[]> = {};
  for (const project of projects) {
    const measured = await measureImports(project);
    console.log(`${measured.project}: ${measured.right} of ${measured.imports} project-local imports`);
    imports.push(measured);
    if (!project.tests) continue;
    targets[measured.project] = await measureRecall(project);
    console.log(`  recall ${JSON.stringify(recallOf(targets[measured.project]!))}`);
  }
  const total = imports.reduce((sum, one) => sum + one.imports, 0);
  const importAccuracy = imports.reduce((sum, one) => sum + one.right, 0) / total;
  const { testwright: recall, ...baselines } = recallOf(Object.values(targets).flat());
  const byProject = Object.fromEntries(Object.entries(targets).map(([name, all]) => [name, recallOf(all)]));
  const summary = { recall, baselines, importAccuracy };
  console.log(JSON.stringify(summary, null, 2));
  return {
    passed: importAccuracy >= WANTED_IMPORTS && recall!['8000']! >= WANTED_RECALL,
    result: {
      machine: `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, ${execFileSync('python3', ['--version'], { encoding: 'utf8' }).trim()}`,
      ...summary,
      byProject,
      imports,
      targets,
    },
    summary,
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
