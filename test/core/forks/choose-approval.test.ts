import { expect, test } from '@jest/globals';
import { type ApprovalWish, chooseApproval } from '../../../src/core/forks/choose-approval.ts';

const HEAD = 'abcdef012345'.padEnd(40, '1');
const TWIN = 'abcdef012345'.padEnd(40, '2');

function choose(changes: Partial<ApprovalWish>) {
  return chooseApproval({
    sha: HEAD,
    pull: { state: 'open', headSha: HEAD, isFork: true },
    knownHeads: [HEAD, 'f'.repeat(40)],
    approvedBefore: null,
    ...changes,
  });
}

test.each<[string, Partial<ApprovalWish>, string]>([
  ['the whole SHA of the head', {}, 'approve'],
  ['its beginning', { sha: HEAD.slice(0, 12) }, 'approve'],
  ['a head that no review has seen yet', { knownHeads: [] }, 'approve'],
  ['the whole SHA, though another commit begins alike', { knownHeads: [HEAD, TWIN] }, 'approve'],
  [
    'a beginning that another commit has too',
    { sha: HEAD.slice(0, 12), knownHeads: [TWIN] },
    'ambiguous-sha',
  ],
  ['an earlier head', { sha: 'f'.repeat(40) }, 'head-moved'],
  ['the head and more', { sha: `${HEAD}00` }, 'head-moved'],
  [
    'a closed pull request',
    { pull: { state: 'closed', headSha: HEAD, isFork: true } },
    'pull-request-closed',
  ],
  ['a branch of this repository', { pull: { state: 'open', headSha: HEAD, isFork: false } }, 'not-a-fork'],
  ['what was approved before', { approvedBefore: { login: 'ada' } }, 'approved-before'],
])('%s', (_name, changes, expected) => {
  const chosen = choose(changes);
  expect(chosen.kind === 'refused' ? chosen.code : chosen.kind).toBe(expected);
});
