import { carryTicks } from '../../core/names/boxes.ts';
import { DefectError, GitHubRefusal } from '../../errors.ts';
import { listAll } from './list-all.ts';
import type { WriteContext } from './writer.ts';

/** GitHub refuses longer bodies. Counted in UTF-16 units, which are never fewer than characters. */
const MAX_COMMENT_LENGTH = 65_536;

/**
 * See GitHubWriter. The comment is known by our app's id and its first line; text or a login alone could be
 * anyone's. The oldest one stays, since people may have linked to it.
 * @throws DefectError `comment-too-long`
 */
export async function ensureSummaryComment(
  { octokit, place, appId }: WriteContext,
  pullNumber: number,
  marker: string,
  body: string,
  choice: 'write' | 'edit' = 'write',
): Promise<{ id: number; url: string } | null> {
  if (body.length > MAX_COMMENT_LENGTH) {
    throw new DefectError('comment-too-long', `The summary comment has ${body.length} characters`);
  }
  if (!body.startsWith(marker)) {
    throw new DefectError('comment-without-marker', 'The summary comment does not begin with its marker');
  }
  const { rest, paginate } = octokit;
  const comments = await listAll(
    paginate.iterator(rest.issues.listComments, { ...place, issue_number: pullNumber, per_page: 100 }),
  );
  const [oldest, ...further] = comments
    .filter((one) => one.performed_via_github_app?.id === appId && one.body?.startsWith(marker))
    .sort((a, b) => a.id - b.id);
  for (const duplicate of further) await ensureCommentAbsent({ octokit, place }, duplicate.id);

  if (!oldest && choice === 'edit') return null;
  if (!oldest) {
    const { data } = await rest.issues.createComment({ ...place, issue_number: pullNumber, body });
    return { id: data.id, url: data.html_url };
  }
  // What people have ticked meanwhile stays ticked.
  const wanted = carryTicks(oldest.body ?? '', body);
  if (!isSameText(oldest.body ?? '', wanted)) {
    await rest.issues.updateComment({ ...place, comment_id: oldest.id, body: wanted });
  }
  return { id: oldest.id, url: oldest.html_url };
}

async function ensureCommentAbsent(
  { octokit, place }: Pick<WriteContext, 'octokit' | 'place'>,
  id: number,
): Promise<void> {
  try {
    await octokit.rest.issues.deleteComment({ ...place, comment_id: id });
  } catch (error) {
    if (!(error instanceof GitHubRefusal) || ![404, 410].includes(error.status)) throw error;
  }
}

/** Line endings and the end of the text may come back otherwise than they were sent. */
function isSameText(a: string, b: string): boolean {
  return a.replaceAll('\r\n', '\n').trimEnd() === b.replaceAll('\r\n', '\n').trimEnd();
}
