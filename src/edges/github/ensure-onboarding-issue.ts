import type { Octokit } from '@octokit/rest';
import { hasOnboardingMarker } from '../../core/names/onboarding-marker.ts';
import { DefectError } from '../../errors.ts';
import { listAll } from './list-all.ts';
import type { OnboardingIssue } from './types.ts';

/** GitHub refuses longer bodies. */
const MAX_BODY_LENGTH = 65_536;

/**
 * See GitHubWriter. The issue is known by our app's id and its first line; `creator` only shortens the list, which in an old
 * repository has thousands of pages. Whatever state it is in, it stays as people have left it.
 * @throws DefectError `issue-without-marker`, `issue-too-long`; GitHubRefusal where writing issues is not granted
 */
export async function ensureOnboardingIssue(
  octokit: Octokit,
  place: { owner: string; repo: string },
  app: { id: number; slug: string },
  issue: { title: string; body: string },
): Promise<OnboardingIssue> {
  if (!hasOnboardingMarker(issue.body)) {
    throw new DefectError('issue-without-marker', 'The issue does not begin with its marker');
  }
  if (issue.body.length > MAX_BODY_LENGTH) {
    throw new DefectError('issue-too-long', `The issue has ${issue.body.length} characters`);
  }
  const known = await findOnboardingIssue(octokit, place, app);
  if (known) return known;
  const { data } = await octokit.rest.issues.create({ ...place, ...issue });
  return { number: data.number, state: 'created' };
}

/** The issue of this app in the repository, or null. */
async function findOnboardingIssue(
  { rest, paginate }: Octokit,
  place: { owner: string; repo: string },
  app: { id: number; slug: string },
): Promise<OnboardingIssue | null> {
  const issues = await listAll(
    paginate.iterator(rest.issues.listForRepo, {
      ...place,
      creator: `${app.slug}[bot]`,
      state: 'all',
      per_page: 100,
    }),
  );
  const ours = issues.find(
    (one) => one.performed_via_github_app?.id === app.id && hasOnboardingMarker(one.body ?? ''),
  );
  return ours ? { number: ours.number, state: ours.state === 'closed' ? 'closed' : 'open' } : null;
}
