import { changeIssue } from '../../activity/issues.ts';
import { changePull } from '../../activity/pull-requests.ts';
import { ApiError } from '../../http/api-error.ts';
import { inTurn } from '../../hub.ts';
import type { PageHandler } from '../page-call.ts';
import { addressOfNumber, fieldOf, pullOf, requirePerson } from '../page-call.ts';

/** Closes or reopens an issue or a pull request. */
export const changeState: PageHandler = async (call) => {
  const { hub, repository } = call;
  const state = fieldOf(call, 'state');
  if (state !== 'open' && state !== 'closed') throw new ApiError(422, 'A state is open or closed.');
  const issue = repository.issues.get(Number(call.params['number']));
  if (issue !== undefined) {
    const person = requirePerson(call, 'triage', issue.author);
    await inTurn(repository, async () => changeIssue(hub, repository, issue, { state }, person));
    return { kind: 'go', to: addressOfNumber(repository, issue.number) };
  }
  const pull = pullOf(call);
  const person = requirePerson(call, 'triage', pull.author);
  if (pull.mergedAt !== null) throw new ApiError(422, 'A merged pull request cannot be reopened.');
  await inTurn(repository, () => changePull(hub, repository, pull, { state }, person));
  return { kind: 'go', to: addressOfNumber(repository, pull.number) };
};
