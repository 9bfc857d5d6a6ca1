import type { SyntaxNode } from '../../python/parser.ts';
import { leftmostName } from '../../suggestions/syntax.ts';
import { mockNames } from '../mock-names.ts';
import { nodesOf, quote } from '../nodes.ts';
import { replaceStatement } from '../replace-lines.ts';
import type { SmellRule } from '../smell.ts';
import type { TestModule } from '../test-module.ts';

/** Assertions of mocks; true where they need no argument. */
const ASSERTIONS: Record<string, boolean> = {
  assert_called: true,
  assert_called_once: true,
  assert_not_called: true,
  assert_awaited: true,
  assert_awaited_once: true,
  assert_not_awaited: true,
  assert_called_with: false,
  assert_called_once_with: false,
  assert_any_call: false,
  assert_has_calls: false,
};
/** What looks like an assertion and is an attribute that every mock makes up. */
const MADE_UP = /^(called_once|called_once_with|called_with|not_called|has_calls|any_call|awaited_once)$/;

/** `mock.assert_called_once` without a call, and `mock.called_once_with(…)`, which no mock has. */
export const assertionNeverCalled: SmellRule = {
  id: 'assertion-never-called',
  title: 'This assertion checks nothing',
  sees: 'an assertion of a mock that is named but not called (`m.assert_called_once`), and calls that only look like one (`m.called_once_with(1)`)',
  leaves: 'objects that are no mocks of the test',
  severity: 1,
  find(test, module) {
    for (const statement of nodesOf(test.body, 'expression_statement')) {
      const inner = statement.namedChildCount === 1 ? statement.namedChild(0)! : null;
      const smell = inner && judge(statement, inner, mockNames(test), module);
      if (smell) return smell;
    }
    for (const statement of nodesOf(test.body, 'assert_statement')) {
      const inner = statement.namedChildCount === 1 ? statement.namedChild(0)! : null;
      const smell = inner && judge(statement, inner, mockNames(test), module);
      if (smell) return smell;
    }
    return null;
  },
};

function judge(statement: SyntaxNode, inner: SyntaxNode, mocks: ReadonlySet<string>, module: TestModule) {
  const place = { firstLine: statement.startPosition.row + 1, lastLine: statement.endPosition.row + 1 };
  if (inner.type === 'attribute') {
    const name = inner.childForFieldName('attribute')!.text;
    if (!Object.hasOwn(ASSERTIONS, name)) return null;
    const mended = ASSERTIONS[name] ? replaceStatement(statement, module.lines, `${inner.text}()`) : null;
    return {
      ...place,
      message: `${quote(inner)} is named but never called, so nothing is checked.${mended ? ' Call it.' : ' Call it with what you expect.'}`,
      replacement: null,
      ...mended,
    };
  }
  const callee = inner.type === 'call' ? inner.childForFieldName('function')! : null;
  if (callee?.type !== 'attribute') return null;
  const name = callee.childForFieldName('attribute')!.text;
  if (!MADE_UP.test(name) || !mocks.has(leftmostName(callee) ?? '')) return null;
  const object = callee.childForFieldName('object')!.text;
  const real = `assert_${name}`;
  const given = inner.childForFieldName('arguments')!.text;
  return {
    ...place,
    message: `A mock has no \`${name}\`: it makes one up, whatever was called, so nothing is checked. \`${real}\` is the assertion.`,
    replacement: null,
    ...(Object.hasOwn(ASSERTIONS, real)
      ? replaceStatement(statement, module.lines, `${object}.${real}${given}`)
      : null),
  };
}
