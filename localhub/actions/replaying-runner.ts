import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCommitMessage } from '../../src/core/names/commit-message.ts';
import type { ActionsRunnerPort, RunRequest, RunResult } from '../actions-port.ts';
import { chooseSystemPath } from './environment.ts';
import { gitIn } from './git.ts';
import { type CommitIdentity, rewriteResult } from './rewrite-result.ts';

/** A real result, with the commit it was measured on. */
interface Recording {
  identity: CommitIdentity;
  result: RunResult;
}

/**
 * A runner for repeating ONE scenario many times, as the harness does that kills the app before and after each of
 * its writes. CI is not under test there, and its answer for the same trees cannot change, so the first execution
 * is real and later ones replay it with the new run's id and commit SHAs in the report and the annotations.
 *
 * What decides the key is everything that the measurement depends on: the tree of the commit and of its parent,
 * base, kind, round, suites, the workflow's text, event and inputs. Times in a replay are those of the replay, and
 * its log begins by saying so. Never use it where a run's evidence is what is looked at: the replay's numbers were
 * measured on another commit with the same trees. A commit without our trailers, a cancelled run and a
 * result in which an id stands where it cannot be exchanged are executed for real every time.
 *
 * @param directory keeps recordings between processes; without it they live as long as this object
 */
export function createReplayingRunner(inner: ActionsRunnerPort, directory?: string): ActionsRunnerPort {
  const recordings = new Map<string, Promise<Recording>>();
  return {
    triggered: (event, files) => inner.triggered(event, files),
    dispatchable: (file) => inner.dispatchable(file),
    async execute(request, onProgress) {
      const commit = await readCommit(request);
      if (!commit) return inner.execute(request, onProgress);
      const earlier = await recordings.get(commit.key)?.catch(() => null);
      if (earlier && isKept(earlier)) return replay(earlier, commit.identity, request, onProgress);

      const making = findOrMake(commit, request, onProgress);
      // Set before anything is awaited: concurrent runs with the same key wait for this one.
      recordings.set(commit.key, making);
      const recording = await making.catch((error: unknown) => {
        recordings.delete(commit.key);
        throw error;
      });
      if (recording.identity === commit.identity) return recording.result;
      return replay(recording, commit.identity, request, onProgress);
    },
  };

  async function findOrMake(
    commit: { key: string; identity: CommitIdentity },
    request: RunRequest,
    onProgress?: (line: string) => void,
  ): Promise<Recording> {
    const stored = directory ? await load(directory, commit.key) : null;
    if (stored) return stored;
    const recording = { identity: commit.identity, result: await inner.execute(request, onProgress) };
    if (directory && isKept(recording)) await save(directory, commit.key, recording);
    return recording;
  }

  async function replay(
    recording: Recording,
    identity: CommitIdentity,
    request: RunRequest,
    onProgress?: (line: string) => void,
  ): Promise<RunResult> {
    return (
      rewriteResult(recording.result, recording.identity, identity) ?? inner.execute(request, onProgress)
    );
  }
}

const isKept = ({ result }: Recording): boolean => result.conclusion !== 'cancelled';

/** Null for a commit that is not one of our companion commits. */
async function readCommit(request: RunRequest): Promise<{ key: string; identity: CommitIdentity } | null> {
  const git = gitIn(request.gitDir, chooseSystemPath(process.env), request.gitDir);
  const message = await git.run('show', '--no-patch', '--format=%B', request.headSha).catch(() => '');
  const trailers = parseCommitMessage(message);
  if (!trailers) return null;
  const parents = (await git.run('show', '--no-patch', '--format=%P', request.headSha)).split(' ');
  const headSha = parents[0];
  if (!headSha) return null;
  const tree = (sha: string): Promise<string> => git.run('rev-parse', `${sha}^{tree}`);
  const { runId, ...measured } = trailers;
  const facts = {
    tree: await tree(request.headSha),
    headTree: await tree(headSha),
    ...measured,
    workflow: request.workflow,
    event: request.event,
    inputs: request.inputs,
  };
  return {
    key: createHash('sha256').update(JSON.stringify(facts)).digest('hex'),
    identity: { runId, commitSha: request.headSha, headSha },
  };
}

async function load(directory: string, key: string): Promise<Recording | null> {
  const text = await readFile(join(directory, `${key}.json`), 'utf8').catch(() => null);
  if (text === null) return null;
  const { identity, result } = JSON.parse(text);
  const artifacts = result.artifacts.map(({ name, zip }: { name: string; zip: string }) => ({
    name,
    zip: new Uint8Array(Buffer.from(zip, 'base64')),
  }));
  return { identity, result: { ...result, artifacts } };
}

async function save(directory: string, key: string, { identity, result }: Recording): Promise<void> {
  await mkdir(directory, { recursive: true });
  const artifacts = result.artifacts.map(({ name, zip }) => ({
    name,
    zip: Buffer.from(zip).toString('base64'),
  }));
  const path = join(directory, `${key}.json`);
  // Renamed into place: a reader in another process sees a whole recording or none.
  await writeFile(`${path}.${process.pid}`, JSON.stringify({ identity, result: { ...result, artifacts } }));
  await rename(`${path}.${process.pid}`, path);
}
