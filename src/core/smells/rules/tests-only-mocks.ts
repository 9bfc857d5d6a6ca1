import { leftmostName, walk } from '../../suggestions/syntax.ts';
import { mockNames } from '../mock-names.ts';
import { isNestedCode, nodesOf } from '../nodes.ts';
import type { SmellRule } from '../smell.ts';
import { originOf, type TestInModule, type TestModule } from '../test-module.ts';

const PLAIN =
  /^(isinstance|len|str|int|float|list|dict|tuple|set|range|sorted|bool|repr|sum|min|max|any|all|enumerate|zip|object|hasattr|getattr|setattr|type|print)$/;
const MOCK_ORIGIN =
  /^(unittest\.)?mock\b|^(Mock|MagicMock|AsyncMock|call|ANY|sentinel|patch)\b|^pytest\.(raises|approx|mark|param|fail)$/;

/** A test in which nothing but mocks is called: it tests the library that made them. */
export const testsOnlyMocks: SmellRule = {
  id: 'tests-only-mocks',
  title: 'Only mocks are tested here',
  sees: 'a test that sets up mocks and calls and asserts nothing but them',
  leaves: 'tests that touch any name that is imported, a fixture, or of the test’s own class',
  severity: 2,
  find(test, module) {
    const mocks = mockNames(test);
    if (mocks.size === 0 || nodesOf(test.body, 'assert_statement').length + assertions(test).length === 0)
      return null;
    if (nodesOf(test.body, 'function_definition').length + nodesOf(test.body, 'lambda').length > 0)
      return null;
    if (nodesOf(test.body, 'with_statement').some(({ text }) => !/raises|Raises/.test(text.split(':')[0]!)))
      return null;
    if (test.outer.text.includes('patch')) return null;
    if (!touchesOnlyMocks(test, mocks, module)) return null;
    const line = test.node.startPosition.row + 1;
    return {
      firstLine: line,
      lastLine: line,
      message: `\`${test.name}\` calls nothing but the mocks that it has set up, so no change of the project can make it fail. Call the code that uses them.`,
      replacement: null,
    };
  },
};

function assertions(test: TestInModule) {
  return nodesOf(test.body, 'call', isNestedCode).filter(({ text }) => /^[\w.]*\.assert\w+\(/.test(text));
}

/** Every name in the body is a mock, a local made of them, a plain function, or something of the mock library. */
function touchesOnlyMocks(test: TestInModule, mocks: ReadonlySet<string>, module: TestModule): boolean {
  const locals = new Set(mocks);
  for (const node of nodesOf(test.body, 'assignment')) {
    const left = node.childForFieldName('left')!;
    const target = left.type === 'identifier' ? left.text : leftmostName(left);
    if (left.type === 'identifier') locals.add(left.text);
    else if (target !== null && !locals.has(target)) return false;
  }
  let isOnly = true;
  walk(test.body, (node) => {
    if (!isOnly) return false;
    if (node.type !== 'identifier') return true;
    const parent = node.parent;
    if (parent?.type === 'attribute' && parent.childForFieldName('object')?.id !== node.id) return true;
    if (parent?.type === 'keyword_argument' && parent.childForFieldName('name')?.id === node.id) return true;
    const isAssertion =
      node.text === 'self' && parent?.type === 'attribute' && /^self\.assert/.test(parent.text);
    const origin = outermost(node, module);
    if (!isAssertion && !locals.has(node.text) && !PLAIN.test(node.text) && !MOCK_ORIGIN.test(origin))
      isOnly = false;
    return true;
  });
  return isOnly;
}

function outermost(node: Parameters<typeof originOf>[1], module: TestModule): string {
  let whole = node;
  while (whole.parent?.type === 'attribute' && whole.parent.childForFieldName('object')?.id === whole.id)
    whole = whole.parent;
  return originOf(module, whole) ?? node.text;
}
