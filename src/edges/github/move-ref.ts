import { GitHubRefusal } from '../../errors.ts';
import { readErrorTypes } from './graphql-errors.ts';
import type { WriteContext } from './writer.ts';

const UPDATE_REFS = `mutation ($input: UpdateRefsInput!) {
  updateRefs(input: $input) {
    clientMutationId
  }
}`;

/**
 * Moves a branch with compare-and-swap. REST can only force blindly or fast-forward; a new round is neither.
 * GitHub documents no code for a `beforeOid` that does not hold, so after any refusal the ref itself is asked.
 * https://docs.github.com/graphql/reference/mutations#updaterefs
 * @returns false when the branch no longer points at `from`
 */
export async function moveRef(
  context: WriteContext,
  branch: string,
  oids: { from: string; to: string },
): Promise<boolean> {
  const { octokit, place } = context;
  const { data: repository } = await octokit.rest.repos.get(place);
  try {
    await octokit.graphql(UPDATE_REFS, {
      input: {
        repositoryId: repository.node_id,
        refUpdates: [{ name: `refs/heads/${branch}`, beforeOid: oids.from, afterOid: oids.to, force: true }],
      },
    });
    return true;
  } catch (error) {
    const types = readErrorTypes(error);
    if (!types) throw error;
    const now = await readTip(context, branch);
    if (now === oids.to) return true;
    if (now !== oids.from) return false;
    const kind = types.includes('FORBIDDEN') ? 'forbidden' : 'invalid';
    throw new GitHubRefusal(kind, 200, `GraphQL updateRefs: ${types.join(', ') || 'refused without a type'}`);
  }
}

async function readTip({ octokit, place }: WriteContext, branch: string): Promise<string | null> {
  try {
    const { data } = await octokit.rest.git.getRef({ ...place, ref: `heads/${branch}` });
    return data.object.sha;
  } catch (error) {
    if (error instanceof GitHubRefusal && error.status === 404) return null;
    throw error;
  }
}
