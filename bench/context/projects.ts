import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createIndexer } from '../../src/core/index/index-texts.ts';
import type { ProjectIndex } from '../../src/core/index/project-index.ts';
import { isPythonPath } from '../../src/core/python/test-files.ts';
import { loadPythonParser } from '../../src/edges/files/load-grammar.ts';
import { readCheckout } from '../../src/edges/files/read-checkout.ts';
import known from './projects.json' with { type: 'json' };

export const exec = promisify(execFile);

/** A project of PyPI at a fixed version. */
export interface Project {
  name: string;
  version: string;
  /** Folders that its own test runs have on sys.path. */
  importRoots: string[];
  /** Of pytest, for the tests that are run to see what they execute. */
  arguments: string[];
  environment: Readonly<Record<string, string>>;
  /** The unpacked source distribution. */
  folder: string;
}

const CACHE = join(tmpdir(), 'testwright-bench-context');

/**
 * The projects, each source distribution downloaded once into the temporary folder.
 * @throws when pip cannot get one
 */
export async function loadProjects(): Promise<Project[]> {
  const projects: Project[] = [];
  for (const one of known) {
    const environment = one.environment as Record<string, string>;
    projects.push({ ...one, environment, folder: await unpackSource(one.name, one.version) });
  }
  return projects;
}

/**
 * The folder of a source distribution, downloaded once.
 * @throws when pip cannot get it
 */
export async function unpackSource(name: string, version: string): Promise<string> {
  const home = join(CACHE, `${name}-${version}`);
  if (!existsSync(join(home, 'unpacked'))) {
    mkdirSync(home, { recursive: true });
    const command = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--no-binary', name];
    await exec('python3', [...command, '--dest', home, `${name}==${version}`]);
    const archive = readdirSync(home).find((file) => file.endsWith('.tar.gz'))!;
    const unpacked = join(home, 'unpacking');
    mkdirSync(unpacked, { recursive: true });
    await exec('tar', ['-xzf', join(home, archive), '-C', unpacked, '--strip-components=1']);
    await exec('mv', [unpacked, join(home, 'unpacked')]);
  }
  return join(home, 'unpacked');
}

/** Index and texts of a project, all of it. */
export async function indexProject(
  project: Project,
): Promise<{ index: ProjectIndex; texts: Map<string, string> }> {
  const parser = await loadPythonParser();
  const { allPaths, texts } = await readCheckout(project.folder, isPythonPath);
  return { index: createIndexer(parser, allPaths)(texts), texts };
}

/** What the projects' tests import beside the projects, and CoverUp. */
const PACKAGES = (
  'django==5.2.* pytest pytest-django pytz hypothesis cloudpickle zope.interface httpx[http2,socks,cli,brotli,zstd] trio trustme ' +
  'uvicorn chardet starlette pydantic email-validator python-multipart dirty-equals inline-snapshot pyjwt orjson ujson jinja2 ' +
  'itsdangerous pyyaml anyio typing-extensions annotated-doc typing-inspection pydantic-settings sqlmodel pwdlib[argon2] flask ' +
  'a2wsgi typer opentelemetry-sdk opentelemetry-exporter-otlp-proto-http django-modelcluster>=6.5,<7 ' +
  'django-permissionedforms<1 django-taggit>=5,<7 django-treebeard>=4.8,<6 djangorestframework>=3.18,<4 django-ninja>=1.6.3,<2 ' +
  'django-filter draftjs_exporter>=7.1,<8 Pillow beautifulsoup4 Willow<2 openpyxl anyascii telepath laces<0.2 django-tasks<0.13 ' +
  'modelsearch>=1.3.2,<1.4 swapper<2 freezegun responses django-pattern-library coverup'
).split(' ');

/** The interpreter of an environment with those packages, made once. */
export async function ensurePython(name = 'venv', packages: readonly string[] = PACKAGES): Promise<string> {
  const home = join(CACHE, name);
  const python = join(home, 'bin', 'python');
  if (!existsSync(python)) {
    await exec('python3', ['-m', 'venv', home]);
    await exec(python, ['-m', 'pip', 'install', '--quiet', ...packages]);
  }
  return python;
}
