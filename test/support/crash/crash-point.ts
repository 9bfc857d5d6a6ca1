import type { StoryCall } from './crash-story.ts';
import { WEBHOOK_PHASES, type WebhookPhase } from './webhook-relay.ts';

/** A step of a run at whose edges the app is killed. */
export type CrashPoint =
  /** A write to GitHub, or the minting of a token: the operation, and which of its kind in this run. */
  | { kind: 'write'; name: string; ordinal: number }
  | { kind: 'model'; name: StoryCall; ordinal: number }
  /** `event.action`. */
  | { kind: 'webhook'; name: string; ordinal: number };

/** `before`: nothing has happened. `after`: it has happened, and the reply never arrives. */
export type CrashPhase = 'before' | 'after' | WebhookPhase;

/** One case of the matrix. */
export interface CrashCase {
  point: CrashPoint;
  phase: CrashPhase;
}

/** Deliveries that become jobs, each with one of the two states in which it is lost half-way; from the others nothing follows. */
const DELIVERIES: Readonly<Record<string, WebhookPhase>> = {
  'pull_request.opened': 'half-sent',
  'workflow_run.completed': 'unanswered',
};

/** Writes that leave nothing behind: a token, and a tree that no commit has yet. */
const WITHOUT_TRACE = new Set(['apps/create-installation-access-token', 'git/create-tree']);

export function describePoint({ kind, name, ordinal }: CrashPoint): string {
  return `${kind} ${name} #${ordinal}`;
}

export function describeCase({ point, phase }: CrashCase): string {
  return `${describePoint(point)}, ${phase}`;
}

/** Every point in every phase. */
export function listAllCases(points: readonly CrashPoint[]): CrashCase[] {
  return points.flatMap((point) => {
    const phases: readonly CrashPhase[] = point.kind === 'webhook' ? WEBHOOK_PHASES : ['before', 'after'];
    return phases.map((phase) => ({ point, phase }));
  });
}

/**
 * What `npm test` runs: each write that leaves something where it comes first in the review, and the first call of the model, when it has
 * happened and its reply is lost, which is the harder of its two edges; and the deliveries that become jobs.
 */
export function listShortCases(points: readonly CrashPoint[]): CrashCase[] {
  const calls = points.filter(({ kind }) => kind === 'model');
  return listAllCases(points).filter(({ point, phase }) => {
    if (point.ordinal !== 1) return false;
    if (point.kind === 'webhook') return DELIVERIES[point.name] === phase;
    if (phase !== 'after') return false;
    return point.kind === 'model' ? point === calls[0] : !WITHOUT_TRACE.has(point.name);
  });
}
