import type { SyntaxNode } from '../../python/parser.ts';
import { isConstantAssertion } from '../../suggestions/assertion-policy.ts';
import { argumentsOf, isNestedCode, nodesOf, quote } from '../nodes.ts';
import { replaceStatement } from '../replace-lines.ts';
import type { Smell, SmellRule } from '../smell.ts';
import { isBenchmark, type TestModule } from '../test-module.ts';

/** An assertion whose result is known from its text. */
export const constantAssertion: SmellRule = {
  id: 'constant-assertion',
  title: 'This assertion always holds',
  sees: '`assert (x, "message")`, which is a tuple and always true; assertions of nothing but literals; `… or True`',
  leaves:
    'benchmarks and fuzzers; `assert False` and `assert 0`, which mark a place that must not be reached; a value compared with itself, which tests `__eq__`',
  severity: 1,
  find(test, module) {
    if (isBenchmark(module.path)) return null;
    for (const node of nodesOf(test.body, 'assert_statement', isNestedCode)) {
      const smell = judgeAssert(node, module);
      if (smell) return smell;
    }
    for (const call of nodesOf(test.body, 'call', isNestedCode)) {
      if (!/^self\.assert\w+$/.test(call.childForFieldName('function')!.text)) continue;
      const given = argumentsOf(call);
      if (!isConstantAssertion(call) || given.some(holdsName) || isFalse(given[0])) continue;
      return { ...placeOf(call), message: alwaysHolds(call), replacement: null };
    }
    return null;
  },
};

function judgeAssert(node: SyntaxNode, module: TestModule): Smell | null {
  const condition = node.namedChild(0);
  if (!condition || !isConstantAssertion(node)) return null;
  if (condition.type === 'tuple') {
    const [value, message, ...more] = condition.namedChildren.filter(({ type }) => type !== 'comment');
    const isMessage = message?.type === 'string' || message?.type === 'concatenated_string';
    const mended =
      value && isMessage && more.length === 0
        ? replaceStatement(node, module.lines, `assert ${value.text}, ${message.text}`)
        : null;
    const what = mended
      ? 'Without the parentheses, the first part is asserted and the second is the message.'
      : 'Assert its parts one by one.';
    return {
      ...placeOf(node),
      message: `A tuple that is not empty is always true. ${what}`,
      replacement: null,
      ...mended,
    };
  }
  const isOrTrue = condition.type === 'boolean_operator';
  if ((!isOrTrue && holdsName(condition)) || isFalse(condition)) return null;
  return { ...placeOf(node), message: alwaysHolds(node), replacement: null };
}

function alwaysHolds(node: SyntaxNode): string {
  return `${quote(node)} holds whatever the code does. Assert what the code has returned or changed.`;
}

function placeOf(node: SyntaxNode): { firstLine: number; lastLine: number } {
  return { firstLine: node.startPosition.row + 1, lastLine: node.endPosition.row + 1 };
}

/** A value compared with itself may be there to test `__eq__`; what is put into a set, to test `__hash__`. */
function holdsName(node: SyntaxNode): boolean {
  return node.type === 'identifier' || node.descendantsOfType('identifier').length > 0;
}

/** `assert False`, `assert 0`, `assert not True`: they fail on purpose. */
function isFalse(node: SyntaxNode | undefined): boolean {
  return node !== undefined && /^(False|0|None|not True|not 1|\[\]|\(\)|""|'')$/.test(node.text);
}
