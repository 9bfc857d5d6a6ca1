import type { Failure } from '../../evidence/ci-report.ts';
import type { Diagnosis } from '../../evidence/diagnosis.ts';
import type { ProjectNames } from '../../evidence/project-names.ts';
import type { PythonParser } from '../../python/parser.ts';
import type { Suggestion } from '../suggestion.ts';

/** A failed suggestion as the rules of repair see it. */
export interface Broken {
  parser: PythonParser;
  suggestion: Pick<Suggestion, 'path' | 'imports' | 'code' | 'title' | 'checks' | 'testNames'>;
  diagnosis: Diagnosis;
  failure: Failure;
  /** Test that failed, as pytest names it without path and parameters; null when the file was not collected. */
  testName: string | null;
  project: ProjectNames;
  /** Names and versions of what is installed where CI ran. */
  packages: Readonly<Record<string, string>>;
}

/** New text for a suggestion, and what was done, in words for people. */
export interface Mended {
  imports: string[];
  code: string;
  what: string;
}

/** Null when the rule does not apply, or when there is more than one way to apply it. */
export type RepairRule = (broken: Broken) => Mended | null;
