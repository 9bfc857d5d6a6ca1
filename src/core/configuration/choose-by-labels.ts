import type { Outcome } from '../../outcome.ts';
import { inline } from '../report/markdown.ts';
import type { RepositoryConfiguration } from './schema.ts';

/**
 * Whether a pull request is left out by its labels: by one that says so, or for want of one that is asked for. Null: it is
 * reviewed. Labels are compared as GitHub does, without regard to case.
 */
export function chooseByLabels(
  labels: readonly string[],
  { only, skip }: NonNullable<RepositoryConfiguration['labels']>,
): Outcome | null {
  const has = (name: string): boolean => labels.some((label) => label.toLowerCase() === name.toLowerCase());
  const skipped = skip?.find(has);
  if (skipped !== undefined) return leaveOut(`This pull request has the label ${inline(skipped, 100)}.`);
  if (!only?.length || only.some(has)) return null;
  return leaveOut(
    `This pull request has none of the labels ${only.map((name) => inline(name, 100)).join(', ')}.`,
  );
}

function leaveOut(reason: string): Outcome {
  return {
    code: 'left-out-by-label',
    reason: `${reason} The repository's settings leave it out; \`/testwright review\` reviews it all the same.`,
  };
}
