// biome-ignore-all lint/suspicious/noTemplateCurlyInString: `${{ }}` is what is tested.
import { describe, expect, test } from '@jest/globals';
import type { Scope } from '../../../localhub/actions/expressions/evaluate.ts';
import {
  evaluateCondition,
  evaluateTemplate,
  renderTemplate,
  requireKnownExpressions,
} from '../../../localhub/actions/expressions/template.ts';
import type { Value } from '../../../localhub/actions/expressions/value.ts';
import { RunnerProblem } from '../../../localhub/actions/problem.ts';
import { statusFunctions } from '../../../localhub/actions/step-scope.ts';

const scope = (status: 'success' | 'failure' | 'cancelled' = 'success'): Scope => ({
  contexts: {
    github: { ref: 'refs/heads/main', event: { labels: [{ name: 'bug' }, { name: 'urgent' }] } },
    env: { GREETING: 'hello', EMPTY: '' },
    inputs: { deep: true, 'time-limit': 15 },
    steps: { one: { outputs: { answer: '42' }, outcome: 'failure', conclusion: 'success' } },
    matrix: { python: '3.12' },
  },
  functions: statusFunctions(status),
});

describe('the value of an expression', () => {
  test.each<[source: string, expected: Value]>([
    ["'it''s'", "it's"],
    ['0x10', 16],
    ['-1.5e1', -15],
    ['true', true],
    ['null', null],
    ['github.ref', 'refs/heads/main'],
    ['GitHub.REF', 'refs/heads/main'],
    ["github['ref']", 'refs/heads/main'],
    ['inputs.time-limit', 15],
    ['inputs.time-limit > 14.5', true],
    ['github.event.labels[1].name', 'urgent'],
    ['github.event.labels[9].name', null],
    ['github.nothing.at.all', null],
    ['steps.one.outputs.answer == 42', true],
    ["steps.one.outcome == 'FAILURE'", true],
    ["'a' == 'A'", true],
    ["'a' < 'B'", true],
    ["'' == 0", true],
    ["'x' == 0", false],
    ["'x' < 0 || 'x' >= 0", false],
    ['null == 0', true],
    ['true == 1', true],
    ['github.event == github.event', true],
    ['!inputs.deep', false],
    ["env.EMPTY || 'fallback'", 'fallback'],
    ['env.GREETING && 3', 3],
    ["true && false || 'third'", 'third'],
    ['false == false && 1 < 2', true],
    ['(1 < 2) == true', true],
    ["contains(github.event.labels.*.name, 'BUG')", true],
    ["contains('Hello', 'ell')", true],
    ["contains(github.event.labels.*.name, 'bu')", false],
    ["startsWith(github.ref, 'refs/HEADS')", true],
    ["endsWith(github.ref, 'main')", true],
    ["format('{1}-{0} {{x}}', 'a', 2)", '2-a {x}'],
    ["join(github.event.labels.*.name, '+')", 'bug+urgent'],
    ["join('one')", 'one'],
    ['fromJSON(\'[1, {"a": false}]\')[1].a', false],
    ['toJSON(matrix)', '{\n  "python": "3.12"\n}'],
    ['always()', true],
    ['failure()', false],
    ['github.event.labels', [{ name: 'bug' }, { name: 'urgent' }]],
  ])('%s', (source, expected) => {
    expect(evaluateTemplate(`\${{ ${source} }}`, scope())).toEqual(expected);
  });

  test.each<[text: string, expected: string]>([
    ['${{ env.GREETING }}, ${{ matrix.python }}!', 'hello, 3.12!'],
    ["${{ '}}' }}", '}}'],
    ['[${{ null }}] [${{ inputs.deep }}] [${{ github.event }}]', '[] [true] [Object]'],
    ['no expression, $HOME, {{ x }}', 'no expression, $HOME, {{ x }}'],
  ])('%s is rendered', (text, expected) => {
    expect(renderTemplate(text, scope())).toBe(expected);
  });

  test.each<[source: string, message: string]>([
    ['strange.value', "Unrecognized named-value: 'strange'"],
    ['constructor', "Unrecognized named-value: 'constructor'"],
    ['runner.os', "Unrecognized named-value: 'runner'"],
    ["eval('1')", "Unrecognized function: 'eval'"],
    ['constructor()', "Unrecognized function: 'constructor'"],
    ['contains(1)', 'contains: 1 arguments given, 2 to 2 taken'],
    ['1 +', "Unexpected symbol: '+ ' in expression ' 1 + '"],
    ['(1', "Unexpected end of expression in expression ' (1 '"],
    ['1 2', "Unexpected '2' in expression ' 1 2 '"],
    ["fromJSON('{')", "fromJSON: the text is not JSON: '{'"],
    ["format('{0}')", "format: '{0}' is not valid"],
  ])('%s fails by name', (source, message) => {
    expect(() => evaluateTemplate(`\${{ ${source} }}`, scope())).toThrow(RunnerProblem);
    expect(() => evaluateTemplate(`\${{ ${source} }}`, scope())).toThrow(message);
  });

  test('properties that every object inherits are not readable', () => {
    expect(evaluateTemplate('${{ github.constructor }}${{ github.__proto__ }}', scope())).toBe('');
  });
});

describe('an if:', () => {
  test.each<[condition: string | undefined, status: 'success' | 'failure' | 'cancelled', expected: boolean]>([
    [undefined, 'success', true],
    [undefined, 'failure', false],
    ['', 'failure', false],
    ["env.GREETING == 'hello'", 'success', true],
    ["env.GREETING == 'hello'", 'failure', false],
    ["${{ env.GREETING == 'hello' }}", 'success', true],
    ['env.EMPTY', 'success', false],
    ['always()', 'failure', true],
    ['always()', 'cancelled', true],
    ['failure()', 'failure', true],
    ['failure()', 'cancelled', false],
    ['cancelled()', 'cancelled', true],
    ['!cancelled()', 'failure', true],
    ['${{ !cancelled() && inputs.deep }}', 'failure', true],
    ['success() || failure()', 'failure', true],
    ['false', 'success', false],
  ])('%j after %s holds: %s', (condition, status, expected) => {
    expect(evaluateCondition(condition, scope(status))).toBe(expected);
  });
});

test('unknown names are found in places that evaluation would not reach', () => {
  const found = (node: unknown) => () => requireKnownExpressions(node);
  expect(found({ steps: [{ run: "echo ${{ false && nonsense('') }}" }] })).toThrow("'nonsense'");
  expect(found({ steps: [{ if: 'true || github.x == strange.y' }] })).toThrow("'strange'");
  expect(found({ steps: [{ if: "hashFiles('a') != ''", run: 'echo ${{ secrets.X }}' }] })).not.toThrow();
});
