import type { SyntaxNode } from '../python/parser.ts';
import { dottedName, walk } from '../suggestions/syntax.ts';
import { argumentsOf, calleeName } from './nodes.ts';
import type { TestInModule } from './test-module.ts';

const MOCK_CLASSES =
  /^(Mock|MagicMock|AsyncMock|NonCallableMock|NonCallableMagicMock|PropertyMock|create_autospec|stub)$/;

/** `patch(…)`, `patch.object(…)`, `mock.patch.dict(…)`, `mocker.patch(…)`. */
export function isPatch(call: SyntaxNode): boolean {
  return /(^|\.)patch(\.(object|multiple))?$/.test(dottedName(call.childForFieldName('function')!) ?? '');
}

function makesMock(node: SyntaxNode | null): boolean {
  return node?.type === 'call' && (MOCK_CLASSES.test(calleeName(node)) || isPatch(node));
}

/** Names that stand for mocks in a test: assigned, given by `with patch(…) as name`, or handed in by its decorators. */
export function mockNames(test: TestInModule): Set<string> {
  const names = new Set<string>();
  walk(test.body, (node) => {
    if (node.type === 'assignment') {
      const left = node.childForFieldName('left')!;
      if (left.type === 'identifier' && makesMock(node.childForFieldName('right'))) names.add(left.text);
    }
    if (node.type === 'as_pattern' && makesMock(node.namedChild(0))) {
      const alias = node.childForFieldName('alias');
      if (alias) names.add(alias.text);
    }
  });
  const parameters = (test.node.childForFieldName('parameters')?.namedChildren ?? [])
    .filter((node) => node.type === 'identifier' && node.text !== 'self' && node.text !== 'cls')
    .map((node) => node.text);
  for (const name of parameters.slice(0, injected(test))) names.add(name);
  return names;
}

/** How many mocks the decorators hand in: one for each `patch` that does not name its replacement. */
function injected(test: TestInModule): number {
  let count = 0;
  for (const decorator of test.outer.namedChildren) {
    const call = decorator.type === 'decorator' ? decorator.namedChild(0) : null;
    if (call?.type !== 'call' || !isPatch(call)) continue;
    const given = argumentsOf(call);
    const isObject = /\.object$/.test(dottedName(call.childForFieldName('function')!) ?? '');
    const positional = given.filter(({ type }) => type !== 'keyword_argument').length;
    const names = given.map((one) => one.childForFieldName('name')?.text);
    if (positional < (isObject ? 3 : 2) && !names.includes('new')) count += 1;
  }
  return count;
}
