import type { RepositoryRef } from '../github/types.ts';
import type { Run } from './types.ts';

/** A failing test that reproduces an issue. */
export interface Reproduction {
  issueNumber: number;
  runId: string;
  path: string;
  testName: string;
  form: 'xfail' | 'plain';
  /** The commit in which CI ran it as it is offered. */
  commitSha: string;
  requestedAt: Date;
  failingAt: Date;
}

/** Runs for issues and what they found. Every method is one transaction. */
export interface ReproductionStore {
  /**
   * A new run for the issue, with the default branch's head. One that goes on, or that this delivery has started before, is
   * returned instead.
   */
  startReproduction(start: {
    repository: RepositoryRef;
    issueNumber: number;
    headSha: string;
    deliveryGuid: string;
    record: unknown;
  }): Promise<{ run: Run; created: boolean }>;
  /** The newest run for the issue that is still remembered, ended or not. */
  findLatestReproduction(repositoryId: number, issueNumber: number): Promise<Run | null>;
  /** Remembers a failing test; a newer one of the same issue replaces it. Idempotent. */
  saveReproduction(
    runId: string,
    found: Omit<Reproduction, 'issueNumber' | 'runId' | 'requestedAt' | 'failingAt'> & {
      requestedAt: string;
      failingAt: string;
    },
  ): Promise<void>;
  /** The newest 500 of the repository. */
  listReproductions(repositoryId: number): Promise<Reproduction[]>;
}
