import type { Localhub, RepositoryHandle } from '../../localhub/localhub.ts';
import type { LogLine } from './app-process.ts';

/** What became of the suggestion that the demo's maintainer accepts. */
export interface AcceptedSuggestion {
  suggestion: string;
  /** The commit on the pull request's branch. */
  sha: string;
  by: string;
}

/** The app's log line at the end of an acceptance; without an outcome when it did not come to a run. */
interface AcceptanceEnded extends LogLine {
  outcome?: { code: string; reason: string };
  accepted?: { suggestionIds: string[]; commitSha: string; by: { login: string } } | null;
}

/**
 * Says `/testwright apply N` as the maintainer and waits for what comes of it. Null with the reason when nothing landed.
 * @param next resolves with the log line of the acceptance that ends next
 */
export async function acceptOne(
  hub: Localhub,
  repository: RepositoryHandle,
  number: number,
  suggestionId: string,
  next: Promise<LogLine>,
): Promise<AcceptedSuggestion | { reason: string }> {
  await hub.addComment(repository, number, 'maintainer', `/testwright apply ${suggestionId.slice(1)}`);
  const { outcome, accepted } = (await next) as AcceptanceEnded;
  await hub.idle();
  if (accepted) return { suggestion: suggestionId, sha: accepted.commitSha, by: accepted.by.login };
  const answer = hub.comments(repository, number).at(-1)?.body.split('\n').slice(1).join(' ');
  return { reason: outcome ? `${outcome.code}: ${outcome.reason}` : (answer ?? 'the app gave no reason') };
}
