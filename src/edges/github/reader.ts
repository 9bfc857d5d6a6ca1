import type { Octokit } from '@octokit/rest';
import { DefectError, GitHubRefusal } from '../../errors.ts';
import type { Fetch } from './bounded-fetch.ts';
import { downloadArtifact } from './download-artifact.ts';
import { createBlobReader } from './get-blob-texts.ts';
import { listAll } from './list-all.ts';
import { listTree } from './list-tree.ts';
import { prepareBlobTexts } from './prepare-blob-texts.ts';
import { readOrganisationFile } from './read-organisation-file.ts';
import type { ReaderCaches } from './reader-caches.ts';
import type {
  GitHubReader,
  IssueComment,
  PullRequest,
  PullRequestFile,
  RepositoryRef,
  WorkflowRun,
} from './types.ts';

/** Comments of one issue that are read: who answers a question does so early or late, not after a thousand others. */
const MAX_COMMENTS = 1000;

/**
 * Reads one repository through `octokit`, which holds a token for it. What not every installation grants has tokens of its
 * own: `issues` may read issues and nothing else, `organisation` the repository `.github` of the same owner.
 */
export function createReader(
  { octokit, issues, organisation }: Record<'octokit' | 'issues' | 'organisation', Octokit>,
  repository: RepositoryRef,
  caches: ReaderCaches,
  fetch?: Fetch,
): GitHubReader {
  const place = { owner: repository.owner, repo: repository.name };
  const { rest, paginate } = octokit;
  const blobs = createBlobReader(octokit, repository, caches.blobs);

  function listJobs(runId: number, attempt: number) {
    return listAll(
      paginate.iterator(rest.actions.listJobsForWorkflowRunAttempt, {
        ...place,
        run_id: runId,
        attempt_number: attempt,
        per_page: 100,
      }),
    );
  }

  return {
    async getPullRequest(number) {
      const { data } = await rest.pulls.get({ ...place, pull_number: number });
      return toPullRequest(data);
    },

    async getRepository() {
      const { data } = await rest.repos.get({ ...place });
      return {
        defaultBranch: data.default_branch,
        isArchived: data.archived,
        isFork: data.fork,
        hasIssues: data.has_issues,
      };
    },

    async listNewestPullRequests(count) {
      const { data } = await rest.pulls.list({
        ...place,
        state: 'all',
        sort: 'created',
        direction: 'desc',
        per_page: count,
      });
      return data.map(toPullRequest);
    },

    async getWorkflowState(workflowFile) {
      try {
        return (await rest.actions.getWorkflow({ ...place, workflow_id: workflowFile })).data.state;
      } catch (error) {
        if (isNotFound(error)) return null;
        throw error;
      }
    },

    async listPullRequestFiles(number) {
      const files = await listAll(
        paginate.iterator(rest.pulls.listFiles, { ...place, pull_number: number, per_page: 100 }),
      );
      return files.map(
        (file): PullRequestFile => ({
          path: file.filename,
          previousPath: file.previous_filename ?? null,
          status: file.status,
          patch: file.patch ?? null,
          additions: file.additions,
          deletions: file.deletions,
        }),
      );
    },

    async getIssue(number) {
      const { data } = await issues.rest.issues.get({ ...place, issue_number: number });
      return {
        number: data.number,
        title: data.title,
        body: data.body ?? '',
        state: data.state === 'closed' ? 'closed' : 'open',
        labels: data.labels.flatMap((label) => (typeof label === 'string' ? label : (label.name ?? []))),
        author: data.user ? { id: data.user.id, login: data.user.login } : null,
        isPullRequest: data.pull_request !== undefined,
      };
    },

    async listIssueComments(number) {
      const comments = await listAll(
        issues.paginate.iterator(issues.rest.issues.listComments, {
          ...place,
          issue_number: number,
          per_page: 100,
        }),
      );
      return comments.slice(0, MAX_COMMENTS).map(toComment);
    },

    async getDefaultBranch() {
      const { data } = await rest.repos.get(place);
      const name = data.default_branch;
      const { data: ref } = await rest.git.getRef({ ...place, ref: `heads/${name}` });
      return { name, sha: ref.object.sha };
    },

    async findPullRequestOf(branch) {
      const { data } = await rest.pulls.list({
        ...place,
        head: `${repository.owner}:${branch}`,
        state: 'all',
        per_page: 1,
      });
      const [found] = data;
      return found ? { number: found.number, state: found.state === 'closed' ? 'closed' : 'open' } : null;
    },

    getMergeBase: (baseSha, headSha) =>
      caches.mergeBases.remember(repository, `${baseSha}...${headSha}`, async () => {
        const { data } = await rest.repos.compareCommitsWithBasehead({
          ...place,
          basehead: `${baseSha}...${headSha}`,
          per_page: 1,
        });
        return data.merge_base_commit.sha;
      }),

    async getBranchSha(branch) {
      const { data } = await rest.repos.getBranch({ ...place, branch });
      return data.commit.sha;
    },

    getTree: (treeish, near = []) => listTree({ octokit, repository, cache: caches.trees }, treeish, near),

    getBlobText: async (sha, { size }) => (await blobs([{ sha, size }])).get(sha)!,
    getBlobTexts: blobs,
    prepareBlobTexts: (tree, entries) =>
      prepareBlobTexts(
        {
          octokit,
          repository,
          cache: caches.blobs,
          fetch: fetch ?? ((input, init) => globalThis.fetch(input, init)),
        },
        tree,
        entries,
      ),

    getOrganisationFile: (path) => readOrganisationFile(organisation, repository.owner, path),

    async getWorkflowRun(runId) {
      try {
        const { data } = await rest.actions.getWorkflowRun({ ...place, run_id: runId });
        return toWorkflowRun(data);
      } catch (error) {
        if (isNotFound(error)) return null;
        throw error;
      }
    },

    async listWorkflowRuns(workflowFile, headSha) {
      const runs = await listUnlessGone(
        paginate.iterator(rest.actions.listWorkflowRuns, {
          ...place,
          workflow_id: workflowFile,
          head_sha: headSha,
          per_page: 100,
        }),
      );
      return runs.map(toWorkflowRun).sort((a, b) => b.id - a.id);
    },

    async listCommitRuns(headSha) {
      const runs = await listUnlessGone(
        paginate.iterator(rest.actions.listWorkflowRunsForRepo, {
          ...place,
          head_sha: headSha,
          per_page: 100,
        }),
      );
      return runs.map(toWorkflowRun).sort((a, b) => b.id - a.id);
    },

    async listArtifacts(runId) {
      const artifacts = await listUnlessGone(
        paginate.iterator(rest.actions.listWorkflowRunArtifacts, { ...place, run_id: runId, per_page: 100 }),
      );
      return artifacts
        .filter(({ expired }) => !expired)
        .map(({ name, size_in_bytes: bytes }) => ({ name, bytes }));
    },

    downloadArtifact: (runId, name) => downloadArtifact(octokit, repository, runId, name, fetch),

    async listFailedJobs(runId, attempt) {
      const jobs = await listJobs(runId, attempt);
      return jobs
        .filter(
          (job) => job.conclusion !== null && !['success', 'skipped', 'neutral'].includes(job.conclusion),
        )
        .map((job) => ({
          name: job.name,
          conclusion: job.conclusion ?? 'unknown',
          failedStep: job.steps?.find((step) => step.conclusion === 'failure')?.name ?? null,
          htmlUrl: job.html_url ?? '',
        }));
    },

    async listJobTimes(runId, attempt) {
      const jobs = await listJobs(runId, attempt);
      return jobs.map((job) => ({
        startedAt: job.started_at,
        completedAt: job.completed_at,
        conclusion: job.conclusion,
      }));
    },

    async listJobAnnotations(runId, attempt) {
      const jobs = await listJobs(runId, attempt);
      const perJob = await Promise.all(
        jobs.map((job) =>
          listAll(
            paginate.iterator(rest.checks.listAnnotations, {
              ...place,
              check_run_id: readCheckRunId(job.check_run_url),
              per_page: 100,
            }),
          ),
        ),
      );
      return perJob.flat().map((annotation) => ({
        level: annotation.annotation_level ?? '',
        title: annotation.title ?? '',
        message: annotation.message ?? '',
      }));
    },

    async getComment(commentId, on = 'pull-request') {
      try {
        const { data } = await (on === 'issue' ? issues : octokit).rest.issues.getComment({
          ...place,
          comment_id: commentId,
        });
        return toComment(data);
      } catch (error) {
        if (isNotFound(error)) return null;
        throw error;
      }
    },

    async getPermission(login) {
      try {
        const { data } = await rest.repos.getCollaboratorPermissionLevel({ ...place, username: login });
        const rights = data.user?.permissions;
        return {
          permission: data.permission,
          rights: rights ? { triage: rights.triage ?? false, push: rights.push } : null,
          userId: data.user?.id ?? null,
        };
      } catch (error) {
        if (isNotFound(error)) return { permission: 'none', rights: null, userId: null };
        throw error;
      }
    },
  };
}

type PullReply =
  | Awaited<ReturnType<Octokit['rest']['pulls']['get']>>['data']
  | Awaited<ReturnType<Octokit['rest']['pulls']['list']>>['data'][number];

function toPullRequest(data: PullReply): PullRequest {
  return {
    number: data.number,
    title: data.title,
    body: data.body ?? '',
    state: data.state === 'closed' ? 'closed' : 'open',
    draft: data.draft ?? false,
    labels: data.labels.map(({ name }) => name),
    headSha: data.head.sha,
    headRef: data.head.ref,
    // Null for a deleted fork, whatever the types say.
    headRepositoryId: (data.head.repo as typeof data.head.repo | null)?.id ?? null,
    baseSha: data.base.sha,
    baseRef: data.base.ref,
    baseRepositoryId: data.base.repo.id,
    // A deleted account is null in lists.
    author: { id: data.user?.id ?? 0, login: data.user?.login ?? 'ghost', type: data.user?.type ?? 'User' },
  };
}

type RunReply = Awaited<ReturnType<Octokit['rest']['actions']['getWorkflowRun']>>['data'];

function toWorkflowRun(run: RunReply): WorkflowRun {
  return {
    id: run.id,
    attempt: run.run_attempt ?? 1,
    headSha: run.head_sha,
    // GitHub appends `@ref` for a workflow of another repository or ref.
    path: run.path.split('@')[0] ?? run.path,
    event: run.event,
    status: run.status ?? '',
    conclusion: run.conclusion,
    htmlUrl: run.html_url,
    createdAt: run.created_at,
  };
}

/** A job names its check run by address only. */
function readCheckRunId(url: string): number {
  const id = Number(url.split('/').at(-1));
  if (!Number.isSafeInteger(id) || id <= 0) {
    throw new DefectError('github-check-run-url', 'GitHub named a check run by an address without an id');
  }
  return id;
}

/** All pages; empty when what is listed belongs to something that is missing, or was deleted meanwhile. */
async function listUnlessGone<T>(pages: Parameters<typeof listAll<T>>[0]): Promise<T[]> {
  try {
    return await listAll(pages);
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof GitHubRefusal && (error.status === 404 || error.status === 410);
}

/** GitHub's `issue-comment` as far as we look at it. */
function toComment(data: {
  id: number;
  body?: string;
  user: { id: number; login: string; type: string } | null;
  performed_via_github_app?: { id?: number } | null;
  created_at: string;
  updated_at: string;
}): IssueComment {
  return {
    id: data.id,
    body: data.body ?? '',
    author: { id: data.user?.id ?? 0, login: data.user?.login ?? '', type: data.user?.type ?? '' },
    appId: data.performed_via_github_app?.id ?? null,
    createdAt: data.created_at,
    updatedAt: data.updated_at,
  };
}
