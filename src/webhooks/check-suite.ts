import type { Job } from '../edges/database/types.ts';
import { checkSuitePayloadSchema, toRepositoryRef } from './schema.ts';

/** A commit is the head of few pull requests; more numbers than these are not looked at. */
const MAX_PULLS = 20;

/**
 * `check_suite` rerequested: somebody asked for all checks of a commit again, as the button above all checks of a pull
 * request does. GitHub tells the app whose suite it is; that it is ours, the job finds out. The suites that GitHub makes for
 * every push say nothing that we do not learn otherwise.
 */
export function checkSuiteJob(payload: unknown, deliveryGuid: string): Job | null {
  const parsed = checkSuitePayloadSchema.safeParse(payload);
  if (!parsed.success) return null;
  const { action, check_suite: suite, sender } = parsed.data;
  if (action !== 'rerequested' || sender.type !== 'User') return null;
  return {
    name: 'rerequest-suite',
    data: {
      repository: toRepositoryRef(parsed.data),
      headSha: suite.head_sha,
      appId: suite.app?.id ?? 0,
      pullNumbers: [...new Set(suite.pull_requests.map(({ number }) => number))].slice(0, MAX_PULLS),
      sender,
      deliveryGuid,
    },
  };
}
