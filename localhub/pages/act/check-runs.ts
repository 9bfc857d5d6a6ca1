import { pressCheckRun } from '../../activity/check-runs.ts';
import { ApiError } from '../../http/api-error.ts';
import { inTurn } from '../../hub.ts';
import type { CheckRunRecord } from '../../records.ts';
import type { PageCall, PageHandler } from '../page-call.ts';
import { addressOf, fieldOf, itemOf, requirePerson } from '../page-call.ts';

/** The page of the pull request's checks, or the check run's own where it belongs to none. */
function addressOfCheck({ repository }: PageCall, check: CheckRunRecord): string {
  const pull = [...repository.pulls.values()].findLast(({ head }) => head.sha === check.headSha);
  return addressOf(repository, pull ? `/pull/${pull.number}/checks#check-${check.id}` : `/runs/${check.id}`);
}

async function press(call: PageCall, check: CheckRunRecord, identifier: string | null) {
  const person = requirePerson(call, 'write');
  if (check.status !== 'completed') throw new ApiError(422, 'The check run has not ended yet.');
  await inTurn(call.repository, async () =>
    pressCheckRun(call.hub, call.repository, check, person, identifier),
  );
  return { kind: 'go', to: addressOfCheck(call, check) } as const;
}

/** A person presses one of the buttons that the app has put on its check run. */
export const pressButton: PageHandler = (call) => {
  const check = itemOf(call.repository.checkRuns, call, 'id');
  const identifier = fieldOf(call, 'identifier');
  if (!check.actions.some((action) => action.identifier === identifier))
    throw new ApiError(422, 'The check run has no such button.');
  return press(call, check, identifier);
};

export const rerequestCheck: PageHandler = (call) =>
  press(call, itemOf(call.repository.checkRuns, call, 'id'), null);
