import type { Job } from '../database/types.ts';

/**
 * The lane of a job: of each lane one job is worked on at a time, in the order of arrival, by all processes together.
 * Lanes are per pull request, per commit that CI tested, and per run.
 */
export function buildLane(job: Job): string {
  switch (job.name) {
    case 'review-pull-request':
    case 'close-pull-request':
      return `pull:${job.data.repository.id}:${job.data.pullNumber}`;
    case 'read-ci-result':
      return `commit:${job.data.repository.id}:${job.data.headSha}`;
    case 'advance-run':
      return `run:${job.data.runId}`;
  }
}
