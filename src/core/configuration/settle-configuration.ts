import type { PromptFile } from '../prompts/prompt-file.ts';
import { mergeConfigurations, unitePaths } from './merge-configurations.ts';
import type {
  ConfigurationProblem,
  ParsedConfiguration,
  ProblemSource,
  ReadFile,
} from './parse-configuration.ts';
import { CONFIGURATION_PATH } from './schema.ts';

/** The settings that a review obeys, everything in the files that has no effect, and where they come from. */
export interface SettledConfiguration extends ParsedConfiguration {
  /** The organisation's file whose settings are in force, as `owner/.github: path`; null when there is none. */
  organisationFile?: string | null;
  /** Prompts of base's that stand in for ours; absent when there are none. */
  ownPrompts?: PromptFile[];
}

/** What was read of the three files that concern a pull request; null for one that is not there or not asked for. */
export interface ConfigurationFiles {
  base: ReadFile | null;
  organisation: { file: string; read: ReadFile } | null;
  /** Only of a pull request that changes the file: it is checked and has no effect. */
  head: ReadFile | null;
}

/** Base's settings over the organisation's, and the problems of all files. Head's file counts from the next pull request on,
 * except that what it calls private is private at once. */
export function settleConfiguration({ base, organisation, head }: ConfigurationFiles): SettledConfiguration {
  const hasOrganisation = organisation?.read.isUsable ?? false;
  const instead = hasOrganisation
    ? `In force instead are the settings of \`${organisation!.file}\` and the defaults.`
    : 'In force instead are the defaults.';
  const configuration = mergeConfigurations(
    base?.configuration ?? {},
    organisation?.read.configuration ?? {},
  );
  const privatePaths = unitePaths(configuration, head?.configuration ?? {});
  return {
    configuration: privatePaths.length > 0 ? { ...configuration, privatePaths } : configuration,
    organisationFile: hasOrganisation ? organisation!.file : null,
    problems: [
      ...tell(head, { file: CONFIGURATION_PATH, of: 'head' }),
      ...tell(base, { file: CONFIGURATION_PATH, of: 'base' }, instead),
      ...(organisation ? tell(organisation.read, { file: organisation.file, of: 'organisation' }) : []),
    ],
  };
}

function tell(read: ReadFile | null, source: ProblemSource, instead = ''): ConfigurationProblem[] {
  if (!read) return [];
  return read.problems.map((problem) => ({
    ...problem,
    message: read.isUsable || instead === '' ? problem.message : `${problem.message}. ${instead}`,
    source,
  }));
}
