import { joinPath } from '../python/path-index.ts';
import type { Choice, ProjectFiles, Source } from './facts.ts';
import type { CiJob } from './find-ci-job.ts';
import { pythonOf } from './matrix.ts';
import { chooseNewest, classifierVersions, lowestOf, minor, plainVersion } from './python-versions.ts';
import { lineMatching } from './read-toml.ts';
import { at, listOf, textOf } from './read-yaml.ts';
import { resolveExpressions } from './resolve-expressions.ts';

const DEFAULT = '3.12';

/** Versions that the project itself declares, from its classifiers. */
export function declaredPythons({ texts }: ProjectFiles, home: string): string[] {
  return ['pyproject.toml', 'setup.py', 'setup.cfg'].flatMap((name) =>
    classifierVersions(texts.get(joinPath(home, name)) ?? ''),
  );
}

/** The one Python that the workflow takes: what the own CI uses, else what the project declares. */
export function choosePython(
  files: ProjectFiles,
  home: string,
  job: CiJob | null,
): { version: string; choice: Choice } {
  const declared = declaredPythons(files, home);
  const found = (job && fromJob(files, job, declared)) ?? fromFiles(files, home, declared);
  return found
    ? {
        version: found.version,
        choice: { what: 'Python', value: found.version, source: found.source, why: found.why },
      }
    : {
        version: DEFAULT,
        choice: { what: 'Python', value: DEFAULT, source: null, why: 'no file names a version' },
      };
}

interface Found {
  version: string;
  source: Source;
  why: string | null;
}

function fromJob(
  { texts }: ProjectFiles,
  { file, keys, job, steps, row }: CiJob,
  declared: readonly string[],
): Found | null {
  const path = file.path;
  for (const [index, step] of steps.entries()) {
    const uses = textOf(at(step, 'uses')) ?? '';
    if (
      !/^(actions\/setup-python|astral-sh\/setup-uv|pdm-project\/setup-pdm|.*\/setup-python\S*)@?/.test(uses)
    )
      continue;
    const place = [...keys, 'steps', index, 'with', 'python-version'];
    const written = textOf(at(step, 'with', 'python-version'));
    if (written !== null) {
      const { text, left } = resolveExpressions(written, row);
      const version =
        left.length === 0
          ? chooseNewest(
              text.split(/[\n,]/).map((item) => item.trim().replace(/\.x$/, '')),
              declared,
            )
          : null;
      if (version === null) continue;
      const key = pythonOf(row)?.key;
      const inMatrix = /\bmatrix\./.test(written) && key !== undefined;
      const count = inMatrix ? listOf(at(job, 'strategy', 'matrix', key)).length : 0;
      return {
        version,
        source: { path, line: inMatrix ? lineOfVersion(file, keys, job, key, version) : file.lineOf(place) },
        why:
          count > 1
            ? `the newest release of the ${count} in its matrix${declared.length > 0 ? ' that the project declares' : ''}; one is enough here`
            : null,
      };
    }
    const versionFile = textOf(at(step, 'with', 'python-version-file'));
    const version =
      versionFile === null ? null : plainVersion((texts.get(versionFile) ?? '').split('\n')[0] ?? '');
    if (version && versionFile) return { version, source: { path: versionFile, line: 1 }, why: null };
  }
  const image = textOf(at(job, 'container', 'image')) ?? textOf(at(job, 'container')) ?? '';
  const inImage = /(?:^|\/)python:(3\.\d{1,2})\b/.exec(image)?.[1];
  return inImage
    ? { version: inImage, source: { path, line: file.lineOf([...keys, 'container']) }, why: null }
    : null;
}

function lineOfVersion(
  file: CiJob['file'],
  keys: readonly string[],
  job: unknown,
  key: string,
  version: string,
): number {
  const place = [...keys, 'strategy', 'matrix', key];
  const index = listOf(at(job, 'strategy', 'matrix', key)).findIndex((item) => textOf(item) === version);
  if (index >= 0) return file.lineOf([...place, index]);
  const include = [...keys, 'strategy', 'matrix', 'include'];
  const row = listOf(at(job, 'strategy', 'matrix', 'include')).findIndex(
    (item) => textOf(at(item, key)) === version,
  );
  return file.lineOf(row >= 0 ? [...include, row, key] : place);
}

function fromFiles({ texts }: ProjectFiles, home: string, declared: readonly string[]): Found | null {
  for (const name of ['.python-version', 'runtime.txt']) {
    for (const path of new Set([joinPath(home, name), name])) {
      const version = plainVersion(
        (texts.get(path) ?? '')
          .trim()
          .replace(/^python-/, '')
          .split('\n')[0] ?? '',
      );
      if (version) return { version, source: { path, line: 1 }, why: null };
    }
  }
  const newest = chooseNewest(declared, []);
  for (const name of ['pyproject.toml', 'setup.py', 'setup.cfg', 'Pipfile']) {
    const path = joinPath(home, name);
    const text = texts.get(path);
    if (text === undefined) continue;
    if (newest !== null && declared.length > 0) {
      const line = lineMatching(
        text,
        new RegExp(`Programming Language :: Python :: ${newest.replace('.', '\\.')}\\b`),
      );
      if (line !== null)
        return { version: newest, source: { path, line }, why: 'the newest that it declares' };
    }
    const pattern = /^\s*(?:requires-python|python_requires|python_version|python)\s*=\s*["']?([^"'\n]+)/m;
    const lowest = lowestOf(pattern.exec(text)?.[1] ?? '');
    if (lowest === null) continue;
    const isNewer = minor(lowest) > minor(DEFAULT);
    const exact = /^\s*python_version/m.test(text);
    return {
      version: isNewer || exact ? lowest : DEFAULT,
      source: { path, line: lineMatching(text, pattern) },
      why: isNewer || exact ? null : `it allows ${lowest} and newer`,
    };
  }
  return null;
}
