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

/** Deliveries that become jobs; the others are answered, and nothing follows from them. */
const WITH_JOB = new Set(['pull_request.opened', 'workflow_run.completed']);

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
 * What `npm test` runs: each write and call where it comes first in the review, when it has happened and its reply is lost, which is
 * the harder of its two edges; and the deliveries that become jobs, half sent or stored but not answered.
 */
export function listShortCases(points: readonly CrashPoint[]): CrashCase[] {
  return listAllCases(points).filter(
    ({ point, phase }) =>
      point.ordinal === 1 &&
      (point.kind === 'webhook'
        ? WITH_JOB.has(point.name) && (phase === 'half-sent' || phase === 'unanswered')
        : phase === 'after'),
  );
}
