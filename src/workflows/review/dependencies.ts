import type { PythonParser } from '../../core/python/parser.ts';
import type { Redactor } from '../../core/redaction/redact.ts';
import type { DecisionStore } from '../../edges/database/decision-types.ts';
import type { GitHubReader } from '../../edges/github/types.ts';
import type { AskDependencies } from './ask-model.ts';
import type { Budget } from './budget.ts';

/** What planning may use: it reads and asks, and holds nothing that writes to GitHub. */
export interface PlanningDependencies {
  reader: GitHubReader;
  parser: PythonParser;
  redactor: Redactor;
  engine: { label: string; builtIn: boolean };
  /** Null with the built-in engine. */
  asking: AskDependencies | null;
  budget: Budget;
  /** What maintainers have decided before. */
  decisions: Pick<DecisionStore, 'listRejections' | 'findForkApproval' | 'findLatestReview'>;
  settings: { workflowFile: string; maxFurtherRounds: number; contextTokenBudget: number };
}
