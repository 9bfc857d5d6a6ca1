import { argumentsOf, isNestedCode, nodesOf, quote } from '../nodes.ts';
import { replaceStatement } from '../replace-lines.ts';
import type { SmellRule } from '../smell.ts';

const VALUES = /^(integer|float|list|dictionary|set|tuple|none|unary_operator)$/;

/** `self.assertTrue(total, 5)`: 5 is the message, and any total but 0 passes. */
export const assertTrueWithTwoValues: SmellRule = {
  id: 'assert-true-with-two-values',
  title: 'Only the first value is checked',
  sees: '`self.assertTrue(a, 5)`: the second argument is the message, not what is expected',
  leaves:
    'a comparison as the first argument; texts, names and calls as the second argument, which may be messages',
  severity: 1,
  find(test, module) {
    for (const call of nodesOf(test.body, 'call', isNestedCode)) {
      if (!/^self\.(assertTrue|assert_|failUnless)$/.test(call.childForFieldName('function')!.text)) continue;
      const [value, expected, ...more] = argumentsOf(call);
      if (!value || !expected || more.length > 0 || !VALUES.test(expected.type)) continue;
      if (/^(comparison_operator|not_operator|boolean_operator)$/.test(value.type)) continue;
      const statement = call.parent!;
      const equal = `self.assertEqual(${value.text}, ${expected.text})`;
      return {
        firstLine: call.startPosition.row + 1,
        lastLine: call.endPosition.row + 1,
        message: `The second argument of \`assertTrue\` is the message that is shown, so ${quote(expected, 30)} is compared with nothing. Use \`assertEqual\`.`,
        replacement: null,
        ...(statement.type === 'expression_statement'
          ? replaceStatement(statement, module.lines, equal)
          : null),
      };
    }
    return null;
  },
};
