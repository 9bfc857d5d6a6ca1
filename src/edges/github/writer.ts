import type { Octokit } from '@octokit/rest';
import type { Logger } from 'pino';
import { ensureBranchAbsent } from './ensure-branch-absent.ts';
import { ensureCheckRun } from './ensure-check-run.ts';
import { ensureCompanionAt } from './ensure-companion-at.ts';
import { ensureCompanionCommit } from './ensure-companion-commit.ts';
import { ensureDispatched } from './ensure-dispatched.ts';
import { ensureDraftPullRequest } from './ensure-draft-pull-request.ts';
import { ensureLabels } from './ensure-labels.ts';
import { ensureLanded } from './ensure-landed.ts';
import { ensureOnboardingIssue } from './ensure-onboarding-issue.ts';
import { ensureReaction } from './ensure-reaction.ts';
import { ensureReply } from './ensure-reply.ts';
import { ensureReview } from './ensure-review.ts';
import { ensureSummaryComment } from './ensure-summary-comment.ts';
import type { GitHubWriter, RepositoryRef } from './types.ts';

/** What a write needs: a client with a writing token, where it writes, and who "we" are. */
export interface WriteContext {
  octokit: Octokit;
  place: { owner: string; repo: string };
  appId: number;
  log: Logger;
}

/** Writes on one repository. `onboarding` holds a token that may write issues, which older installations do not grant. Each method finds what is there by identity before it changes anything. */
export function createWriter(
  octokit: Octokit,
  onboarding: Octokit,
  repository: RepositoryRef,
  appId: number,
  log: Logger,
): GitHubWriter {
  const context: WriteContext = {
    octokit,
    place: { owner: repository.owner, repo: repository.name },
    appId,
    log,
  };
  return {
    ensureCompanionCommit: (commit) => ensureCompanionCommit(context, commit),
    ensureDispatched: (options) => ensureDispatched(context, options),
    ensureReview: (pullNumber, review) => ensureReview(context, pullNumber, review),
    ensureSummaryComment: (pullNumber, marker, body, choice) =>
      ensureSummaryComment(context, pullNumber, marker, body, choice),
    ensureCheckRun: (check, externalId) => ensureCheckRun(context, check, externalId),
    ensureLanded: (landing) => ensureLanded(context, landing),
    ensureReply: (issueNumber, reply) => ensureReply(context, issueNumber, reply),
    ensureReaction: (reaction) => ensureReaction(context, reaction),
    ensureCompanionAt: (place) => ensureCompanionAt(context, place),
    ensureLabels: (issueNumber, labels) => ensureLabels(context, issueNumber, labels),
    ensureDraftPullRequest: (draft) => ensureDraftPullRequest(context, draft),
    ensureOnboardingIssue: (issue, slug) =>
      ensureOnboardingIssue(onboarding, context.place, { id: appId, slug }, issue),
    ensureBranchAbsent: (branch) => ensureBranchAbsent(context, branch),
  };
}
