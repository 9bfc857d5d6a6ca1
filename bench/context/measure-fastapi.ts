import { fileURLToPath } from 'node:url';
import { createSyntaxProject } from '../../src/core/django/syntax-project.ts';
import { findOperations } from '../../src/core/fastapi/operations.ts';
import { createIndexer } from '../../src/core/index/index-texts.ts';
import { resolveModule } from '../../src/core/python/imports.ts';
import { isPythonPath } from '../../src/core/python/test-files.ts';
import { loadPythonParser } from '../../src/edges/files/load-grammar.ts';
import { readCheckout } from '../../src/edges/files/read-checkout.ts';
import type { Part } from './bench-context.ts';
import { ensurePython, exec, unpackSource } from './projects.ts';

const VERSION = '0.165.0';
const WANTED = 0.95;
/** What its own tests and examples import, as far as that is light. */
const INSTALL = (
  'starlette==1.10.0 pydantic==2.14.4 pydantic-settings==2.16.3 typing-inspection==0.4.5 annotated-doc==0.0.7 pytest==9.2.0 ' +
  'httpx==0.28.1 python-multipart==0.0.34 email-validator==2.4.0 orjson==3.13.0 ujson==6.1.0 jinja2==3.1.6 itsdangerous==2.2.0 ' +
  'pyyaml==6.0.4 dirty-equals==0.11 inline-snapshot==0.36.1 pyjwt==2.15.1 httpx2==2.16.2 opentelemetry-api==1.45.2'
).split(' ');
const SCRIPT = fileURLToPath(new URL('./fastapi_facts.py', import.meta.url));

interface RunTimeOperation {
  app: string;
  path: string;
  methods: string[];
  module: string;
  qualname: string;
}

/** Path operations from syntax against those of every application in FastAPI's own examples and tests at run time. */
export async function benchFastApi(): Promise<Part> {
  const folder = await unpackSource('fastapi', VERSION);
  const python = await ensurePython(`venv-fastapi-${VERSION}`, INSTALL);
  const { stdout } = await exec(python, [SCRIPT, folder, 'docs_src', 'tests'], { maxBuffer: 1e9 });
  const { operations: wanted, problems } = JSON.parse(stdout) as {
    operations: RunTimeOperation[];
    problems: string[];
  };
  const parser = await loadPythonParser();
  const { allPaths, texts } = await readCheckout(folder, isPythonPath);
  const project = createSyntaxProject(parser, createIndexer(parser, allPaths)(texts), texts);
  const read = new Set(
    findOperations(project).operations.flatMap(({ ref, paths, methods }) =>
      paths.map((path) => [ref.path, ref.qualname, path, ...methods.toSorted()].join(' ')),
    ),
  );
  const missed = wanted.filter(({ module, qualname, path, methods }) => {
    const file = resolveModule(module, 'x.py', allPaths);
    return !read.has([file, qualname, path, ...methods].join(' '));
  });
  const right = wanted.length - missed.length;
  console.log(`fastapi ${VERSION}: ${right} of ${wanted.length} path operations`);
  return {
    passed: right / wanted.length >= WANTED,
    summary: { fastapi: { operations: right / wanted.length } },
    details: {
      project: `fastapi ${VERSION}`,
      all: wanted.length,
      right,
      missed: missed.map(
        ({ app, path, methods, qualname }) => `${app}: ${methods.join(', ')} ${path} → ${qualname}`,
      ),
      notImported: problems,
    },
  };
}
