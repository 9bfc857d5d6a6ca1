// biome-ignore-all lint/suspicious/noTemplateCurlyInString: `${{ }}` belongs to workflow files.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { givenRepository, logged, stepsOf, workflowOf } from './scenario.ts';

const shop = givenRepository({ 'shop/prices.py': 'PRICE = 3\n', 'README.md': '# Shop\n' });
afterAll(shop.remove);

describe('run steps', () => {
  test('environment, outputs and path reach later steps, nearest env first', async () => {
    const result = await shop.run(
      `
on: push
env: {A: workflow, B: workflow, C: workflow}
jobs:
  test:
    name: Test \${{ github.ref_name }}
    runs-on: [ubuntu-latest]
    env: {B: job, C: job, FROM: "\${{ github.repository }}"}
    defaults: {run: {shell: bash, working-directory: sub}}
    steps:
      - run: mkdir sub
        working-directory: .
      - name: Write
        id: one
        env: {C: step}
        run: |
          echo "abc=$A $B $C"
          echo "where=$(basename "$PWD")"
          echo "answer=42" >> "$GITHUB_OUTPUT"
          printf 'long<<X\\nfirst\\nsecond\\nX\\n' >> "$GITHUB_OUTPUT"
          echo "A=exported" >> "$GITHUB_ENV"
          mkdir -p "$RUNNER_TEMP/tools"
          printf '#!/bin/sh\\necho tool=here\\n' > "$RUNNER_TEMP/tools/my-tool"
          chmod +x "$RUNNER_TEMP/tools/my-tool"
          echo "$RUNNER_TEMP/tools" >> "$GITHUB_PATH"
          echo "### Done" >> "$GITHUB_STEP_SUMMARY"
          false | true || echo "pipefail=on"
      - run: |
          my-tool
          echo "later=$A \${{ env.A }} $C \${{ steps.one.outputs.answer }} $FROM"
          echo 'long=\${{ toJSON(steps.one.outputs.long) }}'
          echo "outcome=\${{ steps.one.outcome }} \${{ job.status }} \${{ runner.os }}"
          echo "github=\${{ github.sha }} $GITHUB_RUN_ID \${{ github.run_attempt }}"
      - shell: python
        run: print("python=" + "yes")
      - shell: sh
        run: echo "sh=\${{ hashFiles('nothing') == '' }}"
`,
      { runner: { pathEntries: ['/usr/local/bin', '/usr/bin', '/bin', ...pythonFolder()] } },
    );
    expect(result.message).toBeNull();
    expect(result.conclusion).toBe('success');
    expect(result.jobs[0]?.name).toBe('Test main');
    expect(stepsOf(result)).toEqual([
      'Run mkdir sub: success',
      'Write: success',
      'Run my-tool: success',
      'Run print("python=" + "yes"): success',
      "Run echo \"sh=${{ hashFiles('nothing') == '' }}\": success",
    ]);
    expect(logged(result, 'abc')).toEqual(['workflow job step']);
    expect(logged(result, 'where')).toEqual(['sub']);
    expect(logged(result, 'pipefail')).toEqual(['on']);
    expect(logged(result, 'tool')).toEqual(['here']);
    expect(logged(result, 'later')).toEqual(['exported exported job 42 octo/shop']);
    expect(logged(result, 'long')).toEqual(['"first\\nsecond"']);
    expect(logged(result, 'outcome')).toEqual(['success success Linux']);
    expect(logged(result, 'github')).toEqual([`${shop.git('rev-parse', 'HEAD')} 7001 1`]);
    expect(logged(result, 'python')).toEqual(['yes']);
    expect(logged(result, 'sh')).toEqual(['true']);
    expect(result.jobs[0]?.log).toContain('summary: ### Done');
  });

  test('a failed step stops later ones unless their if: asks for failures', async () => {
    const result = await shop.run(
      workflowOf(`
- {name: forgiven, id: forgiven, continue-on-error: true, run: exit 3}
- {name: after forgiven, run: "echo state=\${{ steps.forgiven.outcome }}/\${{ steps.forgiven.conclusion }}"}
- {name: broken, id: broken, run: "echo kept=yes >> $GITHUB_OUTPUT; exit 4"}
- {name: not reached, run: echo reached=yes}
- {name: on failure, if: failure(), run: "echo kept=\${{ steps.broken.outputs.kept }}"}
- {name: always, if: always(), run: exit 0}
- {name: on cancel, if: cancelled(), run: exit 0}
`),
    );
    expect(result.conclusion).toBe('failure');
    expect(result.message).toBeNull();
    expect(stepsOf(result)).toEqual([
      'forgiven: success',
      'after forgiven: success',
      'broken: failure',
      'not reached: skipped',
      'on failure: success',
      'always: success',
      'on cancel: skipped',
    ]);
    expect(logged(result, 'state')).toEqual(['failure/success']);
    expect(logged(result, 'kept')).toEqual(['yes']);
    expect(logged(result, 'reached')).toEqual([]);
    expect(result.jobs[0]?.annotations.map(({ level, message }) => `${level}: ${message}`)).toEqual([
      'failure: Process completed with exit code 3.',
      'failure: Process completed with exit code 4.',
    ]);
  });

  test('commands on the output become annotations, masks hide values, stopped commands are text', async () => {
    const result = await shop.run(
      workflowOf(`
- shell: bash
  run: |
    echo "::notice title=Totals,file=shop/prices.py,line=2,endLine=3::10%25 more%0Aof it"
    echo "::warning::careful" >&2
    echo "::add-mask::hush-hush"
    echo "value=hush-hush"
    echo "::error::said hush-hush"
    echo "::stop-commands::pause"
    echo "::notice::not this"
    echo "::pause::"
    echo "::notice::but this"
`),
    );
    const found = result.jobs[0]?.annotations ?? [];
    expect(found).toContainEqual({
      level: 'notice',
      title: 'Totals',
      message: '10% more\nof it',
      path: 'shop/prices.py',
      startLine: 2,
      endLine: 3,
    });
    expect(found.map(({ message }) => message)).toEqual([
      '10% more\nof it',
      'careful',
      'said ***',
      'but this',
    ]);
    expect(logged(result, 'value')).toEqual(['***']);
    expect(result.jobs[0]?.log).toContain('::notice::not this');
  });

  test.each<[step: string, message: string]>([
    ['{run: "echo GITHUB_SHA=x >> $GITHUB_ENV"}', "Can't store 'GITHUB_SHA' in GITHUB_ENV"],
    [
      '{run: "echo nonsense >> $GITHUB_OUTPUT"}',
      "Unable to process file command 'output': invalid format 'nonsense'",
    ],
    ['{run: "true", working-directory: absent}', "The working directory 'absent' does not exist"],
    ['{run: "kill -9 $$"}', 'Process was ended by a signal.'],
  ])('%s fails the step', async (step, message) => {
    const result = await shop.run(workflowOf(`- ${step}`));
    expect(result.conclusion).toBe('failure');
    expect(result.jobs[0]?.annotations.map((annotation) => annotation.message)).toEqual([message]);
  });
});

describe('jobs', () => {
  test('they run in the order of needs, hand on outputs, and skip what depends on a failure', async () => {
    const result = await shop.run(`
on: push
jobs:
  last:
    needs: [first, broken]
    if: always()
    runs-on: ubuntu-latest
    steps: [{run: "echo got=\${{ needs.first.outputs.word }} \${{ needs.broken.result }}"}]
  first:
    runs-on: ubuntu-latest
    outputs: {word: "\${{ steps.say.outputs.word }}"}
    steps: [{id: say, run: "echo word=hello >> $GITHUB_OUTPUT"}]
  broken:
    needs: first
    runs-on: ubuntu-latest
    steps: [{run: exit 1}]
  dependent:
    needs: broken
    runs-on: ubuntu-latest
    steps: [{run: exit 0}]
  rescue:
    needs: dependent
    if: failure()
    runs-on: ubuntu-latest
    steps: [{run: exit 0}]
  elsewhere:
    if: github.ref == 'refs/heads/release'
    runs-on: ubuntu-latest
    steps: [{run: exit 1}]
`);
    expect(result.jobs.map(({ name, conclusion }) => `${name}: ${conclusion}`)).toEqual([
      'first: success',
      'broken: failure',
      'last: success',
      'dependent: skipped',
      'rescue: success',
      'elsewhere: skipped',
    ]);
    expect(logged(result, 'got', 2)).toEqual(['hello failure']);
    expect(result.conclusion).toBe('failure');
  });

  test('a matrix runs every combination; a job that may fail does not fail the run', async () => {
    const result = await shop.run(
      workflowOf(
        '- {run: \'echo "cell=$X" && test "$X" != 1-b\', env: {X: "${{ matrix.n }}-${{ matrix.s }}"}}',
        `
continue-on-error: true
strategy: {fail-fast: false, matrix: {n: [1, 2], s: "\${{ fromJSON('[\\"a\\", \\"b\\"]') }}"}}`,
      ),
    );
    expect(result.jobs.map(({ name, conclusion }) => `${name}: ${conclusion}`)).toEqual([
      'test (1, a): success',
      'test (1, b): failure',
      'test (2, a): success',
      'test (2, b): success',
    ]);
    expect(logged(result, 'cell', 3)).toEqual(['2-b']);
    expect(result.conclusion).toBe('success');
  });

  test('with fail-fast the combinations after a failure are cancelled', async () => {
    const result = await shop.run(workflowOf('- run: exit 1', 'strategy: {matrix: {n: [1, 2]}}'));
    expect(result.jobs.map(({ conclusion }) => conclusion)).toEqual(['failure', 'cancelled']);
    expect(result.conclusion).toBe('failure');
  });

  test('a dispatched run has its inputs, with declared defaults and types', async () => {
    const workflow = `
on: {workflow_dispatch: {inputs: {who: {default: nobody}, loud: {type: boolean}, times: {type: number, default: 2}}}}
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: echo "in=\${{ inputs.who }} \${{ inputs.loud && 'LOUD' }} \${{ inputs.times }} \${{ github.event.inputs.who }}"
`;
    const dispatch = (inputs: Record<string, string>) =>
      shop.run(workflow, { request: { event: 'workflow_dispatch', inputs } });
    expect(logged(await dispatch({ who: 'ada', loud: 'true' }), 'in')).toEqual(['ada LOUD 2 ada']);
    expect(logged(await dispatch({}), 'in')).toEqual(['nobody false 2 ']);
    expect(await dispatch({ whom: 'ada' })).toEqual({
      conclusion: 'startup_failure',
      jobs: [],
      artifacts: [],
      message: 'Unexpected inputs provided: ["whom"]',
    });
  });
});

describe('what this runner does not have fails by name', () => {
  const step = '- run: echo started=yes';
  test.each<[what: string, workflow: string, message: string]>([
    [
      'an action',
      workflowOf(`${step}\n- uses: codecov/codecov-action@v5`),
      'uses: codecov/codecov-action@v5 is not available on this runner',
    ],
    [
      'an action by a similar name',
      workflowOf('- uses: actions/checkout-more@v1'),
      'uses: actions/checkout-more@v1 is not available on this runner',
    ],
    [
      'a container action',
      workflowOf('- uses: docker://alpine:3'),
      'uses: docker://alpine:3 is not available on this runner',
    ],
    [
      'another system',
      workflowOf(step).replace('ubuntu-latest', 'windows-latest'),
      'runs-on: windows-latest is not available on this runner',
    ],
    [
      'a container',
      workflowOf(step, 'container: python:3'),
      'jobs.test.container is not available on this runner',
    ],
    [
      'services',
      workflowOf(step, 'services: {db: {image: postgres}}'),
      'jobs.test.services is not available on this runner',
    ],
    [
      'a reusable workflow',
      'on: push\njobs: {a: {uses: o/r/.github/workflows/x.yml@v1}}',
      'uses: o/r/.github/workflows/x.yml@v1 is not available on this runner',
    ],
    [
      'matrix include',
      workflowOf(step, 'strategy: {matrix: {include: [{a: 1}]}}'),
      'strategy.matrix.include is not available on this runner',
    ],
    ['a shell', workflowOf('- {run: exit, shell: pwsh}'), 'shell: pwsh is not available on this runner'],
    [
      'an input',
      workflowOf('- {uses: actions/checkout@v4, with: {lfs: true}}'),
      "Input 'lfs' of actions/checkout is not available on this runner",
    ],
    [
      'another repository',
      workflowOf('- {uses: actions/checkout@v4, with: {repository: o/r}}'),
      'actions/checkout of o/r is not available on this runner',
    ],
    [
      'a payload field',
      workflowOf('- run: echo ${{ github.event.head_commit.message }}'),
      'github.event.head_commit is not available on this runner',
    ],
    ['a function', workflowOf("- run: echo ${{ sha256('x') }}"), "Unrecognized function: 'sha256'"],
    [
      'a context',
      workflowOf('- {run: "true", if: "false && gitlab.sha"}'),
      "Unrecognized named-value: 'gitlab'",
    ],
    [
      'a key',
      workflowOf('- {run: "true", when: never}'),
      'Invalid workflow file: .github/workflows/ci.yml: jobs.test.steps.0: Unrecognized key: "when"',
    ],
    [
      'a circle',
      'on: push\njobs: {a: {runs-on: ubuntu, needs: b, steps: [{run: "true"}]}, b: {runs-on: ubuntu, needs: a, steps: [{run: "true"}]}}',
      'Invalid workflow file: jobs need each other: a → b → a',
    ],
    [
      'an unknown need',
      workflowOf(step, 'needs: build'),
      "Invalid workflow file: jobs.test needs 'build', which is no job",
    ],
  ])('%s', async (_what, workflow, message) => {
    const result = await shop.run(workflow);
    expect(result.message).toBe(message);
    expect(['failure', 'startup_failure']).toContain(result.conclusion);
    expect(result.jobs.flatMap((job) => job.log.split('\n'))).not.toContain('started=yes');
  });

  test('an unknown action cannot be forgiven', async () => {
    const result = await shop.run(
      workflowOf('- {uses: ./.github/strange, continue-on-error: true}', 'continue-on-error: true'),
    );
    // A local action that is not there is an ordinary failure, which can be.
    expect(result).toMatchObject({ conclusion: 'success', message: null });
    const unknown = await shop.run(
      workflowOf('- {uses: o/r@v1, continue-on-error: true}', 'continue-on-error: true'),
    );
    expect(unknown).toMatchObject({
      conclusion: 'failure',
      message: 'uses: o/r@v1 is not available on this runner',
    });
  });
});

test('nothing of a run is left in the work directory', async () => {
  await shop.run(workflowOf('- run: touch file "$HOME/file"; exit 1'));
  expect(readdirSync(join(shop.folder, 'runs'))).toEqual([]);
});

/** Where `python` is, for a workflow that does not use setup-python. */
function pythonFolder(): string[] {
  return (process.env['PATH'] ?? '').split(':');
}
