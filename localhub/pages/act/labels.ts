import { labelIssue, unlabelIssue } from '../../activity/issues.ts';
import { ApiError } from '../../http/api-error.ts';
import { inTurn } from '../../hub.ts';
import type { PageHandler } from '../page-call.ts';
import { addressOfNumber, fieldOf, itemOf, requirePerson } from '../page-call.ts';

/** Characters of a label's name: GitHub's limit. */
const longestName = 50;

/** Puts a label on an issue; one that the repository does not have comes into being. */
export const addLabel: PageHandler = async (call) => {
  const { hub, repository } = call;
  const issue = itemOf(repository.issues, call, 'number');
  const person = requirePerson(call, 'triage');
  const name = fieldOf(call, 'label').trim();
  if (name === '' || [...name].length > longestName)
    throw new ApiError(422, `A label has a name of 1 to ${longestName} characters.`);
  await inTurn(repository, async () => labelIssue(hub, repository, issue, [name], person));
  return { kind: 'go', to: addressOfNumber(repository, issue.number) };
};

export const removeLabel: PageHandler = async (call) => {
  const { hub, repository } = call;
  const issue = itemOf(repository.issues, call, 'number');
  const person = requirePerson(call, 'triage');
  const name = fieldOf(call, 'label');
  await inTurn(repository, async () => unlabelIssue(hub, repository, issue, name, person));
  return { kind: 'go', to: addressOfNumber(repository, issue.number) };
};
