/** Something that was said to or by localhub and that GitHub's description does not allow. */
export interface Violation {
  kind: 'request' | 'response' | 'webhook';
  /** Operation id, or the webhook's name. */
  operation: string;
  problem: string;
}

export class ContractViolations extends Error {
  override readonly name = 'ContractViolations';
  readonly violations: readonly Violation[];

  constructor(violations: readonly Violation[]) {
    const lines = violations.map(({ kind, operation, problem }) => `  ${kind} of ${operation}: ${problem}`);
    super(`GitHub's description was violated ${violations.length} times:\n${lines.join('\n')}`);
    this.violations = violations;
  }
}
