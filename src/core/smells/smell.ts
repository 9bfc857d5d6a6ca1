import type { TestInModule, TestModule } from './test-module.ts';

/** One weak spot of one test, as a rule sees it. */
export interface Smell {
  /** Lines that it is about, 1-based and inclusive; the ones that `replacement` replaces. */
  firstLine: number;
  lastLine: number;
  /** What is wrong and what to do, in sentences for people; code stands between backticks. */
  message: string;
  /** What to write instead of these lines, where that is mechanical; null where it takes thought. */
  replacement: string[] | null;
}

/** A rule about tests. Precision counts for more than recall: people stop reading a bot that is wrong. */
export interface SmellRule {
  /** Kebab-case; stays what it is, since fingerprints of findings hold it. */
  id: string;
  /** A heading in a few words. */
  title: string;
  /** What the rule sees, for the documentation. */
  sees: string;
  /** What it leaves alone on purpose, for the documentation. */
  leaves: string;
  /** 1: the test checks less than it seems to. 2: it may pass for the wrong reason. 3: it is slow or fragile. */
  severity: 1 | 2 | 3;
  find(test: TestInModule, module: TestModule): Smell | null;
}
