import { z } from 'zod';
import { recordPush } from '../activity/pushes.ts';
import { isGranted } from '../auth/permissions.ts';
import { findRef, isAncestor, isValidRefName, updateRefs, zeroSha } from '../git/refs.ts';
import { ApiError } from '../http/api-error.ts';
import type { Call } from '../http/call.ts';
import { inTurn } from '../hub.ts';
import type { RepositoryRecord } from '../records.ts';
import { checkTarget } from '../rest/git-refs.ts';
import { checkNewCommits } from '../rest/workflow-files.ts';
import { parseNodeId } from '../views/node-id.ts';
import { GraphqlError } from './graphql-error.ts';

/** Of what GitHub's schema says already, and of ref names, of which it says nothing. */
const updateRefsInput = z.strictObject({
  repositoryId: z.string(),
  refUpdates: z
    .array(
      z.strictObject({
        name: z.string().startsWith('refs/', 'must be fully qualified'),
        beforeOid: z.string().nullish(),
        afterOid: z.string(),
        force: z.boolean().nullish(),
      }),
    )
    .min(1),
  clientMutationId: z.string().nullish(),
});

type Update = z.infer<typeof updateRefsInput>['refUpdates'][number];

function repositoryOfNode(call: Call, nodeId: string): RepositoryRecord {
  const parsed = parseNodeId(nodeId);
  const repository = parsed?.kind === 'R' ? call.hub.repositories.get(Number(parsed.id)) : undefined;
  const token = call.principal.kind === 'installation' ? call.principal.token : null;
  if (token === null || repository === undefined || !token.repositoryIds.has(repository.id))
    throw new GraphqlError('NOT_FOUND', `Could not resolve to a node with the global id of '${nodeId}'`);
  if (!isGranted(token.permissions, 'contents', 'write'))
    throw new GraphqlError('FORBIDDEN', 'Resource not accessible by integration');
  return repository;
}

/** One update with what the ref points at now; refuses what can be refused before anything moves. */
async function checkUpdate(
  call: Call,
  repository: RepositoryRecord,
  update: Update,
): Promise<{ before: string }> {
  const { gitDir } = repository;
  const { name, afterOid } = update;
  if (!(await isValidRefName(name)))
    throw new GraphqlError('UNPROCESSABLE', `${name} is not a valid ref name.`);
  const before = (await findRef(gitDir, name))?.sha ?? zeroSha;
  if (update.beforeOid != null && update.beforeOid !== before)
    throw new GraphqlError(
      'UNPROCESSABLE',
      `Reference update failed: ${name} points at ${before}, not at ${update.beforeOid}`,
    );
  if (afterOid === zeroSha) return { before };
  await checkTarget(gitDir, name, afterOid);
  if (before !== zeroSha && update.force !== true && !(await isAncestor(gitDir, before, afterOid)))
    throw new GraphqlError('UNPROCESSABLE', `Reference update failed: ${name} is not a fast forward`);
  await checkNewCommits(call, repository, afterOid);
  return { before };
}

async function applyUpdates(
  call: Call,
  repository: RepositoryRecord,
  updates: readonly Update[],
): Promise<void> {
  const checked = [];
  for (const update of updates) checked.push({ ...update, ...(await checkUpdate(call, repository, update)) });
  const moved = checked.filter(({ before, afterOid }) => before !== afterOid);
  const done = await updateRefs(
    repository.gitDir,
    moved.map(({ name, before, afterOid }) => ({ name, before, after: afterOid })),
  );
  if (!done) throw new GraphqlError('UNPROCESSABLE', 'Reference update failed');
  for (const { name, before, afterOid } of moved)
    await recordPush(call.hub, repository, { ref: name, before, after: afterOid, sender: call.actor });
}

/**
 * Moves refs together or not at all, each only from where `beforeOid` says it is. The zero id means "does not
 * exist": https://docs.github.com/graphql/reference/mutations#updaterefs
 */
export async function updateRefsMutation(
  call: Call,
  input: unknown,
): Promise<{ clientMutationId: string | null }> {
  const parsed = updateRefsInput.safeParse(input);
  if (!parsed.success) {
    const problem = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ');
    call.hub.contract.violations.push({ kind: 'request', operation: 'graphql/updateRefs', problem });
    throw new GraphqlError(
      'INVALID',
      `Argument 'input' on Field 'updateRefs' has an invalid value: ${problem}`,
    );
  }
  const repository = repositoryOfNode(call, parsed.data.repositoryId);
  try {
    await inTurn(repository, () => applyUpdates(call, repository, parsed.data.refUpdates));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new GraphqlError(error.status === 403 ? 'FORBIDDEN' : 'UNPROCESSABLE', error.message);
  }
  return { clientMutationId: parsed.data.clientMutationId ?? null };
}
