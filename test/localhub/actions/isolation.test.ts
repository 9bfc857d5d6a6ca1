// biome-ignore-all lint/suspicious/noTemplateCurlyInString: `${{ }}` belongs to workflow files.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, test } from '@jest/globals';
import { choosePassedOn } from '../../../localhub/actions/environment.ts';
import { givenRepository, logged, stepsOf, workflowOf } from './scenario.ts';

const shop = givenRepository({ 'README.md': '# Shop\n' });
afterAll(shop.remove);

describe('the environment of a step', () => {
  test('has nothing of the parent process but what pip needs', async () => {
    process.env['TESTWRIGHT_PLANTED_SECRET'] = 'planted';
    try {
      const result = await shop.run(
        workflowOf('- run: env | cut -d= -f1 | sort | xargs echo names= | sed "s/= /=/"'),
        {
          runner: {
            hostEnvironment: {
              ...process.env,
              PIP_INDEX_URL: 'https://mirror.example/simple',
              HOME: shop.folder,
            },
          },
        },
      );
      const names = logged(result, 'names')[0]!.split(' ');
      expect(names).toContain('PIP_INDEX_URL');
      expect(names).not.toContain('TESTWRIGHT_PLANTED_SECRET');
      const unexpected = names.filter(
        (name) =>
          !/^(GITHUB|RUNNER|PIP)_/.test(name) &&
          !/^(SSL_CERT_FILE|SSL_CERT_DIR|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|.*_proxy)$/i.test(name) &&
          !['CI', 'HOME', 'LANG', 'PATH', 'TMPDIR', 'PWD', 'SHLVL', '_', 'OLDPWD'].includes(name),
      );
      expect(unexpected).toEqual([]);
    } finally {
      delete process.env['TESTWRIGHT_PLANTED_SECRET'];
    }
  });

  test.each<[name: string, passes: boolean]>([
    ['PIP_INDEX_URL', true],
    ['PIP_CERT', true],
    ['HTTPS_PROXY', true],
    ['no_proxy', true],
    ['SSL_CERT_FILE', true],
    ['ANTHROPIC_API_KEY', false],
    ['GITHUB_TOKEN', false],
    ['WEBHOOK_SECRET', false],
    ['PYTHONPATH', false],
    ['PATH', false],
    ['MY_PIP_TOKEN', false],
  ])('%s passes: %s', (name, passes) => {
    expect(choosePassedOn({ [name]: 'x', HOME: shop.folder })).toEqual(passes ? { [name]: 'x' } : {});
  });

  test('a home is fresh, is not shared between jobs, and goes away', async () => {
    const result = await shop.run(`
on: push
jobs:
  one: {runs-on: ubuntu-latest, steps: [{run: 'touch "$HOME/mine" here; echo "home=$HOME"'}]}
  two: {needs: one, runs-on: ubuntu-latest, steps: [{run: 'ls -A "$HOME" "$PWD" | grep -c "mine\\|here" | xargs echo left= '}]}
`);
    expect(existsSync(logged(result, 'home', 0)[0]!)).toBe(false);
    expect(logged(result, 'left', 1)).toEqual([' 0']);
  });

  test('the token only looks like one and is masked', async () => {
    const result = await shop.run(
      workflowOf(
        '- run: echo "token=$TOKEN" "other=$OTHER"\n  env: {TOKEN: "${{ secrets.GITHUB_TOKEN }}", OTHER: "${{ secrets.DEPLOY_KEY }}"}',
      ),
    );
    expect(logged(result, 'token')).toEqual(['*** other=']);
  });
});

describe('processes', () => {
  test('a step that passes its time limit ends with its children, and the job goes on', async () => {
    const pids = join(shop.folder, 'step-pids');
    const result = await shop.run(
      workflowOf(`
- name: slow
  timeout-minutes: 0.01
  run: |
    trap '' TERM
    (trap '' TERM; sleep 60) & echo $! >> ${pids}
    echo $$ >> ${pids}
    sleep 60
- {name: after, if: failure(), run: exit 0}`),
    );
    expect(stepsOf(result)).toEqual(['slow: failure', 'after: success']);
    await expectGone(pids);
  });

  test('a job that passes its time limit is cancelled; steps with always() still run', async () => {
    const started = Date.now();
    const result = await shop.run(
      workflowOf(`
- {name: slow, run: sleep 60}
- {name: usual, run: exit 0}
- {name: cleanup, if: always(), run: 'echo status=\${{ job.status }}'}
- {name: on failure, if: failure(), run: exit 0}`),
      { runner: { timeoutMs: 400 } },
    );
    expect(stepsOf(result)).toEqual([
      'slow: cancelled',
      'usual: skipped',
      'cleanup: success',
      'on failure: skipped',
    ]);
    expect(logged(result, 'status')).toEqual(['cancelled']);
    expect(result.conclusion).toBe('cancelled');
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  test('a background child lives until the job ends but holds up neither step nor job', async () => {
    const pids = join(shop.folder, 'background-pids');
    const started = Date.now();
    const result = await shop.run(
      workflowOf(`
- run: |
    sleep 60 & echo $! >> ${pids}
    setsid sleep 61 & echo $! >> ${pids}
    echo first=done
- run: kill -0 $(head -1 ${pids}) && echo second=alive`),
    );
    expect(logged(result, 'first')).toEqual(['done']);
    expect(logged(result, 'second')).toEqual(['alive']);
    expect(Date.now() - started).toBeLessThan(10_000);
    await expectGone(pids);
  });
});

/** Waits until every process named in the file has ended; a killed one may linger for a moment. */
async function expectGone(file: string): Promise<void> {
  const pids = readFileSync(file, 'utf8').trim().split('\n').map(Number);
  expect(pids).toHaveLength(2);
  for (let tries = 0; tries < 40 && pids.some(isRunning); tries += 1) await delay(50);
  expect(pids.filter(isRunning)).toEqual([]);
}

function isRunning(pid: number): boolean {
  try {
    // A process that has ended but was not waited for yet is state Z.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
