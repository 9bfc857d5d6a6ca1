/**
 * What a catch or a contradiction most likely is, and why. The verdict is an opinion, shown with its reasons; it decides
 * the order and the headline, never whether something is shown.
 */
export interface Assessment {
  verdict: 'likely-bug' | 'likely-intended' | 'unclear';
  by: 'rule' | 'model';
  /** Each names its source and quotes it shortly. */
  reasons: string[];
  /** The call, and what it did before and does after the change; null where that cannot be read. */
  input: string | null;
  before: string | null;
  after: string | null;
}

/** What one source says: it means the behaviour before the change, or the one after it. */
export interface Hint {
  means: 'before' | 'after';
  reason: string;
}
