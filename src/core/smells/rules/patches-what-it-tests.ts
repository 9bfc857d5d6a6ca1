import type { SyntaxNode } from '../../python/parser.ts';
import { isPatch } from '../mock-names.ts';
import { argumentsOf, calleeName, isNestedCode, nodesOf, quote } from '../nodes.ts';
import type { SmellRule } from '../smell.ts';
import { originOf, type TestModule } from '../test-module.ts';

/** Replaced so that a value is known; a test may well call them to get it. */
const SURROUNDINGS =
  /^(time|datetime|os|sys|uuid|random|secrets|socket|subprocess|builtins|logging|shutil|tempfile|pathlib|platform|getpass|locale|signal|threading|warnings|django\.utils\.timezone|timezone)\b/;

/** A test that replaces the very function that it then calls sees its own replacement only. */
export const patchesWhatItTests: SmellRule = {
  id: 'patches-what-it-tests',
  title: 'This test replaces what it tests',
  sees: '`patch("shop.prices.total")` and then a call of `prices.total(…)` by the test itself',
  leaves:
    'patches that wrap the original or name their replacement; clocks, random numbers and the like of the standard library',
  severity: 2,
  find(test, module) {
    const patches = nodesOf(test.outer, 'call', (node) => isNestedCode(node) && node.id !== test.node.id)
      .filter(isPatch)
      .flatMap((call) => {
        const origin = patchedOrigin(call, module);
        return origin === null || SURROUNDINGS.test(origin) ? [] : [{ call, origin }];
      });
    if (patches.length === 0) return null;
    for (const call of nodesOf(test.body, 'call', isNestedCode)) {
      const callee = call.childForFieldName('function')!;
      // A name that was imported before the patch still is the original.
      if (callee.type !== 'attribute' || isPatch(call)) continue;
      const origin = originOf(module, callee);
      const patch = patches.find((one) => one.origin === origin);
      if (!patch || !isUnder(call, patch.call, test.body) || !isWholeStatement(call)) continue;
      return {
        firstLine: call.startPosition.row + 1,
        lastLine: call.endPosition.row + 1,
        message: `${quote(callee)} is replaced by ${quote(patch.call)} here, so this calls the mock and no code of the project. Patch what the function uses, not the function itself.`,
        replacement: null,
      };
    }
    return null;
  },
};

/** The dotted name of what a patch replaces by a mock of its own; null for any other patch. */
function patchedOrigin(call: SyntaxNode, module: TestModule): string | null {
  const given = argumentsOf(call);
  if (
    given.some((one) =>
      /^(new|wraps|side_effect|new_callable)$/.test(one.childForFieldName('name')?.text ?? ''),
    )
  )
    return null;
  const positional = given.filter(({ type }) => type !== 'keyword_argument');
  const [first, second] = positional;
  if (calleeName(call) === 'object') {
    const owner = first ? originOf(module, first) : null;
    const name = second ? literal(second) : null;
    return owner && name && positional.length === 2 && module.origins.has(first!.text.split('.')[0]!)
      ? `${owner}.${name}`
      : null;
  }
  return first && positional.length === 1 ? literal(first) : null;
}

function literal(node: SyntaxNode): string | null {
  return node.type === 'string' && node.namedChildren.every(({ type }) => /^string_/.test(type))
    ? (node.namedChildren.find(({ type }) => type === 'string_content')?.text ?? null)
    : null;
}

/** Whether the patch is in force at the call: a decorator, or a `with` block around it. */
function isUnder(call: SyntaxNode, patch: SyntaxNode, body: SyntaxNode): boolean {
  let owner: SyntaxNode | null = patch;
  while (owner && owner.type !== 'decorator' && owner.type !== 'with_statement') owner = owner.parent;
  if (owner?.type === 'decorator') return true;
  if (owner?.type !== 'with_statement' || owner.startIndex < body.startIndex) return false;
  return call.startIndex > patch.endIndex && call.endIndex <= owner.endIndex;
}

/** The call is what the test does, not part of what it expects of something else. */
function isWholeStatement(call: SyntaxNode): boolean {
  const parent = call.parent;
  if (parent?.type === 'await') return isWholeStatement(parent);
  return (
    parent?.type === 'expression_statement' ||
    (parent?.type === 'assignment' && parent.childForFieldName('right')?.id === call.id) ||
    parent?.type === 'assert_statement' ||
    (parent?.type === 'comparison_operator' && parent.parent?.type === 'assert_statement')
  );
}
