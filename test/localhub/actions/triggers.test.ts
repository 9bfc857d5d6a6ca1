import { describe, expect, test } from '@jest/globals';
import { matchesFilter } from '../../../localhub/actions/filter-pattern.ts';
import { asksToSkip } from '../../../localhub/actions/skip-ci.ts';
import { chooseTriggered, isDispatchable, type TriggerEvent } from '../../../localhub/actions/triggers.ts';

const push: TriggerEvent = {
  name: 'push',
  branch: 'main',
  headCommitMessage: 'Add prices',
  changedPaths: ['shop/prices.py', 'docs/prices.md'],
};
const pull: TriggerEvent = {
  ...push,
  name: 'pull_request',
  action: 'opened',
  branch: 'topic',
  baseBranch: 'main',
};

const starts = (on: string, event: TriggerEvent): boolean =>
  chooseTriggered(event, [{ path: 'ci.yml', text: `on: ${on}\njobs: {}\n` }]).length === 1;

describe('the filters of on:', () => {
  test.each<[on: string, event: TriggerEvent, expected: boolean]>([
    ['push', push, true],
    ['push', pull, false],
    ['[pull_request, push]', push, true],
    ['[workflow_dispatch]', push, false],
    ['{push: }', push, true],
    ['{push: {branches: [main]}}', push, true],
    ['{push: {branches: main}}', push, true],
    ['{push: {branches: [release/*]}}', push, false],
    ["{push: {branches: ['**', '!main']}}", push, false],
    ["{push: {branches: ['!main', '**']}}", push, true],
    ['{push: {branches-ignore: [main]}}', push, false],
    ['{push: {branches-ignore: [docs/**]}}', push, true],
    ['{push: {tags: [v*]}}', push, false],
    ['{push: {tags: [v*], branches: [main]}}', push, true],
    ["{push: {paths: ['**.py']}}", push, true],
    ["{push: {paths: ['shop/*.txt']}}", push, false],
    ["{push: {paths: ['**', '!docs/**', '!shop/**']}}", push, false],
    ["{push: {paths-ignore: ['docs/**']}}", push, true],
    ["{push: {paths-ignore: ['docs/**', '**/*.py']}}", push, false],
    ["{push: {branches: [main], paths: ['setup.py']}}", push, false],
    ['pull_request', pull, true],
    ['pull_request', { ...pull, action: 'synchronize' }, true],
    ['pull_request', { ...pull, action: 'reopened' }, true],
    ['pull_request', { ...pull, action: 'labeled' }, false],
    ['{pull_request: {types: [labeled]}}', { ...pull, action: 'labeled' }, true],
    ['{pull_request: {types: [labeled]}}', pull, false],
    ['{pull_request: {branches: [main]}}', pull, true],
    ['{pull_request: {branches: [topic]}}', pull, false],
    ["{pull_request: {paths: ['**/*.md']}}", pull, true],
    ["{pull_request: {paths: ['*.md']}}", pull, false],
    ['pull_request_target', pull, false],
  ])('%s with %j starts: %s', (on, event, expected) => {
    expect(starts(on, event)).toBe(expected);
  });

  test('a file that is not YAML starts nothing', () => {
    expect(starts('[push', push)).toBe(false);
  });

  test.each<[on: string, expected: boolean]>([
    ['workflow_dispatch', true],
    ['[push, workflow_dispatch]', true],
    ['{workflow_dispatch: {inputs: {why: {type: string}}}}', true],
    ['{workflow_dispatch: }', true],
    ['push', false],
    ['{push: {branches: [workflow_dispatch]}}', false],
  ])('%s can be dispatched: %s', (on, expected) => {
    expect(isDispatchable({ path: 'ci.yml', text: `on: ${on}` })).toBe(expected);
  });
});

describe('filter patterns', () => {
  // https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
  test.each<[patterns: string[], name: string, expected: boolean]>([
    [['*'], 'main', true],
    [['*'], 'feature/a', false],
    [['**'], 'feature/a', true],
    [['feature/*'], 'feature/a', true],
    [['feature/*'], 'feature/a/b', false],
    [['feature/**'], 'feature/a/b', true],
    [['*feature'], 'my-feature', true],
    [['v2*'], 'v2.0', true],
    [['v[12].[0-9]+.[0-9]+'], 'v1.10.1', true],
    [['v[12].[0-9]+.[0-9]+'], 'v3.1.1', false],
    [['*.jsx?'], 'page.js', true],
    [['*.jsx?'], 'page.jsx', true],
    [['*.jsx?'], 'src/page.js', false],
    [['**.js'], 'src/js/app.js', true],
    [['docs/*'], 'docs/a/b.md', false],
    [['docs/**/*.md'], 'docs/README.md', true],
    [['docs/**/*.md'], 'docs/a/b/c.md', true],
    [['**/docs/**'], 'docs/a.md', true],
    [['**/docs/**'], 'dir/docs/a.md', true],
    [['**/*-post.md'], 'my-post.md', true],
    [['**/migrate-*.sql'], 'db/sept/migrate-v1.sql', true],
    [['*.md', '!README.md'], 'README.md', false],
    [['*.md', '!README.md', 'README*'], 'README.md', true],
    [['a.b'], 'aXb', false],
    [['release(1)'], 'release(1)', true],
  ])('%j selects %s: %s', (patterns, name, expected) => {
    expect(matchesFilter(patterns, name)).toBe(expected);
  });
});

describe('messages that skip CI', () => {
  test.each<[message: string, expected: boolean]>([
    ['Propose tests [skip ci]', true],
    ['[ci skip] Propose tests', true],
    ['Propose tests\n\nwith [no ci] in the body', true],
    ['Propose tests [skip actions]', true],
    ['Propose tests [actions skip]', true],
    ['Propose tests\n\n\nskip-checks: true', true],
    ['Propose tests\n\n\nskip-checks:true\n', true],
    ['Propose tests\n\nSigned-off-by: Ada\nskip-checks: true', true],
    ['Propose tests\n\nskip-checks: true\nSigned-off-by: Ada', false],
    ['Propose tests\n\nskip-checks: false', false],
    ['skip-checks: true', false],
    ['Explain why\nskip-checks: true', false],
    ['Propose tests, skip ci', false],
    ['Propose tests', false],
  ])('%j skips: %s', (message, expected) => {
    expect(asksToSkip(message)).toBe(expected);
    expect(starts('push', { ...push, headCommitMessage: message })).toBe(!expected);
    expect(starts('pull_request', { ...pull, headCommitMessage: message })).toBe(!expected);
  });
});
