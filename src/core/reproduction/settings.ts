import type { RepositoryConfiguration } from '../configuration/schema.ts';

/** What a repository has set for failing tests of bug reports, with what holds where it has set nothing. */
export interface ReproductionSettings {
  label: string;
  form: 'xfail' | 'plain';
  offersDraft: boolean;
}

/** Labels that say how it ended. */
export const CONFIRMED_LABEL = 'repro-confirmed';
export const NOT_FOUND_LABEL = 'repro-not-found';

/** The settings of section `reproduction`. */
export function readReproductionSettings({ reproduction }: RepositoryConfiguration): ReproductionSettings {
  return {
    label: reproduction?.label ?? 'needs-repro',
    form: reproduction?.form ?? 'xfail',
    offersDraft: reproduction?.draftPullRequest ?? true,
  };
}

/** GitHub compares names of labels without regard to case. */
export function isSameLabel(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
