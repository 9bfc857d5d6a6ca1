import { emit } from '../events/emit.ts';
import { readCommit } from '../git/objects.ts';
import type { Hub } from '../hub.ts';
import type { AppRecord, CheckRunRecord, RepositoryRecord, UserRecord } from '../records.ts';
import { renderCheckRunWithSuite, renderCheckSuite } from '../views/check-run.ts';

/** The id of the suite that holds an app's check runs for `key`: a commit, or a commit and a workflow run. */
export function ensureSuite(hub: Hub, repository: RepositoryRecord, appId: number, key: string): number {
  const name = `${appId} ${key}`;
  const id = repository.checkSuites.get(name) ?? hub.nextId();
  repository.checkSuites.set(name, id);
  return id;
}

export function emitCheckRun(
  hub: Hub,
  repository: RepositoryRecord,
  check: CheckRunRecord,
  sender: UserRecord,
  action: 'created' | 'completed',
): void {
  const payload = { check_run: renderCheckRunWithSuite(hub, repository, check) };
  emit(hub, repository, sender, { event: 'check_run', action, payload });
}

/** A person asks for all checks of an app on a commit again; only that app is told. */
export async function rerequestSuite(
  hub: Hub,
  repository: RepositoryRecord,
  app: AppRecord,
  sha: string,
  sender: UserRecord,
): Promise<void> {
  const commit = await readCommit(repository.gitDir, sha);
  if (commit === null) throw new Error(`There is no commit ${sha}`);
  const id = ensureSuite(hub, repository, app.id, sha);
  const payload = { check_suite: renderCheckSuite(hub, repository, { id, app, commit }) };
  emit(hub, repository, sender, { event: 'check_suite', action: 'rerequested', payload, only: app });
}

/**
 * A person presses a button of a completed check run, or asks for it again. Only the app that owns the run is told:
 * https://docs.github.com/webhooks/webhook-events-and-payloads#check_run
 */
export function pressCheckRun(
  hub: Hub,
  repository: RepositoryRecord,
  check: CheckRunRecord,
  sender: UserRecord,
  identifier: string | null,
): void {
  const check_run = renderCheckRunWithSuite(hub, repository, check);
  const payload = identifier === null ? { check_run } : { check_run, requested_action: { identifier } };
  const action = identifier === null ? 'rerequested' : 'requested_action';
  emit(hub, repository, sender, { event: 'check_run', action, payload, only: check.app });
}
