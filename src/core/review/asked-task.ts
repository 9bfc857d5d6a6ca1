import type { OutcomeCode } from '../../outcome.ts';
import type { Suggestion } from '../suggestions/suggestion.ts';
import { createReviewRecord, type ReviewRecord } from './review-record.ts';

/** What a maintainer has asked for by a command, beyond a review. */
export interface AskedTask {
  kind: 'edge-cases' | 'fix';
  /** The target as it was written; null for every target of the pull request. */
  target: string | null;
  by: { id: number; login: string };
  /** The comment that asked, for the answer. */
  commentId: number;
  /** The run of the same head whose record this one goes on from; null when the task begins with its own measurement. */
  continues: string | null;
  /** Ids of the suggestions that were on offer before. */
  standing: string[];
  /** Those of them that are to run first, because the head has moved by what was accepted. */
  carried: Suggestion[];
}

/**
 * Outcomes with which a task changes what a pull request is shown. With any other its comment, branch and offer stay what
 * they were before it was asked for, and the thread is told why.
 */
export const SHOWN_OUTCOMES: readonly OutcomeCode[] = [
  'suggestions-ready',
  'nothing-kept',
  'nothing-to-suggest',
  'possible-bug-found',
  'base-suite-red',
  'head-suite-red',
];

/**
 * The record of a task that goes on where a review of the same head has ended: everything it has found and measured stays,
 * its rounds are numbered up to 0, and what a maintainer has turned down since is no longer in the set.
 * @param lastRound number of its last round
 */
export function continueRecord(
  record: ReviewRecord,
  task: {
    trigger: ReviewRecord['trigger'];
    asked: AskedTask;
    lastRound: number;
    rejectedIds: ReadonlySet<string>;
  },
): ReviewRecord {
  return {
    ...structuredClone(record),
    trigger: task.trigger,
    asked: task.asked,
    rounds: record.rounds.map((round) => ({ ...round, round: round.round - task.lastRound })),
    kept: record.kept.filter(({ suggestion }) => !task.rejectedIds.has(suggestion.id)),
    furtherRounds: 0,
    exhausted: null,
    stopped: null,
  };
}

/** The record of a task on a head that was not measured yet. */
export function beginTask(task: {
  trigger: ReviewRecord['trigger'];
  asked: AskedTask;
  repositoryUrl: string;
  nextSuggestionNumber: number;
}): ReviewRecord {
  return {
    ...createReviewRecord(task.trigger, task.repositoryUrl),
    asked: task.asked,
    nextSuggestionNumber: task.nextSuggestionNumber,
  };
}
