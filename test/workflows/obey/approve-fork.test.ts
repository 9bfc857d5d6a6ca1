import { expect, test } from '@jest/globals';
import type { ForkApproval } from '../../../src/edges/database/decision-types.ts';
import type { PullRequest } from '../../../src/edges/github/types.ts';
import type { WorkflowDependencies } from '../../../src/workflows/advance-run.ts';
import { approveFork } from '../../../src/workflows/obey/approve-fork.ts';
import type { Order } from '../../../src/workflows/obey/obey.ts';
import { WORKFLOW } from '../../support/git-repository.ts';

const HEAD = 'a'.repeat(40);
const PULL = {
  state: 'open',
  headSha: HEAD,
  baseSha: 'b'.repeat(40),
  baseRef: 'main',
  headRepositoryId: null,
  baseRepositoryId: 1,
  draft: false,
} as unknown as PullRequest;
const ORDER: Order = {
  repository: { installationId: 1, owner: 'octo', name: 'shop', id: 1 },
  pullNumber: 5,
  sender: { id: 7, login: 'ada', type: 'User' },
  deliveryGuid: 'this',
  wish: { kind: 'comment', commentId: 9, said: '/testwright ok' },
};

/** Approves, on a repository whose only workflow is ours; returns what was written, in order. */
async function approve(known: ForkApproval | null) {
  const done: string[] = [];
  const entries = [{ path: '.github/workflows/testwright.yml', sha: 'w', mode: '100644', size: 1 }];
  const deps = {
    github: {
      reader: () => ({
        getPullRequest: async () => PULL,
        getMergeBase: async () => 'b',
        getBranchSha: async () => 'b',
        getTree: async () => ({ entries, truncated: false }),
        getBlobTexts: async () => new Map([['w', { text: WORKFLOW }]]),
      }),
    },
    decisions: {
      findForkApproval: async () => known,
      listHeads: async () => [HEAD],
      saveForkApproval: async ({ headSha, by, commentId }: Record<string, unknown>) => {
        done.push(`approve ${String(headSha).length} ${JSON.stringify(by)} ${String(commentId)}`);
      },
      endQuiet: async () => void done.push('end quiet'),
    },
    store: {
      findActiveRun: async () => null,
      startRun: async () => {
        done.push('review');
        return { run: { id: 'r', state: 'ended' }, created: true };
      },
      findRun: async () => null,
    },
    planning: { settings: { workflowFile: 'testwright.yml' } },
    settings: { webUrl: '' },
  } as unknown as WorkflowDependencies;
  const { kind } = await approveFork(deps, ORDER, { sha: HEAD, commentId: 9 });
  return { kind, done };
}

test('an approval is stored before the review begins, and a repeated job goes on behind it', async () => {
  const expected = { kind: 'done', done: ['approve 40 {"id":7,"login":"ada"} 9', 'end quiet', 'review'] };
  expect(await approve(null)).toEqual(expected);
  expect(await approve({ by: { id: 7, login: 'ada' }, deliveryGuid: 'this' })).toEqual(expected);
});

test('a second approval starts nothing', async () => {
  expect(await approve({ by: { id: 8, login: 'bob' }, deliveryGuid: 'other' })).toEqual({
    kind: 'told',
    done: [],
  });
});
