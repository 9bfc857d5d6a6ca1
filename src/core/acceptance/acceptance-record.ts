import type { Suggestion } from '../suggestions/suggestion.ts';

/** What a run that lands accepted suggestions knows between its steps: plain JSON, stored with the run. */
export interface AcceptanceRecord {
  /** The review whose suggestions they are. */
  reviewRunId: string;
  by: { id: number; login: string };
  /** The comment that asked for it, for the answer; null for a button. */
  commentId: number | null;
  suggestions: Suggestion[];
  /** The files of head that they are merged into, by path, and how long the project lets its lines be. */
  texts: Record<string, string>;
  lineLength: number;
  baseSha: string;
  /** The pull request's head branch. */
  branch: string;
  /** The tree of head with exactly these suggestions, as CI has run it; null as long as it has not. */
  confirmedTreeSha: string | null;
  /** The round under which the landed commit is remembered; null as long as nothing has landed. */
  landedRound: number | null;
}
