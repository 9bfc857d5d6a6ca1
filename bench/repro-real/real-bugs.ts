import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import known from './bugs.json' with { type: 'json' };

const exec = promisify(execFile);

/** A bug that users reported of a released project: the report's issue, a release that has the bug, and one without it. */
export interface RealBug {
  /** `owner/repository#number` */
  issue: string;
  package: string;
  buggy: string;
  fixed: string;
  /** Whether the rules were written with this report in view. */
  set: 'tuned' | 'heldOut';
}

export const REAL_BUGS = known.bugs as readonly RealBug[];

/** Reports are others' words and code is others' code: both are downloaded, and neither is kept in this repository. */
const CACHE = process.env['TESTWRIGHT_BENCH_CACHE'] ?? join(tmpdir(), 'testwright-bench-repro');
/** Files of a release that are larger are data. */
const MAX_BYTES = 500_000;

/**
 * The report as it was written, from GitHub's API, or from an earlier download: `reports/OWNER+REPOSITORY+NUMBER.md` in the cache
 * folder, a line `# title` and then the text.
 * @throws Error when it cannot be downloaded
 */
export async function readReport(issue: string): Promise<{ title: string; body: string }> {
  const [, repository = '', number = ''] = /^(.+)#(\d+)$/.exec(issue) ?? [];
  const file = join(CACHE, 'reports', `${repository.replace('/', '+')}+${number}.md`);
  if (!existsSync(file)) {
    const reply = await fetch(`https://api.github.com/repos/${repository}/issues/${number}`).catch(
      () => null,
    );
    if (!reply?.ok) throw new Error(`${issue} could not be downloaded; write its text to ${file}`);
    const { title, body } = (await reply.json()) as { title: string; body: string | null };
    mkdirSync(join(CACHE, 'reports'), { recursive: true });
    writeFileSync(file, `# ${title}\n\n${body ?? ''}`);
  }
  const [first = '', ...rest] = readFileSync(file, 'utf8').split('\n');
  return { title: first.replace(/^# /, ''), body: rest.join('\n').trim() };
}

/** The folder of a source distribution, downloaded once. @throws when pip cannot get it */
export async function readRelease(name: string, version: string): Promise<string> {
  const home = join(CACHE, 'releases', `${name}-${version}`);
  const unpacked = join(home, 'unpacked');
  if (existsSync(unpacked)) return unpacked;
  const unpacking = join(home, 'unpacking');
  mkdirSync(unpacking, { recursive: true });
  const what = ['--no-deps', '--no-binary', name, '--dest', home, `${name}==${version}`];
  await exec('python3', ['-m', 'pip', 'download', '--quiet', ...what]);
  const archive = readdirSync(home).find((file) => file.endsWith('.tar.gz'));
  await exec('tar', ['-xzf', join(home, archive!), '-C', unpacking, '--strip-components=1']);
  renameSync(unpacking, unpacked);
  return unpacked;
}

/** Where the code of a release lies: the folder that goes on PYTHONPATH. */
export function importRoot(folder: string): '' | 'src' {
  return existsSync(join(folder, 'src')) ? 'src' : '';
}

/** The text files of a release, as a repository would have them, with the metadata that installing it would leave. */
export function readFiles(folder: string, name: string): Record<string, string> {
  const files: Record<string, string> = {};
  const metadata = join(folder, 'PKG-INFO');
  if (existsSync(metadata))
    files[join(importRoot(folder), `${name}.egg-info`, 'PKG-INFO')] = readFileSync(metadata, 'utf8');
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    // The mark of a submodule belongs to another repository.
    if (!entry.isFile() || entry.name === '.git' || statSync(path).size > MAX_BYTES) continue;
    const text = readFileSync(path, 'utf8');
    if (!text.includes('\uFFFD') && !text.includes('\0')) files[path.slice(folder.length + 1)] = text;
  }
  return files;
}

/** An interpreter that has what the projects need, in an environment of its own. */
export async function ensurePython(): Promise<string> {
  const home = join(CACHE, 'venv');
  const python = join(home, 'bin', 'python');
  const stamp = join(home, 'packages.txt');
  const packages = known.packages.join(' ');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== packages) {
    await exec('python3', ['-m', 'venv', '--clear', home]);
    await exec(python, ['-m', 'pip', 'install', '--quiet', ...known.packages]);
    writeFileSync(stamp, packages);
  }
  return python;
}
