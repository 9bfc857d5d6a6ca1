/** Why a suggested test failed; field manual Table 3, refined. Each has its remedy in docs/diagnosis.md. */
export type Cause =
  | 'hallucinated-name'
  | 'unknown-parameter'
  | 'other-version-api'
  | 'logic-misunderstood'
  | 'over-mocking'
  | 'hidden-state'
  | 'django-settings'
  | 'database-mark'
  | 'app-registry'
  | 'migrations'
  | 'missing-dependency'
  | 'import-path'
  | 'fixture'
  | 'environment'
  | 'syntax'
  | 'code-under-test'
  | 'unknown';

/** What a failure says about who is at fault, and what to do next. */
export interface Diagnosis {
  cause: Cause;
  /** Whether the test is at fault; only then it may be repaired. */
  isOurs: boolean;
  /** The name that the failure is about (module, attribute, parameter, fixture, package, table), if any. */
  subject: string | null;
  /** One sentence for people and for the model. */
  explanation: string;
  /** What not to do again and what to do instead, for the model; empty when nothing is known. */
  constraint: string;
}
