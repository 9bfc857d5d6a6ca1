import { ancestorsWithin, isNestedCode, nodesOf, quote } from '../nodes.ts';
import { replaceStatement } from '../replace-lines.ts';
import type { SmellRule } from '../smell.ts';
import { isBenchmark } from '../test-module.ts';

/** `result == 5` as a statement: computed and thrown away. */
export const comparisonWithoutAssert: SmellRule = {
  id: 'comparison-without-assert',
  title: 'This comparison is not asserted',
  sees: 'a comparison that stands alone as a statement: `result == 5`',
  leaves:
    'benchmarks; comparisons inside `with` and `try`, which may be there to raise, and in nested functions',
  severity: 1,
  find(test, module) {
    for (const statement of nodesOf(test.body, 'expression_statement', isNestedCode)) {
      const inner = statement.namedChildCount === 1 ? statement.namedChild(0)! : null;
      if (inner?.type !== 'comparison_operator' || isBenchmark(module.path)) continue;
      if (ancestorsWithin(statement, test.body).some(({ type }) => /^(with|try)_statement$/.test(type)))
        continue;
      return {
        firstLine: statement.startPosition.row + 1,
        lastLine: statement.endPosition.row + 1,
        message: `${quote(inner)} is computed and thrown away: the test passes whatever it gives. Assert it.`,
        replacement: null,
        ...replaceStatement(statement, module.lines, `assert ${inner.text}`),
      };
    }
    return null;
  },
};
