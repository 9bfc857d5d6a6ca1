import type { Queryable } from '../database/database.ts';
import type { Job } from '../database/types.ts';

interface PullRow {
  repository_id: number;
  pull_number: number;
}

/**
 * The lane of a job: of each lane one job is worked on at a time, in order of arrival, by all processes together.
 *
 * A pull request is one lane, whatever the job: several kinds of jobs go on with a run, and two at once would ask the
 * model twice and write two commits for one round. The price: a push waits for the present step of the run that it
 * supersedes. Issues have lanes as well, for their numbers are never those of pull requests. A job that belongs to neither
 * has a lane of its own kind.
 */
export async function findLane(queryable: Queryable, job: Job): Promise<string> {
  switch (job.name) {
    case 'review-pull-request':
    case 'close-pull-request':
    case 'obey':
      return pullLane({ repository_id: job.data.repository.id, pull_number: job.data.pullNumber });
    case 'reproduce-issue':
      return pullLane({ repository_id: job.data.repository.id, pull_number: job.data.issueNumber });
    case 'read-ci-result': {
      const { repository, headSha } = job.data;
      const [pull] = await queryable.query<PullRow>(
        `select runs.repository_id, runs.pull_number
         from testwright.rounds join testwright.runs on runs.id = rounds.run_id
         where rounds.commit_sha = $2 and runs.repository_id = $1
         order by rounds.created_at desc
         limit 1`,
        [repository.id, headSha],
      );
      if (pull) return pullLane(pull);
      // A workflow of the repository's own on a commit that was reviewed, or will be.
      const [reviewed] = await queryable.query<PullRow>(
        `select repository_id, pull_number from testwright.runs
         where repository_id = $1 and head_sha = $2
         order by created_at desc
         limit 1`,
        [repository.id, headSha],
      );
      return reviewed ? pullLane(reviewed) : `commit:${repository.id}:${headSha}`;
    }
    case 'rerequest-suite':
      return `commit:${job.data.repository.id}:${job.data.headSha}`;
    case 'answer-merge-group':
      // A lane of its own: a queue does not wait for a model's reply about the pull request.
      return `merge-group:${job.data.repository.id}:${job.data.headSha}`;
    case 'onboard-installation':
    case 'forget-repositories':
      return `installation:${job.data.installationId}`;
    case 'onboard-repository':
      return `onboarding:${job.data.repository.id}`;
    case 'advance-run': {
      const [pull] = await queryable.query<PullRow>(
        'select repository_id, pull_number from testwright.runs where id = $1',
        [job.data.runId],
      );
      return pull ? pullLane(pull) : `run:${job.data.runId}`;
    }
  }
}

function pullLane(pull: PullRow): string {
  return `pull:${pull.repository_id}:${pull.pull_number}`;
}
