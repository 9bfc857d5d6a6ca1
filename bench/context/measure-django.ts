import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSyntaxProject } from '../../src/core/django/syntax-project.ts';
import { createIndexer } from '../../src/core/index/index-texts.ts';
import { findModule } from '../../src/core/python/imports.ts';
import { joinPath } from '../../src/core/python/path-index.ts';
import { isPythonPath } from '../../src/core/python/test-files.ts';
import { loadPythonParser } from '../../src/edges/files/load-grammar.ts';
import { readCheckout } from '../../src/edges/files/read-checkout.ts';
import type { Part } from './bench-context.ts';
import { type Comparison, type Count, compareDjango, type RunTimeFacts } from './compare-django.ts';
import known from './django-projects.json' with { type: 'json' };
import { ensurePython, exec, unpackSource } from './projects.ts';

type DjangoProject = (typeof known)[number];

const SCRIPT = fileURLToPath(new URL('./django_facts.py', import.meta.url));
const WANTED = 0.95;
/**
 * Registers its routes while it runs, by hooks and view sets: nine of ten are in no `urlpatterns`. It is measured and listed, but the
 * fraction of routes is that of the other projects.
 */
const ROUTES_AT_RUN_TIME = new Set(['wagtail']);

/** Facts from syntax against what Django itself says in an environment of the project's own. */
export async function benchDjango(): Promise<Part> {
  const projects: ({ project: string } & Comparison)[] = [];
  for (const one of known) {
    const compared = await measure(one);
    const { routes, models, serializers } = compared;
    console.log(
      `${one.name}: ${[routes, models, serializers].map(({ right, all }) => `${right} of ${all}`).join(', ')}`,
    );
    projects.push({ project: `${one.name} ${one.version}`, ...compared });
  }
  const share = (counts: readonly Count[]): number =>
    counts.reduce((sum, { right }) => sum + right, 0) / counts.reduce((sum, { all }) => sum + all, 0);
  const django = {
    routes: share(
      projects.filter((_, at) => !ROUTES_AT_RUN_TIME.has(known[at]!.name)).map(({ routes }) => routes),
    ),
    models: share(projects.map(({ models }) => models)),
    serializers: share(projects.map(({ serializers }) => serializers)),
  };
  return {
    passed: Object.values(django).every((one) => one >= WANTED),
    summary: { django, djangoRoutesOfAll: share(projects.map(({ routes }) => routes)) },
    details: { projects },
  };
}

async function measure(project: DjangoProject): Promise<Comparison> {
  const folder = await unpackSource(project.name, project.version);
  const python = await ensurePython(`venv-${project.name}-${project.version}`, project.install);
  const asked = { settings: null, conftest: null, configure: null, ...project };
  const sysPath = project.importRoots.map((root) => join(folder, root));
  const { stdout } = await exec(python, [SCRIPT, JSON.stringify({ ...asked, sysPath })], { maxBuffer: 1e9 });
  const parser = await loadPythonParser();
  const { allPaths, texts } = await readCheckout(
    folder,
    (path) => isPythonPath(path) || /\.(toml|cfg|ini)$/.test(path),
  );
  const syntax = createSyntaxProject(parser, createIndexer(parser, allPaths)(texts), texts);
  return compareDjango(syntax, JSON.parse(stdout) as RunTimeFacts, findPlace);

  /** The file of a module, from the folders that the project's runs have on sys.path. */
  function findPlace(module: string): string | null {
    for (const root of project.importRoots) {
      const place = findModule({ module, level: 0 }, joinPath(root, 'x.py'), allPaths);
      if (place && 'path' in place && existsSync(join(folder, place.path))) return place.path;
    }
    return null;
  }
}
