import { describe, expect, test } from '@jest/globals';
import { readEvaluations } from '../../../src/core/evaluations/read-evaluations.ts';
import { passRate, type Scores } from '../../../src/core/evaluations/scores.ts';

/** The scores in these files, or the reason why they are refused. */
function check(files: Record<string, string>, expected: Partial<Scores> | RegExp): void {
  const reading = readEvaluations(new Map(Object.entries(files)));
  if (expected instanceof RegExp) {
    expect(reading).toEqual({ kind: 'refused', reason: expect.stringMatching(expected) });
  } else {
    expect(reading).toEqual({
      kind: 'scores',
      scores: { passed: 0, failed: 0, errors: 0, skipped: 0, meanScore: null, ...expected },
    });
  }
}

const PASS = { success: true, score: 1, failureReason: 0 };
const FAIL = { success: false, score: 0.5, failureReason: 1 };
const ERROR = { success: false, score: 0, failureReason: 2 };

function promptfoo(results: object[], stats: object, version: number | undefined = 3): string {
  return JSON.stringify({
    evalId: 'eval-1',
    results: { version, timestamp: '2026-11-25T00:00:00Z', prompts: [], results, stats },
    config: {},
    shareableUrl: null,
  });
}

describe('what promptfoo writes', () => {
  const GOOD: [string, string, Partial<Scores>][] = [
    [
      'version 3',
      promptfoo([PASS, PASS, FAIL, ERROR], { successes: 2, failures: 1, errors: 1, tokenUsage: {} }),
      { passed: 2, failed: 1, errors: 1, meanScore: 0.625 },
    ],
    [
      'version 4 around it',
      JSON.stringify({
        version: 4,
        createdAt: '2026-11-25',
        results: {
          version: 3,
          results: [PASS],
          prompts: [],
          stats: { successes: 1, failures: 0, errors: 0 },
        },
      }),
      { passed: 1, meanScore: 1 },
    ],
    [
      'version 2 without errors, which counts them as failures',
      promptfoo([PASS, ERROR], { successes: 1, failures: 1 }, 2),
      { passed: 1, failed: 1, meanScore: 0.5 },
    ],
    [
      'failures without a reason',
      promptfoo([{ success: false, score: 0 }], { successes: 0, failures: 1, errors: 0 }),
      { failed: 1, meanScore: 0 },
    ],
  ];
  test.each(GOOD)('is read: %s', (_what, text, expected) => {
    check({ 'results.json': text }, expected);
  });

  const BAD: [string, string, RegExp][] = [
    ['no JSON', 'NaN', /results\.json is refused: it is not JSON/],
    ['another JSON', '{"stats":{}}', /not what promptfoo writes: results/],
    ['a list', '[]', /not what promptfoo writes: the top level/],
    [
      'a score that is NaN',
      promptfoo([{ ...PASS, score: Number.NaN }], { successes: 1, failures: 0, errors: 0 }),
      /results\.results\.0\.score/,
    ],
    [
      'a score without end',
      promptfoo([PASS], { successes: 1, failures: 0, errors: 0 }).replace('"score":1', '"score":1e999'),
      /results\.results\.0\.score/,
    ],
    [
      'a negative count',
      promptfoo([PASS], { successes: 2, failures: -1, errors: 0 }),
      /results\.stats\.failures/,
    ],
    [
      'half a test',
      promptfoo([PASS], { successes: 0.5, failures: 0, errors: 0 }),
      /results\.stats\.successes/,
    ],
    [
      'more passes than tests',
      promptfoo([PASS], { successes: 50, failures: 0, errors: 0 }),
      /its counts contradict its tests: 50 passed, 0 failed and 0 errors are stated, 1, 0 and 0 are listed/,
    ],
    ['errors hidden as passes', promptfoo([ERROR], { successes: 1, failures: 0, errors: 0 }), /contradict/],
    [
      'an unknown version',
      promptfoo([PASS], { successes: 1, failures: 0, errors: 0 }, 9),
      /results\.version/,
    ],
    [
      'results as an object',
      JSON.stringify({ results: { results: {}, stats: { successes: 0, failures: 0, errors: 0 } } }),
      /results\.results/,
    ],
    ['nothing', promptfoo([], { successes: 0, failures: 0, errors: 0 }), /it holds no result/],
    ['text that nests without end', '['.repeat(200_000), /it is not JSON/],
  ];
  test.each(BAD)('is refused with a reason: %s', (_what, text, expected) => {
    check({ 'results.json': text }, expected);
  });
});

const HEADER = '<?xml version="1.0" encoding="utf-8"?>';
const suite = (counts: string, cases: string): string =>
  `${HEADER}<testsuites name="pytest tests"><testsuite name="pytest" ${counts}>${cases}</testsuite></testsuites>`;

describe('JUnit', () => {
  const GOOD: [string, string, Partial<Scores>][] = [
    [
      'of pytest',
      suite(
        'errors="1" failures="1" skipped="1" tests="4" time="0.1"',
        '<testcase classname="test_x" name="test_a[1]" time="0.1"/>' +
          '<testcase name="b"><failure message="assert 1 &lt; 0">E &amp; more</failure></testcase>' +
          '<testcase name="c"><error message="setup">x</error></testcase>' +
          '<testcase name="d"><skipped type="pytest.skip">later</skipped></testcase>',
      ),
      { passed: 1, failed: 1, errors: 1, skipped: 1 },
    ],
    ['with one suite as its root', '<testsuite tests="1"><testcase name="a"/></testsuite>', { passed: 1 }],
    ['without counts', '<testsuites><testsuite><testcase/></testsuite></testsuites>', { passed: 1 }],
    [
      'with an error of the teardown, which pytest counts as one more test',
      suite('errors="1" failures="0" tests="2"', '<testcase name="a"><error message="teardown"/></testcase>'),
      { errors: 1 },
    ],
    [
      'with output that speaks of failures',
      suite(
        'tests="1" failures="0"',
        '<testcase name="a"><system-out>&lt;failure/&gt;</system-out><properties><failure/></properties></testcase>',
      ),
      { passed: 1 },
    ],
  ];
  test.each(GOOD)('is read: %s', (_what, text, expected) => {
    check({ 'junit.xml': text }, expected);
  });

  const BAD: [string, string, RegExp][] = [
    [
      'entities that multiply',
      `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><testsuite>&b;</testsuite>`,
      /document type or an entity/,
    ],
    [
      'an entity that names a file',
      '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><testsuite><testcase name="&e;"/></testsuite>',
      /document type or an entity/,
    ],
    ['a document type in small letters', '<!doctype html><testsuite/>', /document type or an entity/],
    ['an entity that nobody declared', '<testsuite><testcase name="&huge;"/></testsuite>', /not well-formed/],
    ['half a file', suite('tests="1"', '<testcase name="a">').slice(0, 90), /not well-formed/],
    ['no XML', 'passed: 50', /not well-formed/],
    ['nothing at all', '', /not well-formed|it is empty/],
    ['a page', '<html><body/></html>', /it is not JUnit/],
    ['a count that is NaN', suite('tests="NaN"', '<testcase/>'), /count of tests is not a number/],
    [
      'a negative count',
      suite('tests="1" failures="-1"', '<testcase/>'),
      /count of failures is not a number/,
    ],
    [
      'fewer failures than cases that failed',
      suite('tests="1" failures="0"', '<testcase><failure/></testcase>'),
      /failures is stated as 0, 1 are listed/,
    ],
    ['more tests than cases', suite('tests="50" failures="0"', '<testcase/>'), /tests is stated as 50/],
    ['nesting without end', `${'<testsuite>'.repeat(60)}${'</testsuite>'.repeat(60)}`, /nested more than 50/],
    ['no case', suite('tests="0"', ''), /it holds no result/],
  ];
  test.each(BAD)('is refused with a reason: %s', (_what, text, expected) => {
    check({ 'junit.xml': text }, expected);
  });
});

describe('an artifact with several files', () => {
  const one = promptfoo([PASS], { successes: 1, failures: 0, errors: 0 });
  const other = promptfoo([FAIL, FAIL, FAIL], { successes: 0, failures: 3, errors: 0 });
  test('is added up', () => {
    check({ 'b.json': other, 'a.json': one }, { passed: 1, failed: 3, meanScore: 0.625 });
  });
  test('with the same results as XML counts the JSON once', () => {
    check({ 'a.json': one, 'a.xml': suite('tests="1"', '<testcase/>') }, { passed: 1, meanScore: 1 });
  });
  test('of which one is refused is refused whole', () => {
    check({ 'a.json': one, 'b.json': '{' }, /b\.json is refused/);
  });
  test('without results is refused', () => {
    check({}, /neither/);
  });
});

test('the pass rate leaves skipped evaluations out and counts errors as not passed', () => {
  expect(passRate({ passed: 3, failed: 0, errors: 1, skipped: 6, meanScore: null })).toBe(75);
  expect(passRate({ passed: 0, failed: 0, errors: 0, skipped: 6, meanScore: null })).toBeNull();
});
