import type { Suggestion } from '../suggestions/suggestion.ts';
import type { InstalledVersions } from './api-changes.ts';
import type { CiReport, Failure } from './ci-report.ts';
import { findInstalled } from './known-packages.ts';
import { type MessageReading, readMessage } from './message-readings.ts';
import type { ProjectNames } from './project-names.ts';

/** Who called what raised: the test's own line, a library that the test called, and so on. */
type Place = 'test' | 'library-for-test' | 'project' | 'library-for-project' | 'outside';

/** A failure with everything that the rules of diagnosis look at. */
export interface FailedTest {
  failure: Failure;
  reading: MessageReading | null;
  place: Place;
  suggestion: Pick<Suggestion, 'path' | 'imports' | 'code' | 'title' | 'checks'>;
  testName: string | null;
  packages: CiReport['environment']['packages'];
  versions: InstalledVersions;
  project: ProjectNames;
  /** It passed on base. */
  passedBefore: boolean;
}

export function buildFailedTest(given: {
  failure: Failure;
  suggestion: FailedTest['suggestion'];
  testName: string | null;
  environment: Pick<CiReport['environment'], 'python' | 'packages'>;
  project: ProjectNames;
  passedBefore: boolean;
}): FailedTest {
  const { environment, ...rest } = given;
  return {
    ...rest,
    reading: readMessage(given.failure),
    place: findPlace(given.failure, given.suggestion.path),
    packages: environment.packages,
    versions: {
      python: environment.python,
      django: findInstalled(environment.packages, 'django'),
      pytest: findInstalled(environment.packages, 'pytest'),
    },
  };
}

/** `path` of a failure is the innermost frame inside the repository, `raisedIn` says whether it is the last of all. */
function findPlace(failure: Failure, testPath: string): Place {
  if (failure.raisedIn === 'project') return 'project';
  if (failure.path === testPath) return failure.raisedIn === 'test' ? 'test' : 'library-for-test';
  if (failure.raisedIn === 'test') return 'test';
  return failure.path !== null && !/(^|\/)conftest\.py$/.test(failure.path)
    ? 'library-for-project'
    : 'outside';
}

/** Whether the suggestion defines the class itself. The name comes from CI's report, so it may be anything. */
export function definesClass({ suggestion }: FailedTest, name: string): boolean {
  return /^\w+$/.test(name) && new RegExp(`^\\s*class ${name}\\b`, 'm').test(suggestion.code);
}

/** Whether the code that failed is the project's own. */
export function isInProject({ place }: FailedTest): boolean {
  return place === 'project' || place === 'library-for-project';
}
