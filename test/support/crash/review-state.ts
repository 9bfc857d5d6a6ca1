import type { Localhub, RepositoryHandle } from '../../../localhub/localhub.ts';
import { git } from '../../../scripts/demo/git.ts';
import { parseCommitMessage } from '../../../src/core/names/commit-message.ts';

/** Everything of one review that people can see on GitHub, without what must differ from run to run. */
export interface ReviewState {
  branches: string[];
  companion: { parents: string[]; tree: string; message: string; author: string } | null;
  comments: { author: string; body: string }[];
  /** Of our app, on the pull request's head. */
  checks: {
    name: string;
    status: string;
    conclusion: string | null;
    title: string | null;
    summary: string | null;
  }[];
  /** In the order in which they were started. */
  workflowRuns: {
    file: string;
    event: string;
    round: number | undefined;
    status: string;
    conclusion: string | null;
  }[];
}

/** Reads the state. Ids of runs and commits that the app made are replaced by words. */
export async function readReviewState(
  hub: Localhub,
  appId: number,
  repository: RepositoryHandle,
  pull: { number: number; baseSha: string; headSha: string },
): Promise<ReviewState> {
  const branches = await hub.branches(repository);
  const show = (format: string, sha: string): string =>
    git(repository.gitDir, ['show', '--no-patch', `--format=${format}`, sha]);
  const known = new Set([pull.baseSha, pull.headSha]);
  const stable = (text: string): string =>
    text
      .replaceAll(hub.url, 'HUB')
      .replaceAll(repository.fullName, 'REPOSITORY')
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'RUN')
      .replace(/\b[0-9a-f]{40}\b/g, (sha) => (known.has(sha) ? sha : 'COMMIT'))
      .replace(/CI run \d+/g, 'CI run N')
      .replace(/\/actions\/runs\/\d+/g, '/actions/runs/N');
  const tip = branches[`testwright/pr-${pull.number}`];
  return {
    branches: Object.keys(branches).sort(),
    companion: tip
      ? {
          parents: show('%P', tip).split(' '),
          tree: show('%T', tip),
          message: stable(show('%B', tip)),
          author: show('%an <%ae>', tip),
        }
      : null,
    comments: hub
      .comments(repository, pull.number)
      .map((comment) => ({ author: comment.author.login, body: stable(comment.body) })),
    checks: hub
      .checkRuns(repository, pull.headSha)
      .filter((check) => check.app.id === appId)
      .map(({ name, status, conclusion, output }) => ({
        name,
        status,
        conclusion,
        title: output.title,
        summary: output.summary === null ? null : stable(output.summary),
      })),
    workflowRuns: hub.workflowRuns(repository).map((run) => ({
      file: run.workflow.path,
      event: run.event,
      round: parseCommitMessage(show('%B', run.headSha))?.round,
      status: run.status,
      conclusion: run.conclusion,
    })),
  };
}
