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
  const tip = branches[`testwright/pr-${pull.number}`];
  const runs = hub.workflowRuns(repository);
  const commits = readCommits(repository.gitDir, [...runs.map((run) => run.headSha), ...(tip ? [tip] : [])]);
  const known = new Set([pull.baseSha, pull.headSha]);
  const stable = (text: string): string =>
    text
      .replaceAll(hub.url, 'HUB')
      .replaceAll(repository.fullName, 'REPOSITORY')
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'RUN')
      .replace(/\b[0-9a-f]{40}\b/g, (sha) => (known.has(sha) ? sha : 'COMMIT'))
      .replace(/CI run \d+/g, 'CI run N')
      .replace(/[\d.,]+ CI minutes \(\d+ /g, 'N CI minutes (N ')
      .replace(/\/actions\/runs\/\d+/g, '/actions/runs/N');
  const companion = tip ? commits.get(tip)! : null;
  return {
    branches: Object.keys(branches).sort(),
    companion: companion && { ...companion, message: stable(companion.message) },
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
    workflowRuns: runs.map((run) => ({
      file: run.workflow.path,
      event: run.event,
      round: parseCommitMessage(commits.get(run.headSha)!.message)?.round,
      status: run.status,
      conclusion: run.conclusion,
    })),
  };
}

type Commit = NonNullable<ReviewState['companion']>;

/** Commits by SHA; one start of git for all of them. */
function readCommits(gitDir: string, shas: string[]): Map<string, Commit> {
  const format = '%H%x00%P%x00%T%x00%an <%ae>%x00%B%x00%x00';
  const text = shas.length > 0 ? git(gitDir, ['show', '--no-patch', `--format=${format}`, ...shas]) : '';
  const entries = text.split('\0\0').filter((entry) => entry.trim() !== '');
  return new Map(
    entries.map((entry): [string, Commit] => {
      const [sha, parents, tree, author, message] = entry.trimStart().split('\0') as [
        string,
        string,
        string,
        string,
        string,
      ];
      return [sha, { parents: parents.split(' '), tree, author, message }];
    }),
  );
}
