/** A changed file of a pull request, as far as Testwright reads it. */
export interface ChangedFile {
  path: string;
  previousPath: string | null;
  status: 'added' | 'modified' | 'renamed' | 'removed';
  /** Line numbers at head that the change added or modified, ascending. */
  changedLines: number[];
  isTest: boolean;
  /** Text at head; null for a removed file or one that was not read (then `skipped` of the change set says why). */
  headText: string | null;
  /** Text at the merge base; null for an added file. */
  baseText: string | null;
}

/** Something that was left out, with the reason a maintainer is shown. */
export interface Skipped {
  what: string;
  reason: string;
}

/** What a pull request changes: its Python files with their text at head and at the merge base. */
export interface ChangeSet {
  baseSha: string;
  headSha: string;
  /** Python files only. */
  files: ChangedFile[];
  /** Every path the pull request touches, Python or not. */
  allPaths: string[];
  skipped: Skipped[];
}
