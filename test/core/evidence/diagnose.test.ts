import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import {
  diagnoseCorpus,
  hasRightCause,
  hasRightFault,
  listConfusions,
} from '../../../bench/diagnosis/diagnose-corpus.ts';
import { findApiChange } from '../../../src/core/evidence/api-changes.ts';
import type { Failure } from '../../../src/core/evidence/ci-report.ts';
import { type DiagnoseInput, diagnose } from '../../../src/core/evidence/diagnose.ts';
import { diagnoseVerdicts } from '../../../src/core/evidence/diagnose-verdicts.ts';
import { CAUSES, type Cause } from '../../../src/core/evidence/diagnosis.ts';
import { failureSignature } from '../../../src/core/evidence/failure-signature.ts';
import { buildProjectNames } from '../../../src/core/evidence/project-names.ts';
import { failsAlike } from '../../../src/core/evidence/repeated-failure.ts';
import type { Verdict } from '../../../src/core/evidence/verdict.ts';
import { givenFailure, givenReport, givenTest } from '../../support/ci-report.ts';
import { givenSuggestion } from '../../support/suggestion.ts';
import { givenEvidence, givenVerdict } from '../../support/verdict.ts';

const PROJECT = buildProjectNames({
  targets: [
    { module: 'shop.pricing', qualname: 'line_total' },
    { module: 'shop.pricing', qualname: 'Basket.total' },
  ],
  existingTests: { 'tests/test_old.py': 'import freezegun\nfrom shop.pricing import line_total\n' },
});

function diagnoseFailure(changes: Partial<Failure>, more: Partial<DiagnoseInput> = {}) {
  return diagnose({
    suggestion: givenSuggestion(),
    testName: 'test_new',
    failure: givenFailure(changes),
    outcome: 'failed',
    base: 'failed',
    instability: null,
    environment: { python: '3.12.1', packages: { Django: '5.2.1', pytest: '9.0.0' } },
    project: PROJECT,
    ...more,
  });
}

describe('the corpus of failures that tests really produced', () => {
  const failures = diagnoseCorpus();

  test('has at least 80 failures over two versions of Django and of pytest, a third of them held out', () => {
    expect(failures.length).toBeGreaterThanOrEqual(80);
    expect(failures.filter((one) => one.isHeldOut).length).toBeGreaterThan(failures.length / 4);
  });

  // What is listed here is known and shown by the benchmark; anything else is a step back.
  test('is diagnosed as the benchmark last said', () => {
    const known = JSON.parse(
      readFileSync(new URL('../../../bench/results/diagnosis.json', import.meta.url), 'utf8'),
    );
    expect(listConfusions(failures)).toEqual(known.confusions);
    expect(failures.filter(hasRightCause)).toHaveLength(known.cause.right);
    expect(failures.filter(hasRightFault)).toHaveLength(known.fault.right);
  });
});

describe('a failure whose fault depends on more than its message', () => {
  const module = (name: string): Partial<Failure> => ({
    type: 'ModuleNotFoundError',
    message: `No module named '${name}'`,
    phase: 'collect',
  });
  const inCode: Partial<Failure> = { raisedIn: 'project', path: 'shop/pricing.py' };
  const argument: Partial<Failure> = {
    type: 'TypeError',
    message: "line_total() got an unexpected keyword argument 'vat'",
  };
  test.each<[string, Partial<Failure>, Partial<DiagnoseInput>, Cause, boolean]>([
    ['a package that only the test imports', module('responses'), {}, 'missing-dependency', true],
    ['a package that the project’s tests import too', module('freezegun'), {}, 'missing-dependency', false],
    ['a package that the code imports', { ...module('stripe'), ...inCode }, {}, 'missing-dependency', false],
    [
      'a module of the project that the code imports',
      { ...module('shop.tax'), ...inCode },
      {},
      'code-under-test',
      false,
    ],
    [
      'an argument that a decorator of the project passes on',
      { ...argument, ...inCode },
      { suggestion: givenSuggestion({ code: 'def test_new():\n    assert line_total(1, vat=2)' }) },
      'unknown-parameter',
      true,
    ],
    ['an argument that only the code passes', { ...argument, ...inCode }, {}, 'code-under-test', false],
    ['an assertion that fails on base too', {}, {}, 'logic-misunderstood', false],
    ['an assertion that held on base', {}, { base: 'passed' }, 'code-under-test', false],
    [
      'code that meets a dictionary where it reads attributes',
      { type: 'AttributeError', message: "'dict' object has no attribute 'price'", ...inCode },
      {},
      'logic-misunderstood',
      true,
    ],
    [
      'code that meets None',
      { type: 'AttributeError', message: "'NoneType' object has no attribute 'price'", ...inCode },
      {},
      'code-under-test',
      false,
    ],
    [
      'an exception that the title announces',
      { type: 'PriceError', message: 'negative', ...inCode },
      { suggestion: givenSuggestion({ title: 'A negative price raises PriceError' }) },
      'logic-misunderstood',
      true,
    ],
    [
      'the same exception under a title that does not',
      { type: 'PriceError', message: 'negative', ...inCode },
      { suggestion: givenSuggestion({ title: 'A negative price costs nothing' }) },
      'code-under-test',
      false,
    ],
    [
      'a variable that is not set',
      { type: 'KeyError', message: "'API_KEY'", raisedIn: 'elsewhere', path: 'shop/pricing.py' },
      {},
      'environment',
      false,
    ],
    [
      'a key that a dictionary of the code lacks',
      { type: 'KeyError', message: "'API_KEY'", ...inCode },
      {},
      'code-under-test',
      false,
    ],
    [
      'a connection that we refuse',
      { type: 'NetworkBlocked', message: 'x', raisedIn: 'elsewhere' },
      {},
      'environment',
      false,
    ],
    ['a wait that never ended', { type: 'Timeout', message: 'x' }, { outcome: 'timeout' }, 'unknown', true],
    [
      'a fixture of the project that raises',
      { type: 'ValueError', phase: 'setup', raisedIn: 'elsewhere', path: 'tests/conftest.py' },
      {},
      'unknown',
      true,
    ],
    ['no record at all', {}, { failure: null }, 'unknown', true],
    [
      'different results of the same code',
      {},
      { instability: { code: 'flaky', reason: 'It passed twice and failed once.' } },
      'hidden-state',
      true,
    ],
  ])('%s', (_name, failure, more, cause, isOurs) => {
    expect(diagnoseFailure(failure, more)).toMatchObject({ cause, isOurs });
  });

  test.each([
    { type: 'AttributeError', message: "'(((' object has no attribute '[['" },
    {
      type: 'AttributeError',
      message: "module 'x((' has no attribute 'y[['",
      raisedIn: 'elsewhere',
      path: null,
    },
    { type: 'TypeError', message: "a.<b>() got an unexpected keyword argument '((('" },
    { type: 'ModuleNotFoundError', message: "No module named '....'" },
    { type: 'Error(', message: '' },
    { type: '', message: '\n'.repeat(4000), traceback: 'x.'.repeat(4000) },
  ] as Partial<Failure>[])('a hostile report is diagnosed as something: %j', (failure) => {
    expect(CAUSES).toContain(diagnoseFailure(failure).cause);
  });

  test('every diagnosis that is ours tells the model what not to do, and no other does', () => {
    for (const { diagnosis, name } of diagnoseCorpus()) {
      expect([name, (diagnosis?.constraint ?? '') !== '']).toEqual([name, diagnosis?.isOurs ?? false]);
    }
  });
});

describe('a name that other versions have', () => {
  test.each<[string, Parameters<typeof findApiChange>[0], string, boolean]>([
    [
      'was removed in the installed version',
      { kind: 'name', name: 'assertEquals', in: null },
      '3.12.0',
      true,
    ],
    ['is still there', { kind: 'name', name: 'assertEquals', in: null }, '3.11.9', false],
    ['came later', { kind: 'name', name: 'UTC', in: 'datetime' }, '3.10.13', true],
    ['came with this version', { kind: 'name', name: 'UTC', in: 'datetime' }, '3.11.0', false],
    ['belongs to another module', { kind: 'name', name: 'UTC', in: 'shop.clock' }, '3.10.13', false],
    ['is asked for as a module', { kind: 'module', name: 'imp', in: null }, '3.13.0rc1', true],
  ])('%s', (_name, asked, python, isFound) => {
    expect(findApiChange(asked, { python, django: '5.2', pytest: '9.0' }) !== null).toBe(isFound);
  });

  test('is explained with the version and what to use instead', () => {
    const diagnosis = diagnoseFailure({
      type: 'AttributeError',
      message: "module 'django.utils.timezone' has no attribute 'utc'",
    });
    expect(diagnosis.constraint).toBe(
      'Do not use utc: the installed version is Django 5.2.1, and Django 5.0 removed it. Use datetime.timezone.utc.',
    );
  });
});

describe('a verdict after diagnosis', () => {
  const diagnosed = (verdict: Partial<Verdict>) =>
    diagnoseVerdicts([givenVerdict(verdict)], {
      suggestions: [givenSuggestion()],
      report: givenReport(),
      project: PROJECT,
    })[0]!;
  const misfit = { class: 'invalid', decision: 'repair', code: 'does-not-fit-the-code' } as const;
  const failing = (failure: Partial<Failure>, base: 'passed' | 'failed' = 'failed') => [
    givenEvidence({ head: 'failed', base, failure: givenFailure(failure) }),
  ];
  const noneInCode: Partial<Failure> = {
    type: 'AttributeError',
    message: "'NoneType' object has no attribute 'price'",
    raisedIn: 'project',
    path: 'shop/pricing.py',
  };
  test.each<[string, Partial<Verdict>, string, string]>([
    [
      'that is ours stays for repair',
      { ...misfit, tests: failing({ type: 'NameError', message: "name 'x' is not defined" }) },
      'repair',
      'does-not-fit-the-code',
    ],
    [
      'of the machine is dropped with what to do',
      { ...misfit, tests: failing({ type: 'gaierror', raisedIn: 'elsewhere' }) },
      'drop',
      'environment',
    ],
    [
      'of code that raises is disputed',
      { ...misfit, tests: failing(noneInCode) },
      'drop',
      'expects-other-behaviour',
    ],
    [
      'of code that raised nothing before is a catch',
      { ...misfit, tests: failing(noneInCode, 'passed') },
      'catch',
      'passes-on-base-fails-on-head',
    ],
    [
      'that only looked disputed is repaired',
      {
        class: 'disputed',
        decision: 'drop',
        code: 'expects-other-behaviour',
        tests: failing({ message: 'assert <coroutine object f at 0x1> == 3' }),
      },
      'repair',
      'does-not-fit-the-code',
    ],
    ['that is kept has none', {}, 'keep', 'passes-on-base-and-head'],
  ])('%s', (_name, verdict, decision, code) => {
    expect(diagnosed(verdict)).toMatchObject({ decision, code });
  });
});

describe('two failures are the same', () => {
  const message = (text: string): string => failureSignature(givenFailure({ message: text }));
  test.each<[string, string, string, boolean]>([
    ['but for numbers', 'assert 3 == 4', 'assert 5 == 6', true],
    ['but for addresses', '<Basket object at 0x7f01> is None', '<Basket object at 0x7fab> is None', true],
    [
      'but for ids',
      'no run 123e4567-e89b-12d3-a456-426614174000',
      'no run 00000000-e89b-12d3-a456-426614174000',
      true,
    ],
    ['but for folders', 'No such file: /tmp/pytest-1/a.txt', 'No such file: /tmp/pytest-2/b.txt', true],
    ['not with other names', "name 'a' is not defined", "name 'b' is not defined", false],
  ])('%s', (_name, a, b, isSame) => {
    expect(message(a) === message(b)).toBe(isSame);
  });

  const round = (text: string) => ({
    suggestions: [givenSuggestion()],
    report: {
      files: [],
      tests: [
        givenTest({
          name: 'test_new',
          head: { outcome: 'failed' as const, durationMs: 1, failure: givenFailure({ message: text }) },
        }),
      ],
    },
  });
  test.each<[string, string[], boolean]>([
    ['three times', ['assert 1 == 2', 'assert 3 == 4', 'assert 5 == 6'], true],
    ['twice', ['assert 1 == 2', 'assert 3 == 4'], false],
    ['with another in between', ['assert 1 == 2', 'boom', 'assert 5 == 6'], false],
    ['in the last three of four', ['boom', 'assert 1 == 2', 'assert 3 == 4', 'assert 5 == 6'], true],
  ])('and end the attempts: %s', (_name, messages, isOver) => {
    expect(failsAlike('s1', messages.map(round))).toBe(isOver);
  });
});

test('docs/diagnosis.md has a row for every cause, and for no other', () => {
  const page = readFileSync(new URL('../../../docs/diagnosis.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map((match) => match[1]);
  expect(rows).toEqual([...CAUSES]);
});
