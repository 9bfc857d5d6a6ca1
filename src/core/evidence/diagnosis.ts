/**
 * Why a suggested test failed; field manual Table 3, refined. docs/diagnosis.md has a row for each: how it is
 * recognised, whose fault it is, and what is done about it; a test compares the two lists.
 */
export const CAUSES = [
  'hallucinated-name',
  'unknown-parameter',
  'other-version-api',
  'logic-misunderstood',
  'over-mocking',
  'hidden-state',
  'django-settings',
  'database-mark',
  'app-registry',
  'migrations',
  'missing-dependency',
  'import-path',
  'fixture',
  'environment',
  'syntax',
  'code-under-test',
  'unknown',
] as const;
export type Cause = (typeof CAUSES)[number];

/** What a failure says about who is at fault, and what to do next. */
export interface Diagnosis {
  cause: Cause;
  /** Whether the test is at fault; only then it may be repaired. */
  isOurs: boolean;
  /** The name that the failure is about (module, attribute, parameter, fixture, package, table), if any. */
  subject: string | null;
  /** One sentence for people and for the model. It may quote CI's output, which is hostile text. */
  explanation: string;
  /** What not to do again and what to do instead, for the model; empty when nothing is known. */
  constraint: string;
}
