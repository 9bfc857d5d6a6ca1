import { fileURLToPath } from 'node:url';
import { resolveImported } from '../../src/core/index/resolve-name.ts';
import { findModule } from '../../src/core/python/imports.ts';
import type { Part } from './bench-context.ts';
import { exec, indexProject, loadProjects, type Project } from './projects.ts';

/** One imported name, as Python's path finder sees it. */
interface Looked {
  path: string;
  line: number;
  module: string;
  level: number;
  name: string | null;
  place: string | null;
  submodule: string | null;
}

interface ImportAccuracy {
  project: string;
  /** Imported names that lead into the project, by Python's word or by ours. */
  imports: number;
  right: number;
  /** The first ones, for people. */
  wrong: string[];
}

const MAX_SHOWN = 20;
const SCRIPT = fileURLToPath(new URL('./resolve_imports.py', import.meta.url));

/** The aim; below it the benchmark fails. */
const WANTED = 0.995;

/** Import resolution against Python's own path finder, over all projects. */
export async function benchImports(): Promise<Part> {
  const projects: ImportAccuracy[] = [];
  for (const project of await loadProjects()) {
    const measured = await measureImports(project);
    console.log(`${measured.project}: ${measured.right} of ${measured.imports} project-local imports`);
    projects.push(measured);
  }
  const total = projects.reduce((sum, one) => sum + one.imports, 0);
  const importAccuracy = projects.reduce((sum, one) => sum + one.right, 0) / total;
  return { passed: importAccuracy >= WANTED, summary: { importAccuracy }, details: { projects } };
}

/** How often the index finds the file that Python's own path finder finds, over all project-local imports. */
async function measureImports(project: Project): Promise<ImportAccuracy> {
  const { index } = await indexProject(project);
  const { stdout } = await exec('python3', [SCRIPT, project.folder, ...project.importRoots], {
    maxBuffer: 1e9,
  });
  const result: ImportAccuracy = {
    project: `${project.name} ${project.version}`,
    imports: 0,
    right: 0,
    wrong: [],
  };
  for (const one of JSON.parse(stdout) as Looked[]) {
    const module = findModule(one, one.path, index.allPaths);
    const place = module === null ? null : 'path' in module ? module.path : `${module.folder}/`;
    if (place === null && one.place === null) continue;
    result.imports++;
    const imported = { ...one, alias: one.name ?? one.module };
    const submodule =
      one.submodule === null ? null : (resolveImported(index, one.path, imported)?.path ?? null);
    if (place === one.place && submodule === one.submodule) result.right++;
    else if (result.wrong.length < MAX_SHOWN) {
      const said = `Python: ${one.submodule ?? one.place}, index: ${submodule ?? place}`;
      result.wrong.push(
        `${one.path}:${one.line} ${'.'.repeat(one.level)}${one.module} ${one.name ?? ''}: ${said}`,
      );
    }
  }
  return result;
}
