import { recordPush } from '../../activity/pushes.ts';
import { readObject, writeBlob, writeCommit } from '../../git/objects.ts';
import { updateRefs } from '../../git/refs.ts';
import { findTreeItem, writeTree } from '../../git/trees.ts';
import { ApiError } from '../../http/api-error.ts';
import { inTurn, now } from '../../hub.ts';
import type { PullRecord, UserRecord } from '../../records.ts';
import { findPresentLines } from '../../views/review.ts';
import { listSuggestions } from '../markdown/suggestions.ts';
import type { PageHandler } from '../page-call.ts';
import { fieldOf, requirePerson } from '../page-call.ts';
import { addressOfThread, threadOf } from './review-threads.ts';

/** What someone's commits made on the pages are signed with, as GitHub does it. */
function signatureOf(user: UserRecord) {
  return { name: user.login, email: `${user.id}+${user.login}@users.noreply.github.com`, date: now() };
}

/**
 * Replaces the lines that a conversation is about by those that one of its comments proposes, in a commit by the person on
 * the pull request's branch. 409 when the lines or the branch are not there any more.
 */
export const commitSuggestion: PageHandler = async (call) => {
  const { hub, repository } = call;
  const { thread, pull } = threadOf(call);
  const person = requirePerson(call, 'write');
  const comment = thread.comments.find(({ id }) => id === Number(fieldOf(call, 'comment')));
  const lines = listSuggestions(comment?.body ?? '')[0];
  if (comment === undefined || lines === undefined) throw new ApiError(422, 'No lines are suggested there.');
  await inTurn(repository, async () => {
    if (pull.state !== 'open' || pull.head.repository !== repository)
      throw new ApiError(
        422,
        'Suggestions can only be committed to an open pull request of this repository.',
      );
    const present = await findPresentLines(repository, thread);
    if (present === null || thread.side === 'LEFT')
      throw new ApiError(409, 'The lines have changed since this was suggested.');
    const place = { path: thread.path, start: present.startLine ?? present.line, end: present.line };
    const before = pull.head.sha;
    const after = await commitLines(repository.gitDir, pull, person, { ...place, lines });
    // GitHub signs what is committed on its pages.
    repository.signedCommits.add(after);
    const ref = `refs/heads/${pull.head.ref}`;
    if (!(await updateRefs(repository.gitDir, [{ name: ref, before, after }])))
      throw new ApiError(409, 'The branch has moved meanwhile.');
    await recordPush(hub, repository, { ref, before, after, sender: person });
  });
  return { kind: 'go', to: addressOfThread(call, thread) };
};

async function commitLines(
  gitDir: string,
  pull: PullRecord,
  person: UserRecord,
  change: { path: string; start: number; end: number; lines: string },
): Promise<string> {
  const item = await findTreeItem(gitDir, pull.head.sha, change.path);
  const object = item === null ? null : await readObject(gitDir, item.sha);
  if (item === null || object === null) throw new ApiError(409, 'The file is not there any more.');
  const all = object.content.toString('utf8').split(/(?<=\n)/);
  all.splice(change.start - 1, change.end - change.start + 1, change.lines);
  const blob = await writeBlob(gitDir, Buffer.from(all.join('')));
  const tree = await writeTree(gitDir, pull.head.sha, [{ path: change.path, mode: item.mode, sha: blob }]);
  const signature = signatureOf(person);
  return writeCommit(gitDir, {
    ...{ tree, parents: [pull.head.sha], author: signature, committer: signature },
    message: `Update ${change.path}`,
  });
}
