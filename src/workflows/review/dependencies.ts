import type { PlannedCheck } from '../../core/plan/plan.ts';
import type { PythonParser } from '../../core/python/parser.ts';
import type { Redactor } from '../../core/redaction/redact.ts';
import type { KnownReproduction } from '../../core/reproduction/choose-reproductions.ts';
import type { DecisionStore } from '../../edges/database/decision-types.ts';
import type { GitHubReader } from '../../edges/github/types.ts';
import type { Indexing } from '../retrieval/index-project.ts';
import type { AskDependencies } from './ask-model.ts';
import type { Budget } from './budget.ts';

/** What stays on GitHub, or comes back, when a task ends without anything to show. */
export interface ShownBefore {
  check: PlannedCheck;
  /** The companion branch with what is on offer; null when nothing is. */
  companion: { branch: string; commitSha: string } | null;
}

/** What planning may use: it reads and asks, and holds nothing that writes to GitHub. */
export interface PlanningDependencies {
  reader: GitHubReader;
  parser: PythonParser;
  redactor: Redactor;
  engine: { label: string; builtIn: boolean };
  /** Null with the built-in engine. */
  asking: AskDependencies | null;
  /** Null where no project is indexed: each run then reads what it needs, and knows only that. */
  indexing: Indexing | null;
  budget: Budget;
  /** What maintainers have decided before. */
  decisions: Pick<DecisionStore, 'listRejections' | 'listTold' | 'findForkApproval' | 'findLatestReview'>;
  /** Failing tests of the repository's issues, read when they are wanted. */
  listReproductions: (repositoryId: number) => Promise<KnownReproduction[]>;
  /** Of a task: what the pull request was shown before it was asked for; null when that was nothing of this head. */
  shownBefore: ShownBefore | null;
  settings: { workflowFile: string; maxFurtherRounds: number; contextTokenBudget: number };
}
