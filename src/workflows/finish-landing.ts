import type { AcceptanceRecord } from '../core/acceptance/acceptance-record.ts';
import { advanceRun, type WorkflowDependencies } from './advance-run.ts';

/**
 * An acceptance that was cut off while it landed goes on first. The newer commit of a push may be its own: ended as
 * superseded, it would deny what is on the branch. When the commit is somebody else's, it ends by itself.
 */
export async function finishLanding(
  deps: WorkflowDependencies,
  repositoryId: number,
  pullNumber: number,
): Promise<void> {
  const active = await deps.store.findActiveRun(repositoryId, pullNumber);
  if (active?.workflow !== 'apply-suggestions') return;
  if ((active.record as AcceptanceRecord).landedRound !== null) await advanceRun(deps, active.id);
}
