import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PROBES_PATH } from '../../src/core/builtin/probe.ts';
import { type CiReport, ciReportSchema } from '../../src/core/evidence/ci-report.ts';
import { type CompanionTrailers, renderCommitMessage } from '../../src/core/names/commit-message.ts';
import { parseTotalsAnnotation, renderTotalsAnnotation } from '../../src/core/names/totals-annotation.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PYTHON = join(ROOT, '.venv/bin/python');
const NOTICE = '::notice title=Testwright totals::';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'testwright-ci-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function git(repository: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...identity, ...args], { cwd: repository, encoding: 'utf8' }).trim();
}

function commit(repository: string, message: string, files: Record<string, string>): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(repository, path)), { recursive: true });
    writeFileSync(join(repository, path), content);
  }
  git(repository, 'add', '-A');
  git(repository, 'commit', '-q', '-m', message);
  return git(repository, 'rev-parse', 'HEAD');
}

/** Runs the real `ci/` on a base, a head and a companion commit; returns the validated report and its notice. */
function runCi(
  name: string,
  companion: Record<string, string>,
  trailers: Pick<CompanionTrailers, 'kind' | 'suites'>,
): { report: CiReport; notice: string } {
  const repository = join(folder, name);
  mkdirSync(repository);
  git(repository, 'init', '-q', '-b', 'main');
  const price = (factor: number) =>
    `def price(n):\n    if n > 10:\n        return n * ${factor}\n    return n\n`;
  const test = 'from shop.price import price\n\n\ndef test_one():\n    assert price(1) == 1\n';
  const baseSha = commit(repository, 'base', {
    'shop/__init__.py': '',
    'shop/price.py': price(2),
    'tests/test_price.py': test,
  });
  commit(repository, 'head', { 'shop/price.py': price(3) });
  commit(
    repository,
    renderCommitMessage('Suggested tests', {
      runId: 'run-1',
      round: 1,
      baseSha,
      evidence: 'full',
      ...trailers,
    }),
    companion,
  );
  const output = join(folder, `${name}-out`);
  const args = ['-I', join(ROOT, 'ci'), '--output', output];
  const printed = execFileSync(PYTHON, args, { cwd: repository, encoding: 'utf8' });
  const report = JSON.parse(readFileSync(join(output, 'testwright-report.json'), 'utf8'));
  const notices = printed.split('\n').filter((line) => line.startsWith(NOTICE));
  expect(notices).toHaveLength(1);
  return { report: ciReportSchema.parse(report), notice: notices[0]!.slice(NOTICE.length) };
}

describe('the report that ci/ writes', () => {
  test('is what the app reads, for a round of tests, and its notice agrees with it', () => {
    const longName = 'x'.repeat(3000);
    const { report, notice } = runCi(
      'tests',
      {
        'tests/test_suggested.py': [
          'import pytest',
          'from shop.price import price',
          `@pytest.mark.parametrize("n", [11], ids=["${longName}"])`,
          'def test_new(n):',
          '    assert price(n) == 33',
          'def test_once(seen=[]):',
          '    import os',
          '    os.environ["TESTWRIGHT_TRIED"] = "1"',
          '    seen.append(1)',
          '    assert seen == [1]',
          'def test_loud():',
          '    assert False, "\\ud83d\\ude00" * 5000 + chr(0) + "\\udc80"',
          '',
        ].join('\n'),
        'tests/test_broken.py': 'import nowhere\n',
      },
      { kind: 'tests', suites: 'base head' },
    );
    expect(report.tests.map((entry) => [entry.head.outcome, entry.base?.outcome])).toEqual([
      ['passed', 'failed'],
      ['passed', 'passed'],
      ['failed', 'failed'],
    ]);
    const repeated = report.tests.map(({ stability }) => [
      stability?.alone.outcomes,
      stability?.shuffled.outcomes,
    ]);
    expect(repeated).toEqual([
      ['ppppp', 'ppp'],
      ['pffff', 'ppp'],
      [undefined, undefined],
    ]);
    expect(report.tests[1]!.stability!.alone.failure!.message).toContain('assert [1, 1] == [1]');
    expect(report.tests[1]!.leaves).toEqual([{ kind: 'environment', what: 'TESTWRIGHT_TRIED (changed)' }]);
    expect(report.tests[0]!.adds).toEqual({ 'shop/price.py': { lines: [3], branches: [[2, 3]] } });
    expect(report.mutation!.mutants.map((one) => [one.id, one.status, one.ownSuite])).toContainEqual([
      'shop/price.py:3:18:swap-arithmetic:/',
      'killed',
      'survived',
    ]);
    expect(report.mutation!.mutants[0]!.killedBy).toEqual([report.tests[0]!.nodeid]);
    const totals = parseTotalsAnnotation(notice)!;
    expect(renderTotalsAnnotation(totals)).toBe(notice);
    expect(totals).toEqual({
      runId: report.run,
      round: report.round,
      base: report.suites.base.coverage!.totals,
      head: report.suites.head.coverage!.totals,
      companion: report.companion!.totals,
      passed: 2,
      notPassed: 1,
    });
  }, 120_000);

  test('is what the app reads, for a round of probes', () => {
    const call = (id: string, argument: string) => ({
      id,
      module: 'shop.price',
      qualname: 'price',
      arguments: [{ expression: argument, imports: [] }],
      keywords: {},
    });
    const probes = { schema: 1, probes: [call('a', '11'), call('b', "'x'"), call('c', 'open("x")')] };
    const { report, notice } = runCi(
      'probes',
      { [PROBES_PATH]: JSON.stringify(probes) },
      { kind: 'probe', suites: 'none' },
    );
    expect(report.probes.map((probe) => probe.status)).toEqual(['value', 'exception', 'not-observed']);
    expect(report.probes[0]!.value).toEqual({ expression: '33', imports: [] });
    expect(parseTotalsAnnotation(notice)).toMatchObject({
      base: null,
      companion: null,
      passed: 2,
      notPassed: 1,
    });
  }, 60_000);
});
