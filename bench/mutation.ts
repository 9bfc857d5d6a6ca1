import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PYTHON = join(ROOT, process.platform === 'win32' ? '.venv/Scripts/python.exe' : '.venv/bin/python');

/** Neighbouring releases that need nothing but pytest, with their tests in the source archive. */
const PROJECTS = [
  { name: 'xmltodict', base: '0.13.0', head: '0.14.0' },
  { name: 'more-itertools', base: '10.1.0', head: '10.2.0' },
  { name: 'sqlparse', base: '0.4.4', head: '0.5.0' },
];
/** Of each project; a full run of one mutant costs as much as all tests. */
const SAMPLE = 20;
const SECONDS = 240;
const AIM = { agreement: 0.95, timeShare: 0.2 };

interface ProjectResult {
  name: string;
  mutants: number;
  compared: number;
  agreed: number;
  /** Milliseconds a mutant: ours with everything it needs, and a fresh process with all tests. */
  msEach: number;
  fullMsEach: number;
  /** The same, but only until the first failure, which names no tests. */
  firstMsEach: number;
}

/** Mutants as `ci/` runs them beside a full run of the same mutants, on differences between real releases. */
export async function benchMutation(): Promise<{ passed: boolean; result: unknown }> {
  const folder = mkdtempSync(join(tmpdir(), 'testwright-mutation-'));
  try {
    const output = join(folder, 'result.json');
    const order = { output, sample: SAMPLE, seconds: SECONDS, projects: PROJECTS };
    const code = await runPython([join(ROOT, 'bench/mutation/compare.py'), JSON.stringify(order)]);
    if (code !== 0) {
      console.log(`compare.py ended with ${code ?? 'a signal'}; no result is kept`);
      return { passed: false, result: null };
    }
    const measured: { projects: ProjectResult[] } = JSON.parse(readFileSync(output, 'utf8'));
    const mutation = summarize(measured.projects);
    console.log(
      `agreement ${(mutation.agreement * 100).toFixed(1)} % of ${mutation.compared} mutants in ${(mutation.timeShare * 100).toFixed(1)} % of the time`,
    );
    return {
      passed: mutation.agreement >= AIM.agreement && mutation.timeShare <= AIM.timeShare,
      result: { date: new Date().toISOString().slice(0, 10), mutation, ...measured },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Each project's share of the time weighs as much as it has mutants that were compared. */
function summarize(projects: readonly ProjectResult[]): {
  agreement: number;
  timeShare: number;
  /** Beside a full run that ends at the first failure, and so tells less. */
  timeShareUntilFirst: number;
  compared: number;
} {
  const sum = (pick: (project: ProjectResult) => number) =>
    projects.reduce((total, one) => total + pick(one), 0);
  const compared = sum((one) => one.compared);
  const ours = sum((one) => one.msEach * one.compared);
  return {
    agreement: sum((one) => one.agreed) / compared,
    timeShare: ours / sum((one) => one.fullMsEach * one.compared),
    timeShareUntilFirst: ours / sum((one) => one.firstMsEach * one.compared),
    compared,
  };
}

function runPython(args: readonly string[]): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(PYTHON, args, { stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', resolve);
  });
}
