import type { Job } from '../../edges/database/types.ts';
import { RetryableError } from '../../errors.ts';
import type { OnboardingDependencies } from './onboard-installation.ts';

/** A job of a repository that is gone ends soon: GitHub refuses whatever it asks for next. */
const BUSY_RETRY_MS = 5_000;

/** The app was uninstalled, or no longer sees some repositories: nothing of them is kept. */
export async function forgetRepositories(
  deps: OnboardingDependencies,
  { data }: Extract<Job, { name: 'forget-repositories' }>,
): Promise<void> {
  if ((await deps.onboarding.forget(data)) === 'busy') {
    throw new RetryableError('repository-busy', 'A job still works on a repository that is to be forgotten', {
      retryAfterMs: BUSY_RETRY_MS,
    });
  }
  deps.log.info(
    { installation: data.installationId, all: data.all, listed: data.repositoryIds.length },
    'forgot repositories',
  );
}
