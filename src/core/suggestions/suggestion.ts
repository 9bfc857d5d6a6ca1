/**
 * A proposed test: what may become a commit once it has climbed the ladder.
 * `code` holds top-level test functions or one test class, `imports` the import statements that they need; the test
 * file is rendered from all suggestions placed in it, and from its text at head where it exists there, so that one can
 * be left out without editing text. A class of the name of a class that is there gives its methods to it.
 */
export interface Suggestion {
  /** Short and stable within a run: `s1`, `s2`, … */
  id: string;
  targetId: string;
  title: string;
  /** One or two sentences: what the test checks and why that matters. */
  checks: string;
  /** Repository path of the test file it is placed in: a new one, or a module of head that it is merged into. */
  path: string;
  /** Why it is in a new file although the project has a test module for its target; null when it has none, or was merged. */
  notMerged: NotMerged | null;
  imports: string[];
  code: string;
  /** Tests it defines, as pytest names them without path and parameters: `test_x`, `TestY::test_x`. */
  testNames: string[];
  origin: 'model' | 'built-in' | 'own-suite';
  /** How often a failing version of it was repaired; 0 for the first. */
  repairs: number;
  /** What rules, not a model, changed in it to mend a failure, in words that follow "repaired by rule: it". */
  mends: string[];
  /** The issue whose failing test it is; absent for every other suggestion. */
  reproduces?: number;
  /** The edge that it was asked to show, in a few words; absent where no edge cases were asked for. */
  edge?: string;
  /** The test of head that it takes the place of, under the same name; absent for one that is added. */
  replaces?: ReplacedTest;
}

/** A test as head has it, which a suggestion rewrites. */
export interface ReplacedTest {
  /** As pytest names it without path and parameters. */
  testName: string;
  /** From its first decorator to its end, as it stands in the module. */
  source: string;
  /** The same at the left margin. */
  code: string;
}

/** A test module of head that a suggestion belongs in and was not merged into. */
export interface NotMerged {
  module: string;
  /** See `Obstacle`. */
  code: string;
  /** A clause that completes "not merged, because". */
  reason: string;
}

/** A scenario worth testing that has no test yet. */
export interface EdgeCase {
  targetId: string | null;
  kind: 'edge' | 'security';
  scenario: string;
  why: string;
}

/** A weak spot in a test that the pull request itself adds or changes. */
export interface Weakness {
  path: string;
  test: string;
  problem: string;
  advice: string;
}

export type Rung = 'parses' | 'lints' | 'allowed' | 'new' | 'collected' | 'decided' | 'stable' | 'worth-it';

/** A suggestion that did not climb on, with the rung where it stopped. */
export interface Refusal {
  title: string;
  targetId: string | null;
  rung: Rung;
  /** Kebab-case reason code, e.g. `path-not-allowed`. */
  code: string;
  reason: string;
}
