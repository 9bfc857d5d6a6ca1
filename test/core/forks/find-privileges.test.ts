import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { findPrivileges, startsOnCreate } from '../../../src/core/forks/find-privileges.ts';
import { WORKFLOW } from '../../support/git-repository.ts';

const JOB = 'jobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n      - run: pytest\n';
const READS = 'permissions:\n  contents: read\n';

describe('a workflow that holds nothing', () => {
  test.each<[string, string]>([
    ['ours, as documented', readFileSync('docs/workflow-example.yml', 'utf8')],
    ['that of the test projects', WORKFLOW],
    ['one that may only read', `permissions: read-all\n${JOB}`],
    ['one whose token may nothing', `permissions: {}\n${JOB}`],
    ['limits in the job', `jobs:\n  t:\n    permissions: {contents: read, issues: none}\n    steps: []\n`],
    ['the token by its name', `${READS}${JOB}        env:\n          T: \${{ secrets.GITHUB_TOKEN }}\n`],
    ['the word outside an expression', `${READS}${JOB}        name: no secrets here\n`],
  ])('%s', (_name, text) => {
    expect(findPrivileges(text)).toBeNull();
  });
});

describe('a workflow with something to take', () => {
  test.each<[string, string, string]>([
    ['no limits', JOB, 'does not limit'],
    ['empty limits', `permissions:\n${JOB}`, 'does not limit'],
    ['all rights', `permissions: write-all\n${JOB}`, 'right to write'],
    ['one right', `permissions:\n  contents: read\n  id-token: write\n${JOB}`, 'right to write'],
    ['a word that is no level', `permissions:\n  contents: yes\n${JOB}`, 'right to write'],
    ['a job that takes more', `${READS}jobs:\n  t:\n    permissions:\n      packages: write\n`, 'job `t`'],
    ['a secret', `${READS}${JOB}        env:\n          K: \${{ secrets.KEY }}\n`, 'uses secrets'],
    [
      'a secret by index',
      `${READS}${JOB}        with:\n          k: \${{ secrets['KEY'] }}\n`,
      'uses secrets',
    ],
    [
      'a secret behind the end of a string',
      `${READS}${JOB}        env:\n          K: \${{ format('}}{0}', secrets.K) }}\n`,
      'uses secrets',
    ],
    [
      'a name that begins like the token’s',
      `${READS}env:\n  K: \${{ secrets.GITHUB_TOKEN_2 }}\n${JOB}`,
      'uses secrets',
    ],
    ['all secrets', `${READS}${JOB}        env:\n          K: \${{ toJSON( SECRETS ) }}\n`, 'uses secrets'],
    [
      'a secret beside the token',
      `${READS}env:\n  K: \${{ secrets.GITHUB_TOKEN || secrets.K }}\n${JOB}`,
      'uses secrets',
    ],
    [
      'a called workflow',
      `${READS}jobs:\n  t:\n    uses: ./.github/workflows/x.yml\n    secrets: inherit\n`,
      'hands secrets',
    ],
    ['no jobs', READS, 'has no jobs'],
    ['a list', '- a\n', 'cannot be read'],
    ['no YAML', 'a: [', 'cannot be read'],
    [
      'aliases that multiply',
      `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n${READS}${JOB}`,
      'cannot be read',
    ],
    ['too much', `${READS}${JOB}#${'x'.repeat(300_000)}\n`, 'cannot be read'],
  ])('%s', (_name, text, problem) => {
    expect(findPrivileges(text)).toContain(problem);
  });
});

test.each<[string, boolean]>([
  ['on: create\n', true],
  ['on: [push, create]\n', true],
  ['on:\n  create:\n  push:\n', true],
  ['"on":\n  create:\n', true],
  ['on: push\n', false],
  ['on:\n  push:\n    branches: [create]\n', false],
  ['name: x\n', true],
  ['on: [', true],
])('%j starts on create: %s', (text, starts) => {
  expect(startsOnCreate(text)).toBe(starts);
});
