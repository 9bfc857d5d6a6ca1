import type { Octokit } from '@octokit/rest';
import { DefectError, GitHubRefusal, RetryableError } from '../../errors.ts';
import { ArchiveRefused } from '../files/archive-refused.ts';
import { type Fetch, readBytes } from './bounded-fetch.ts';
import { listAll } from './list-all.ts';
import type { RepositoryRef } from './types.ts';

const MAX_ARTIFACT_BYTES = 50 * 1024 * 1024;
const TIMEOUT_MS = 60_000;

/**
 * The zip of a run's newest artifact with this name, or null when there is none, or none any more. GitHub answers with
 * a redirect to a storage host, which is followed by hand: that host must not see the token.
 * https://docs.github.com/rest/actions/artifacts#download-an-artifact
 * @throws ArchiveRefused when it is larger than 50 MB
 */
export async function downloadArtifact(
  octokit: Octokit,
  repository: RepositoryRef,
  runId: number,
  name: string,
  fetch: Fetch = (input, init) => globalThis.fetch(input, init),
): Promise<Uint8Array | null> {
  const place = { owner: repository.owner, repo: repository.name };
  const artifacts = await listAll(
    octokit.paginate.iterator(octokit.rest.actions.listWorkflowRunArtifacts, {
      ...place,
      run_id: runId,
      name,
      per_page: 100,
    }),
  );
  const newest = artifacts.filter((one) => one.name === name).sort((a, b) => b.id - a.id)[0];
  if (!newest || newest.expired) return null;
  if (newest.size_in_bytes > MAX_ARTIFACT_BYTES) throw tooLarge();
  const location = await findLocation(octokit, place, newest.id);
  return location ? download(location, fetch) : null;
}

async function findLocation(
  octokit: Octokit,
  place: { owner: string; repo: string },
  artifactId: number,
): Promise<string | null> {
  try {
    const { headers } = await octokit.rest.actions.downloadArtifact({
      ...place,
      artifact_id: artifactId,
      archive_format: 'zip',
      request: { redirect: 'manual' },
    });
    if (headers.location) return headers.location;
  } catch (error) {
    if (error instanceof GitHubRefusal && (error.status === 410 || error.status === 404)) return null;
    throw error;
  }
  throw new DefectError(
    'github-artifact-redirect',
    'GitHub did not say where the artifact can be downloaded',
  );
}

async function download(location: string, fetch: Fetch): Promise<Uint8Array | null> {
  let response: Response;
  let bytes: Uint8Array | null;
  try {
    response = await fetch(location, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (response.status === 404 || response.status === 410) return null;
    bytes = response.ok ? await readBytes(response, MAX_ARTIFACT_BYTES) : null;
  } catch (error) {
    throw unavailable(error);
  }
  // The address is good for a minute, so a refusal is a matter of asking for a new one.
  if (!response.ok) throw unavailable(undefined);
  if (!bytes) throw tooLarge();
  return bytes;
}

function unavailable(cause: unknown): RetryableError {
  return new RetryableError('github-unavailable', 'The storage host of an artifact did not answer', {
    retryAfterMs: 15_000,
    cause,
  });
}

function tooLarge(): ArchiveRefused {
  return new ArchiveRefused('archive-too-large', 'The artifact is larger than 50 MB.');
}
