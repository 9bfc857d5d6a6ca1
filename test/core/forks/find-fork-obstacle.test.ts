import { expect, test } from '@jest/globals';
import {
  type ForkTrees,
  findForeignCi,
  findUnfitCi,
  isWorkflow,
} from '../../../src/core/forks/find-fork-obstacle.ts';
import { CANARY_WORKFLOW, WORKFLOW } from '../../support/git-repository.ts';

const OURS = '.github/workflows/testwright.yml';
const DEPLOY = '.github/workflows/deploy.yml';

type Files = Record<string, string>;
const BASE: Files = { [OURS]: 'w1', [DEPLOY]: 'd1', 'action.yml': 'a1', 'app.py': 'p1' };

function tree(files: Files, truncated = false): ForkTrees['head'] {
  const entries = Object.entries(files).map(([path, sha]) => ({ path, sha, mode: '100644' }));
  return { entries, truncated };
}

interface Facts extends ForkTrees {
  texts: Map<string, string>;
}

function check(changes: Partial<Facts>) {
  const facts = {
    head: tree({ ...BASE, 'app.py': 'p2' }),
    mergeBase: tree(BASE),
    baseTip: tree(BASE),
    texts: new Map([
      [OURS, WORKFLOW],
      [DEPLOY, CANARY_WORKFLOW],
    ]),
    ...changes,
  };
  const paths = facts.head.entries.map(({ path }) => path).filter(isWorkflow);
  return findForeignCi(facts) ?? findUnfitCi(OURS, paths, facts.texts);
}

test.each<[string, Partial<Facts>]>([
  ['changes code only', {}],
  [
    'is behind the base branch in other files',
    { baseTip: tree({ ...BASE, 'app.py': 'p9', 'action.yml': 'a9' }) },
  ],
  ['changes a document of the same name elsewhere', { head: tree({ ...BASE, 'docs/actions.yml': 'x' }) }],
])('a fork that %s may be run', (_name, changes) => {
  expect(check(changes)).toBeNull();
});

const without = (path: string): Files =>
  Object.fromEntries(Object.entries(BASE).filter(([one]) => one !== path));

test.each<[string, Partial<Facts>, string, string[]]>([
  ['our workflow', { head: tree({ ...BASE, [OURS]: 'w2' }) }, 'changes-ci', [OURS]],
  ['another workflow', { head: tree({ ...BASE, [DEPLOY]: 'd2' }) }, 'changes-ci', [DEPLOY]],
  [
    'a new workflow',
    { head: tree({ ...BASE, '.github/workflows/x.yaml': 'x' }) },
    'changes-ci',
    ['.github/workflows/x.yaml'],
  ],
  ['a workflow that is gone', { head: tree(without(DEPLOY)) }, 'changes-ci', [DEPLOY]],
  ['a local action', { head: tree({ ...BASE, 'action.yml': 'a2' }) }, 'changes-ci', ['action.yml']],
  [
    'a new local action',
    { head: tree({ ...BASE, 'ci/x/Action.YAML': 'x' }) },
    'changes-ci',
    ['ci/x/Action.YAML'],
  ],
  [
    'a file beside an action',
    { head: tree({ ...BASE, '.github/actions/x/run.sh': 'x' }) },
    'changes-ci',
    ['.github/actions/x/run.sh'],
  ],
  [
    'a link in the place of the folder',
    { head: tree({ 'app.py': 'p1', 'action.yml': 'a1', '.github': 'l' }) },
    'changes-ci',
    ['.github', OURS, DEPLOY].sort(),
  ],
  [
    'the mode of a file',
    {
      head: {
        entries: tree(BASE).entries.map((one) => ({ ...one, mode: one.path === OURS ? '120000' : one.mode })),
        truncated: false,
      },
    },
    'changes-ci',
    [OURS],
  ],
  [
    'nothing, but the base branch has moved on',
    { baseTip: tree({ ...BASE, [OURS]: 'w9' }) },
    'older-ci',
    [OURS],
  ],
  [
    'nothing, from where our workflow was not yet',
    { head: tree(without(OURS)), mergeBase: tree(without(OURS)) },
    'older-ci',
    [OURS],
  ],
  [
    'nothing, and there is no workflow',
    { head: tree(without(OURS)), mergeBase: tree(without(OURS)), baseTip: tree(without(OURS)) },
    'workflow-missing',
    [OURS],
  ],
  [
    'nothing, and the workflow holds something',
    {
      texts: new Map([
        [OURS, CANARY_WORKFLOW],
        [DEPLOY, CANARY_WORKFLOW],
      ]),
    },
    'workflow-privileged',
    [OURS],
  ],
  [
    'nothing, and the workflow could not be read',
    { texts: new Map([[DEPLOY, CANARY_WORKFLOW]]) },
    'workflow-privileged',
    [OURS],
  ],
  [
    'nothing, and another starts on create',
    {
      texts: new Map([
        [OURS, WORKFLOW],
        [DEPLOY, 'on: create\n'],
      ]),
    },
    'starts-on-create',
    [DEPLOY],
  ],
  [
    'nothing, and another could not be read',
    { texts: new Map([[OURS, WORKFLOW]]) },
    'starts-on-create',
    [DEPLOY],
  ],
  ['a tree that is listed in part', { head: tree(BASE, true) }, 'not-all-listed', []],
])('a fork that changes %s is not run', (_name, changes, code, paths) => {
  const found = check(changes);
  expect([found?.code, [...(found?.paths ?? [])].sort()]).toEqual([code, paths.toSorted()]);
  for (const path of paths) expect(found!.reason).toContain(`\`${path}\``);
});

test('names are cut and cannot end their code', () => {
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`.github/${index}\``, 'x']));
  const { reason } = check({ head: tree({ ...BASE, ...many }) })!;
  expect(reason).toContain('and 20 more');
  expect(reason.match(/`/g)).toHaveLength(20);
});
