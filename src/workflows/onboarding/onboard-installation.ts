import type { ForgottenRepositories } from '../../edges/database/forget-repositories.ts';
import type { Inbox, Job } from '../../edges/database/types.ts';
import type { WorkflowDependencies } from '../advance-run.ts';

export interface OnboardingDependencies extends WorkflowDependencies {
  inbox: Inbox;
  onboarding: {
    /** The operator's switch. */
    isOn: boolean;
    /** Between the issues of one installation. */
    spacingMs: number;
    forget(wanted: ForgottenRepositories): Promise<'forgotten' | 'busy'>;
  };
}

/** Repositories of one installation that get an issue; the log says how many are left out. */
const MAX_REPOSITORIES = 500;

/**
 * The app was installed: one job for each repository, spaced, because GitHub limits how much content an app creates. Repeated
 * after a crash it enqueues once more, and each of those jobs finds the issue that is there.
 */
export async function onboardInstallation(
  deps: OnboardingDependencies,
  { data }: Extract<Job, { name: 'onboard-installation' }>,
): Promise<void> {
  const { installationId } = data;
  if (!deps.onboarding.isOn) return;
  const listed = data.repositories
    ? { repositories: data.repositories, total: data.repositories.length }
    : await deps.github.listInstallationRepositories(installationId, MAX_REPOSITORIES);
  const begin = Date.now();
  await deps.inbox.enqueueAll(
    listed.repositories.map((repository, index) => ({
      job: { name: 'onboard-repository', data: { repository } },
      startAfter: new Date(begin + index * deps.onboarding.spacingMs),
    })),
  );
  deps.log.info(
    { installation: installationId, repositories: listed.repositories.length, total: listed.total },
    'onboarding',
  );
}
