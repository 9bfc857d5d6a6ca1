import { mkdir, readdir, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { type Git, gitIn } from '../git.ts';
import { READ_TOKEN } from '../github-context.ts';
import type { JobState } from '../job-state.ts';
import { RunnerProblem, StepFailure } from '../problem.ts';
import { type ActionCall, booleanInput, requireKnownInputs } from './action-call.ts';

const INPUTS = [
  'repository',
  'ref',
  'token',
  'persist-credentials',
  'path',
  'clean',
  'fetch-depth',
  'fetch-tags',
  'show-progress',
  'set-safe-directory',
  'allow-unsafe-pr-checkout',
];

/**
 * `actions/checkout`: a fresh clone of the run's repository. Objects are fetched, not shared, so nothing that a
 * step does reaches the bare repository. https://github.com/actions/checkout#usage
 */
export async function checkout({ job, inputs }: ActionCall): Promise<Record<string, string>> {
  requireKnownInputs('actions/checkout', inputs, INPUTS);
  const { owner, name } = job.request.repository;
  const wanted = inputs['repository'] || `${owner}/${name}`;
  if (wanted.toLowerCase() !== `${owner}/${name}`.toLowerCase())
    throw new RunnerProblem(`actions/checkout of ${wanted} is not available on this runner`);
  const directory = await prepareDirectory(job, inputs['path'] ?? '');
  const source = gitIn(job.request.gitDir, job.settings.pathEntries, job.folders.home);
  const target = await chooseTarget(job, source, inputs['ref'] ?? '');

  const git = gitIn(directory, job.settings.pathEntries, job.folders.home);
  await git.run('init', '--quiet', '--initial-branch=main');
  await addOrigin(git, job, booleanInput(inputs, 'persist-credentials', true));
  await fetchObjects(git, target, inputs);
  await switchTo(git, target);
  job.log.write(`HEAD is now at ${await git.run('log', '-1', '--format=%H %s')}`);
  return { ref: inputs['ref'] || job.request.ref, commit: target.sha };
}

interface Target {
  sha: string;
  /** Null checks the commit out without a branch. */
  ref: string | null;
}

/** The folder for the clone: empty, and inside the workspace. */
async function prepareDirectory(job: JobState, path: string): Promise<string> {
  const { workspace } = job.folders;
  const directory = resolve(workspace, path);
  if (relative(workspace, directory).startsWith('..'))
    throw new StepFailure(`Repository path '${directory}' is not under '${workspace}'`);
  await mkdir(directory, { recursive: true });
  for (const entry of await readdir(directory)) await rm(join(directory, entry), { recursive: true });
  return directory;
}

async function chooseTarget(job: JobState, source: Git, wanted: string): Promise<Target> {
  const { headSha, ref } = job.request;
  if (wanted === '' || wanted === ref) return { sha: headSha, ref };
  if (/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(wanted)) return { sha: wanted, ref: null };
  const candidates = wanted.startsWith('refs/') ? [wanted] : [`refs/heads/${wanted}`, `refs/tags/${wanted}`];
  for (const candidate of candidates) {
    const sha = await source
      .run('rev-parse', '--verify', '--quiet', `${candidate}^{commit}`)
      .catch(() => null);
    if (sha) return { sha, ref: candidate };
  }
  throw new StepFailure(`A branch or tag with the name '${wanted}' could not be found`);
}

async function addOrigin(git: Git, job: JobState, persist: boolean): Promise<void> {
  await git.run('remote', 'add', 'origin', `file://${job.request.gitDir}`);
  // The token that GitHub gives may only read; a push must fail here too.
  await git.run('remote', 'set-url', '--push', 'origin', 'read-only://this-runner-does-not-push');
  await git.run('config', 'gc.auto', '0');
  if (!persist) return;
  const basic = Buffer.from(`x-access-token:${READ_TOKEN}`).toString('base64');
  await git.run('config', `http.${job.request.serverUrl}/.extraheader`, `AUTHORIZATION: basic ${basic}`);
}

/** `fetch-depth: 0` brings every branch and tag, any other number that many commits. */
async function fetchObjects(git: Git, target: Target, inputs: Record<string, string>): Promise<void> {
  const depth = Number(inputs['fetch-depth'] || 1);
  if (!Number.isInteger(depth) || depth < 0)
    throw new RunnerProblem(`Input 'fetch-depth' is not a number: '${inputs['fetch-depth']}'`);
  // The wanted commit may be behind its branch by now, which upload-pack serves only when told to.
  const uploadPack = 'git -c safe.directory=* -c uploadpack.allowAnySHA1InWant=true upload-pack';
  const fetch = ['fetch', '--quiet', '--no-recurse-submodules', `--upload-pack=${uploadPack}`];
  if (depth === 0) {
    await git.run(...fetch, 'origin', '+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*');
    await git.run(...fetch, '--no-tags', 'origin', target.sha);
  } else {
    const tags = booleanInput(inputs, 'fetch-tags', false) ? ['+refs/tags/*:refs/tags/*'] : [];
    await git.run(...fetch, '--no-tags', `--depth=${depth}`, 'origin', target.sha, ...tags);
  }
}

async function switchTo(git: Git, target: Target): Promise<void> {
  const branch = target.ref?.startsWith('refs/heads/') ? target.ref.slice('refs/heads/'.length) : null;
  if (!branch) {
    await git.run('checkout', '--quiet', '--force', '--detach', target.sha);
    return;
  }
  await git.run('update-ref', `refs/remotes/origin/${branch}`, target.sha);
  await git.run('checkout', '--quiet', '--force', '-B', branch, `refs/remotes/origin/${branch}`);
}
