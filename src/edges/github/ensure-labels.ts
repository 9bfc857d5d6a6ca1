import type { PlannedLabels } from '../../core/plan/plan.ts';
import { GitHubRefusal } from '../../errors.ts';
import type { WriteContext } from './writer.ts';

/** See GitHubWriter. Labels that the repository lacks come into being; people's other labels stay. */
export async function ensureLabels(
  { octokit, place }: WriteContext,
  issueNumber: number,
  { add, remove }: PlannedLabels,
): Promise<void> {
  const { rest } = octokit;
  const issue = { ...place, issue_number: issueNumber };
  const { data } = await rest.issues.get(issue);
  const present = new Set(
    data.labels.flatMap((label) =>
      (typeof label === 'string' ? label : (label.name ?? [])).toString().toLowerCase(),
    ),
  );
  const missing = add.filter((name) => !present.has(name.toLowerCase()));
  if (missing.length > 0) await rest.issues.addLabels({ ...issue, labels: missing });
  for (const name of remove.filter((one) => present.has(one.toLowerCase()))) {
    try {
      await rest.issues.removeLabel({ ...issue, name });
    } catch (error) {
      if (!(error instanceof GitHubRefusal) || ![404, 410].includes(error.status)) throw error;
    }
  }
}
