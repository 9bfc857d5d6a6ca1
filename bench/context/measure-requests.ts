import { createHash } from 'node:crypto';
import type { LoggedRequest } from '../../localhub/hub.ts';
import { git } from '../../scripts/demo/git.ts';
import { isTestPath } from '../../src/core/python/test-files.ts';
import { readCheckout } from '../../src/edges/files/read-checkout.ts';
import { createFakeCi, reportOf } from '../../test/support/fake-ci.ts';
import { type Files, WORKFLOW } from '../../test/support/git-repository.ts';
import { anthropicMessage, startAnthropicServer } from '../../test/support/model-server.ts';
import { givenWorld, type Scene, type World } from '../../test/support/world.ts';
import type { Part } from './bench-context.ts';
import { loadProjects } from './projects.ts';

/** Python files that the measured pull requests change. */
const CHANGED = [1, 20, 300] as const;
/** The aim, for 20 files; above it the benchmark fails. */
const WANTED = { cold: 12, warm: 6 };

/** Requests that one push to a pull request led to: names of GitHub's operations with how often, in the order of the first. */
interface Counted {
  /** Until the model is asked: everything but writes that only announce the review. */
  reading: number;
  /** Until the run has ended, writes and what CI is asked for with it. */
  whole: number;
  operations: { reading: Record<string, number>; after: Record<string, number> };
}

/**
 * GitHub requests for reviews of a repository of Django's size, counted in the log of the local GitHub: REST, GraphQL, tokens and
 * downloads. Cold is the first push that the process sees of the repository, warm the next push to the same pull request, which
 * changes a tenth of its files once more. The model is scripted and suggests nothing; CI is a double that measures nothing.
 */
export async function benchRequests(): Promise<Part> {
  const project = (await loadProjects()).find(({ name }) => name === 'django')!;
  const { texts } = await readCheckout(project.folder, () => true);
  const base: Files = { ...Object.fromEntries(texts), '.github/workflows/testwright.yml': WORKFLOW };
  const sizes: Record<string, { cold: Counted; warm: Counted }> = {};
  for (const count of CHANGED) {
    sizes[count] = await measure(base, count);
    console.log(`${count} files: ${JSON.stringify(sizes[count], null, 2)}`);
  }
  const { cold, warm } = sizes[20]!;
  const requests = { cold: cold.reading, warm: warm.reading };
  return {
    passed: requests.cold <= WANTED.cold && requests.warm <= WANTED.warm,
    summary: { requests },
    details: { project: `${project.name} ${project.version}`, files: Object.keys(base).length, sizes },
  };
}

async function measure(base: Files, count: number): Promise<{ cold: Counted; warm: Counted }> {
  const paths = choosePaths(base, count);
  let asked: () => void = () => {};
  const model = await startAnthropicServer(() => {
    asked();
    return anthropicMessage(
      JSON.stringify({ reasoning: 'None.', tests: [], edge_cases: [], weaknesses: [] }),
    );
  });
  const ci = createFakeCi((round) => reportOf(round));
  const world = await givenWorld({
    base: { 'README.md': 'Beside.\n' },
    change: {},
    runner: ci.runner,
    model: {
      provider: 'anthropic',
      apiKey: 'not-a-key',
      baseUrl: model.baseUrl,
      model: 'scripted',
      timeoutMs: 60_000,
      maxRetries: 0,
    },
    config: { sweepIntervalMs: 3_600_000 },
  });
  try {
    const change = editAll(base, paths, 1);
    const scene = await world.addRepository({ owner: 'measured', base, change });
    const count = (): number => world.hub.requests.length;
    async function watch(push: () => Promise<unknown>): Promise<Counted> {
      await world.hub.idle();
      const [start, startOfDownloads] = [count(), world.hub.downloadCount()];
      let [read, readDownloads] = [Number.POSITIVE_INFINITY, 0];
      asked = () => {
        if (read === Number.POSITIVE_INFINITY) readDownloads = world.hub.downloadCount() - startOfDownloads;
        read = Math.min(read, count());
      };
      const result = world.nextResult();
      await push();
      await result;
      await world.hub.idle();
      return report(
        { requests: world.hub.requests.slice(start, read), downloads: readDownloads },
        {
          requests: world.hub.requests.slice(read),
          downloads: world.hub.downloadCount() - startOfDownloads - readDownloads,
        },
      );
    }
    const cold = await watch(() => scene.open());
    const again = paths.slice(0, Math.ceil(paths.length / 10));
    const warm = await watch(() => push(world, scene, editAll({ ...base, ...change }, again, 2)));
    return { cold, warm };
  } finally {
    ci.end();
    await world.close();
    await model.close();
  }
}

interface Logged {
  requests: readonly LoggedRequest[];
  downloads: number;
}

function report(read: Logged, after: Logged): Counted {
  const reading = read.requests.length + read.downloads;
  return {
    reading,
    whole: reading + after.requests.length + after.downloads,
    operations: { reading: tally(read), after: tally(after) },
  };
}

function tally({ requests, downloads }: Logged): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { operationId, path } of requests) {
    const name = operationId ?? path;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return downloads > 0 ? { ...counts, download: downloads } : counts;
}

/** Python files outside of tests that have a function, by hash. */
function choosePaths(base: Files, count: number): string[] {
  const hash = (path: string): string => createHash('sha256').update(path).digest('hex');
  return Object.keys(base)
    .filter(
      (path) =>
        path.startsWith('django/') && path.endsWith('.py') && !isTestPath(path) && DEF.test(base[path] ?? ''),
    )
    .sort((a, b) => (hash(a) < hash(b) ? -1 : 1))
    .slice(0, count);
}

const DEF = /^( *)def \w+\([^\n]*\):\n/m;

/** One line more in the first function of each file. */
function editAll(files: Files, paths: readonly string[], edit: number): Files {
  return Object.fromEntries(
    paths.map((path) => [
      path,
      files[path]!.replace(DEF, (line, indent: string) => `${line}${indent}    edited = ${edit}\n`),
    ]),
  );
}

async function push(world: World, scene: Scene, files: Files): Promise<void> {
  const { gitDir } = scene.repository;
  const before = git(gitDir, ['rev-parse', 'refs/heads/change']);
  const input = [
    `commit refs/heads/change\ncommitter Demo <demo@example.invalid> ${Math.floor(Date.now() / 1000)} +0000\n`,
    'data 4\nMore\n',
    `from ${before}\n`,
    ...Object.entries(files).map(
      ([path, text]) => `M 100644 inline ${path}\ndata ${Buffer.byteLength(text!)}\n${text}\n`,
    ),
  ].join('');
  git(gitDir, ['fast-import', '--quiet'], { input });
  const after = git(gitDir, ['rev-parse', 'refs/heads/change']);
  await world.hub.pushed(scene.repository, 'change', before, after, 'maintainer');
}
