import { recordPush } from '../activity/pushes.ts';
import { readObject } from '../git/objects.ts';
import type { Ref } from '../git/refs.ts';
import { findRef, isAncestor, isValidRefName, listRefs, updateRefs, zeroSha } from '../git/refs.ts';
import { ApiError, notFound } from '../http/api-error.ts';
import type { Call, Handler } from '../http/call.ts';
import { repositoryOf } from '../http/call.ts';
import { renderNodeId } from '../views/node-id.ts';
import { encodePath, repositoryUrl } from '../views/repository.ts';
import { checkNewCommits } from './workflow-files.ts';

function renderRef(call: Call, ref: Ref) {
  const url = `${repositoryUrl(call.hub, repositoryOf(call))}/git`;
  return {
    ref: ref.name,
    node_id: renderNodeId('REF', `${repositoryOf(call).id}:${ref.name}`),
    url: `${url}/${encodePath(ref.name)}`,
    object: { type: ref.type, sha: ref.sha, url: `${url}/${ref.type}s/${ref.sha}` },
  };
}

function fullNameOf(call: Call): string {
  return `refs/${(call.params['ref'] ?? '').replace(/^\/+/, '')}`;
}

const getRef: Handler = async (call) => {
  const ref = await findRef(repositoryOf(call).gitDir, fullNameOf(call));
  if (ref === null) throw notFound();
  return { status: 200, body: renderRef(call, ref) };
};

const listMatchingRefs: Handler = async (call) => {
  const refs = await listRefs(repositoryOf(call).gitDir, fullNameOf(call));
  return { status: 200, body: refs.map((ref) => renderRef(call, ref)) };
};

/** Branches point at commits that exist; 422 otherwise. */
export async function checkTarget(gitDir: string, name: string, sha: string): Promise<void> {
  const object = await readObject(gitDir, sha);
  if (object === null) throw new ApiError(422, 'Object does not exist');
  if (name.startsWith('refs/heads/') && object.type !== 'commit')
    throw new ApiError(422, 'Object is not a commit');
}

const createRef: Handler = async (call) => {
  const repository = repositoryOf(call);
  const { ref: name, sha } = call.body as { ref: string; sha: string };
  if (name.split('/').length < 3 || !name.startsWith('refs/') || !(await isValidRefName(name)))
    throw new ApiError(422, `${name} is not a valid ref name.`);
  await checkTarget(repository.gitDir, name, sha);
  await checkNewCommits(call, repository, sha);
  if (!(await updateRefs(repository.gitDir, [{ name, before: zeroSha, after: sha }])))
    throw new ApiError(422, 'Reference already exists');
  await recordPush(call.hub, repository, { ref: name, before: zeroSha, after: sha, sender: call.actor });
  const body = renderRef(call, (await findRef(repository.gitDir, name))!);
  return { status: 201, body, headers: { location: body.url } };
};

const updateRef: Handler = async (call) => {
  const repository = repositoryOf(call);
  const name = fullNameOf(call);
  const { sha, force = false } = call.body as { sha: string; force?: boolean };
  const ref = await findRef(repository.gitDir, name);
  if (ref === null) throw new ApiError(422, 'Reference does not exist');
  await checkTarget(repository.gitDir, name, sha);
  if (repository.protectedBranches.has(name.replace('refs/heads/', '')))
    throw new ApiError(422, 'Cannot update this protected ref.');
  if (!force && !(await isAncestor(repository.gitDir, ref.sha, sha)))
    throw new ApiError(422, 'Update is not a fast forward');
  await checkNewCommits(call, repository, sha);
  if (!(await updateRefs(repository.gitDir, [{ name, before: ref.sha, after: sha }])))
    throw new ApiError(409, 'Reference cannot be updated');
  if (ref.sha !== sha)
    await recordPush(call.hub, repository, { ref: name, before: ref.sha, after: sha, sender: call.actor });
  return { status: 200, body: renderRef(call, (await findRef(repository.gitDir, name))!) };
};

const deleteRef: Handler = async (call) => {
  const repository = repositoryOf(call);
  const name = fullNameOf(call);
  const ref = await findRef(repository.gitDir, name);
  if (ref === null) throw new ApiError(422, 'Reference does not exist');
  if (name === `refs/heads/${repository.defaultBranch}`)
    throw new ApiError(422, 'Cannot delete the default branch');
  await updateRefs(repository.gitDir, [{ name, before: ref.sha, after: zeroSha }]);
  await recordPush(call.hub, repository, { ref: name, before: ref.sha, after: zeroSha, sender: call.actor });
  return { status: 204 };
};

export const gitRefHandlers: Record<string, Handler> = {
  'git/get-ref': getRef,
  'git/list-matching-refs': listMatchingRefs,
  'git/create-ref': createRef,
  'git/update-ref': updateRef,
  'git/delete-ref': deleteRef,
};
