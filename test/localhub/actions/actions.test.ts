// biome-ignore-all lint/suspicious/noTemplateCurlyInString: `${{ }}` belongs to workflow files.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { strFromU8, unzipSync } from 'fflate';
import type { RunResult } from '../../../localhub/actions-port.ts';
import { givenRepository, logged, stepsOf, workflowOf } from './scenario.ts';

const shop = givenRepository({
  'shop/prices.py': 'PRICE = 3\n',
  '.github/actions/greet/action.yml': `
name: Greet
inputs:
  who: {required: true}
  mark: {default: "\${{ github.run_id }}!"}
outputs:
  greeting: {value: "\${{ steps.say.outputs.text }}"}
runs:
  using: composite
  steps:
    - id: say
      shell: bash
      env: {WHO: "\${{ inputs.who }}"}
      run: |
        echo "text=hello \${WHO}\${{ inputs.mark }}" >> "$GITHUB_OUTPUT"
        echo "inside=$(basename "$GITHUB_ACTION_PATH") $(basename "\${{ github.action_path }}") $OUTER"
        test "$WHO" != nobody
    - if: failure()
      shell: bash
      run: echo "rescued=yes"
`,
  '.github/actions/strange/action.yml':
    'runs: {using: composite, steps: [{uses: "./.github/actions/greet", with: {who: x}}, {uses: o/r@v1}]}\n',
  '.github/actions/script/action.yml': 'runs: {using: node24, main: index.js}\n',
});
const first = shop.git('rev-parse', 'HEAD');
const second = shop.commit({ 'shop/prices.py': 'PRICE = 4\n' }, { message: 'Raise the price' });
shop.git('tag', 'v1', first);
shop.git('push', '--quiet', shop.gitDir, 'v1');
const onBranch = shop.commit({ 'shop/new.py': 'NEW = 1\n' }, { branch: 'topic', message: 'Something new' });
afterAll(shop.remove);

function artifact(result: RunResult, name: string): Record<string, string> {
  const zip = result.artifacts.find((candidate) => candidate.name === name)?.zip;
  const files = Object.entries(unzipSync(zip ?? new Uint8Array()));
  return Object.fromEntries(files.map(([path, bytes]) => [path, strFromU8(bytes)]));
}

const SHOW = `- run: |
    echo "head=$(git rev-parse HEAD)"
    echo "branch=$(git branch --show-current)"
    echo "commits=$(git rev-list --count HEAD)"
    echo "branches=$(git branch --remotes --format '%(refname:short)' | sort | xargs)"
    echo "header=$(git config --get-regexp extraheader | wc -l | xargs)"
    git status --porcelain`;

describe('actions/checkout', () => {
  test.each<[inputs: string, head: string, branch: string, commits: string, branches: string]>([
    ['', onBranch, 'topic', '1', 'origin/topic'],
    ['fetch-depth: 2', onBranch, 'topic', '2', 'origin/topic'],
    ['fetch-depth: 0', onBranch, 'topic', '3', 'origin/main origin/topic'],
    ['ref: main', second, 'main', '1', 'origin/main'],
    ['ref: v1', first, '', '1', ''],
    [`ref: ${second}, fetch-depth: 0`, second, '', '2', 'origin/main origin/topic'],
  ])('with {%s} has the right commit, branch and depth', async (inputs, head, branch, commits, branches) => {
    const result = await shop.run(workflowOf(`- {uses: actions/checkout@v4, with: {${inputs}}}\n${SHOW}`));
    expect(result.message).toBeNull();
    const shown = ['head', 'branch', 'commits', 'branches'].map((name) => logged(result, name)[0]);
    expect(shown).toEqual([head, branch, commits, branches]);
  });

  test('a commit that is no longer the tip of its branch can be checked out, by push or pull request ref', async () => {
    for (const ref of ['refs/heads/main', 'refs/pull/7/merge']) {
      const result = await shop.run(workflowOf(`- uses: actions/checkout@v4\n${SHOW}`), {
        request: { headSha: first, ref },
      });
      expect([logged(result, 'head')[0], logged(result, 'branch')[0]]).toEqual([
        first,
        ref === 'refs/heads/main' ? 'main' : '',
      ]);
    }
  });

  test('credentials stay in the clone only when asked for', async () => {
    const headers = async (inputs: string) =>
      logged(
        await shop.run(workflowOf(`- {uses: actions/checkout@v4, with: {${inputs}}}\n${SHOW}`)),
        'header',
      );
    expect(await headers('')).toEqual(['1']);
    expect(await headers('persist-credentials: false')).toEqual(['0']);
  });

  test('a path puts the clone below the workspace, and a push cannot reach the repository', async () => {
    const result = await shop.run(
      workflowOf(`
- {uses: actions/checkout@v4, with: {path: inner}}
- run: ls shop
  working-directory: inner
- run: |
    git -c user.name=x -c user.email=x@y commit -qam x --allow-empty
    git push origin HEAD:main
  working-directory: inner`),
    );
    expect(stepsOf(result).map((step) => step.split(': ').at(-1))).toEqual(['success', 'success', 'failure']);
    expect(shop.git('ls-remote', shop.gitDir, 'refs/heads/main')).toContain(second);
  });

  test('a missing ref fails the step', async () => {
    const result = await shop.run(workflowOf('- {uses: actions/checkout@v4, with: {ref: absent}}'));
    expect(result.conclusion).toBe('failure');
    expect(result.jobs[0]?.log).toContain("A branch or tag with the name 'absent' could not be found");
  });
});

test('setup-python puts one interpreter first on PATH in an environment of its own', async () => {
  const result = await shop.run(
    workflowOf(`
- {uses: actions/setup-python@v5, id: py, with: {python-version: "2.7", cache: pip}}
- run: |
    echo "same=$(python -c 'import sys; print(sys.executable)') $(command -v python) $pythonLocation/bin/python"
    echo "version=$(python3 -c 'import platform; print(platform.python_version())') \${{ steps.py.outputs.python-version }}"
    python -c 'import sys; print("private=%s" % (sys.prefix != sys.base_prefix))'
- {shell: python, run: print("python=yes")}`),
  );
  expect(result.conclusion).toBe('success');
  const [executable, found, location] = logged(result, 'same')[0]!.split(' ');
  expect([found, location]).toEqual([executable, executable]);
  const [actual, output] = logged(result, 'version')[0]!.split(' ');
  expect(output).toBe(actual);
  expect(logged(result, 'private')).toEqual(['True']);
  expect(logged(result, 'python')).toEqual(['yes']);
  expect(result.jobs[0]?.log).toContain(`Python 2.7 was asked for; this runner has ${actual} alone.`);
});

describe('composite actions', () => {
  test('have inputs with defaults, outputs, their own path, and the env around them', async () => {
    const result = await shop.run(
      workflowOf(`
- uses: actions/checkout@v4
- {uses: ./.github/actions/greet, id: greet, with: {who: ada}, env: {OUTER: around}}
- run: 'echo "out=\${{ steps.greet.outputs.greeting }}"'`),
    );
    expect(result.message).toBeNull();
    expect(logged(result, 'out')).toEqual(['hello ada7001!']);
    expect(logged(result, 'inside')).toEqual(['greet greet around']);
    expect(logged(result, 'rescued')).toEqual([]);
  });

  test('a failure inside fails the step once, after the rest of the action had its say', async () => {
    const result = await shop.run(
      workflowOf(`
- uses: actions/checkout@v4
- {name: greet, uses: ./.github/actions/greet, with: {who: nobody}}
- run: exit 0`),
    );
    expect(stepsOf(result).slice(1)).toEqual(['greet: failure', 'Run exit 0: skipped']);
    expect(logged(result, 'rescued')).toEqual(['yes']);
    expect(result.jobs[0]?.annotations).toHaveLength(1);
  });

  test.each<[action: string, message: string]>([
    ['strange', 'uses: o/r@v1 is not available on this runner'],
    ['script', 'uses: ./.github/actions/script is not available on this runner: it runs with node24'],
  ])('%s fails by name before any of its steps', async (action, message) => {
    const result = await shop.run(
      workflowOf(`- uses: actions/checkout@v4\n- uses: ./.github/actions/${action}`),
    );
    expect(result).toMatchObject({ conclusion: 'failure', message });
    expect(logged(result, 'inside')).toEqual([]);
  });

  test('our own action runs from a copy of its folder, whatever its version', async () => {
    const action = join(shop.folder, 'action');
    mkdirSync(join(action, 'node_modules'));
    mkdirSync(join(action, 'ci'));
    writeFileSync(join(action, 'ci', 'word.txt'), 'measured\n');
    writeFileSync(
      join(action, 'action.yml'),
      `runs:
  using: composite
  steps:
    - shell: bash
      run: |
        echo "word=$(cat "$GITHUB_ACTION_PATH/ci/word.txt")"
        ls "\${{ github.action_path }}" | xargs echo "files=" | sed 's/= /=/'
        touch "$GITHUB_ACTION_PATH/written"
    - uses: actions/upload-artifact@v4
      with: {name: report, path: "\${{ github.action_path }}/ci"}
`,
    );
    // Runs may have their folders inside the action's own.
    const result = await shop.run(workflowOf('- uses: testwright/testwright@v9'), {
      runner: { workDirectory: join(action, 'runs') },
    });
    expect(result.message).toBeNull();
    expect(logged(result, 'word')).toEqual(['measured']);
    expect(logged(result, 'files')).toEqual(['action.yml ci']);
    expect(artifact(result, 'report')).toEqual({ 'word.txt': 'measured\n' });
    expect(existsSync(join(action, 'written'))).toBe(false);
    expect(readdirSync(action).sort()).toEqual(['action.yml', 'ci', 'node_modules', 'runs']);
  });
});

describe('actions/upload-artifact', () => {
  const upload = async (inputs: string): Promise<RunResult> =>
    shop.run(
      workflowOf(`
- run: |
    mkdir -p out/deep .hidden
    echo 1 > out/a.xml; echo 2 > out/deep/b.xml; echo 3 > out/c.txt; echo 4 > out/.secret; echo 5 > top.xml
    echo 6 > .hidden/h.xml
    ln -s /etc out/link
- {uses: actions/upload-artifact@v4, with: {name: files, ${inputs}}}`),
    );

  test.each<[inputs: string, files: string[]]>([
    ['path: out', ['a.xml', 'c.txt', 'deep/b.xml']],
    ['path: out/', ['a.xml', 'c.txt', 'deep/b.xml']],
    ['path: out/deep/b.xml', ['b.xml']],
    ['path: out/*.xml', ['a.xml']],
    ['path: "**/*.xml"', ['out/a.xml', 'out/deep/b.xml', 'top.xml']],
    ['path: "out/**/[ab].xml"', ['a.xml', 'deep/b.xml']],
    ['path: "out\\n!out/deep"', ['a.xml', 'c.txt']],
    ['path: "out/deep\\ntop.xml"', ['out/deep/b.xml', 'top.xml']],
    ['path: .hidden/h.xml', ['h.xml']],
    ['path: out, include-hidden-files: true', ['.secret', 'a.xml', 'c.txt', 'deep/b.xml']],
  ])('%s', async (inputs, files) => {
    const result = await upload(inputs);
    expect(result.conclusion).toBe('success');
    expect(Object.keys(artifact(result, 'files')).sort()).toEqual(files);
  });

  test.each<[inputs: string, conclusion: string, levels: string[]]>([
    ['path: absent', 'success', ['warning']],
    ['path: absent, if-no-files-found: ignore', 'success', []],
    ['path: absent, if-no-files-found: error', 'failure', ['failure']],
    ['path: .hidden', 'success', ['warning']],
  ])('%s ends in %s and leaves no artifact', async (inputs, conclusion, levels) => {
    const result = await upload(inputs);
    expect(result.conclusion).toBe(conclusion);
    expect(result.artifacts).toEqual([]);
    expect(result.jobs[0]?.annotations.map(({ level }) => level)).toEqual(levels);
  });

  test('a name can be used once in a run, unless it is to be overwritten', async () => {
    const step = (more: string) => `- {uses: actions/upload-artifact@v4, with: {name: x, path: f, ${more}}}`;
    const twice = await shop.run(workflowOf(`- run: echo 1 > f\n${step('')}\n${step('')}`));
    expect(twice.conclusion).toBe('failure');
    const overwritten = await shop.run(
      workflowOf(`- run: echo 1 > f\n${step('')}\n- run: echo 2 > f\n${step('overwrite: true')}`),
    );
    expect(artifact(overwritten, 'x')).toEqual({ f: '2\n' });
  });
});
