import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePython, exec, type Project } from './projects.ts';

/** What one test executes of its project and which definitions its text names, each as `path::qualname`. */
export interface RecordedTest {
  test: { path: string; qualname: string };
  executes: string[];
  uses: string[];
}

const PLUGIN = fileURLToPath(new URL('.', import.meta.url));

/**
 * Runs the project's own tests once under `record_uses.py`; what they said is kept in the temporary folder. Parametrized runs of
 * one test count as one.
 */
export async function recordUses(project: Project): Promise<RecordedTest[]> {
  const file = join(project.folder, '..', 'uses.jsonl');
  if (!existsSync(file)) {
    const part = join(project.folder, '..', 'uses.part');
    rmSync(part, { force: true });
    const roots = [...project.importRoots, ''].map((folder) => join(project.folder, folder));
    const env = {
      ...process.env,
      ...project.environment,
      USES_ROOT: project.folder,
      USES_FILE: part,
      PYTHONPATH: [...roots, PLUGIN].join(delimiter),
    };
    const own = ['-m', 'pytest', '-q', '-p', 'record_uses', '-p', 'no:cacheprovider'];
    // Failing tests of a project say nothing against what the others have recorded.
    await exec(await ensurePython(), [...own, ...project.arguments], {
      cwd: project.folder,
      env,
      maxBuffer: 1e9,
    }).catch((error: unknown) => {
      if (!existsSync(part)) throw error;
    });
    renameSync(part, file);
  }
  return joinRuns(readFileSync(file, 'utf8').split('\n').filter(Boolean));
}

function joinRuns(lines: readonly string[]): RecordedTest[] {
  const tests = new Map<string, RecordedTest>();
  for (const line of lines) {
    const one: RecordedTest = JSON.parse(line);
    if (!one.test.path) continue;
    const key = `${one.test.path}::${one.test.qualname}`;
    const known = tests.get(key);
    tests.set(key, {
      test: one.test,
      executes: [...new Set([...(known?.executes ?? []), ...one.executes])],
      uses: [...new Set([...(known?.uses ?? []), ...one.uses])].filter((use) => use !== key),
    });
  }
  return [...tests.values()];
}
