import type { Job } from '../edges/database/types.ts';
import { advanceRun } from './advance-run.ts';
import { answerMergeGroup } from './answer-merge-group.ts';
import { closePullRequest } from './close-pull-request.ts';
import { obey } from './obey/obey.ts';
import { forgetRepositories } from './onboarding/forget-repositories.ts';
import { type OnboardingDependencies, onboardInstallation } from './onboarding/onboard-installation.ts';
import { onboardRepository } from './onboarding/onboard-repository.ts';
import { takeCiResult } from './read-ci-result.ts';
import { rerequestSuite } from './rerequest-suite.ts';
import { startReproduction } from './start-reproduction.ts';
import { startReview } from './start-review.ts';

/** Which story a job belongs to. */
export async function handleJob(deps: OnboardingDependencies, job: Job): Promise<void> {
  switch (job.name) {
    case 'review-pull-request':
      return startReview(deps, job);
    case 'close-pull-request':
      return closePullRequest(deps, job);
    case 'read-ci-result':
      return takeCiResult(deps, job);
    case 'reproduce-issue':
      return startReproduction(deps, job);
    case 'obey':
      return obey(deps, job);
    case 'rerequest-suite':
      return rerequestSuite(deps, job);
    case 'answer-merge-group':
      return answerMergeGroup(deps, job);
    case 'onboard-installation':
      return onboardInstallation(deps, job);
    case 'onboard-repository':
      return onboardRepository(deps, job);
    case 'forget-repositories':
      return forgetRepositories(deps, job);
    case 'advance-run':
      return advanceRun(deps, job.data.runId);
  }
}
