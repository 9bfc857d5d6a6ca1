import type { SyntaxNode } from '../../python/parser.ts';
import { swallowsAssertion } from '../../suggestions/assertion-policy.ts';
import { isNestedCode, nodesOf, statementsOf } from '../nodes.ts';
import type { SmellRule } from '../smell.ts';

/** `try: assert … except Exception: pass`. */
export const swallowedAssertion: SmellRule = {
  id: 'swallowed-assertion',
  title: 'A failing assertion is hidden',
  sees: 'an assertion in `try` whose `except` catches it and does nothing but `pass`, print or log',
  leaves: 'handlers that do anything else, such as remembering the error for a later assertion',
  severity: 1,
  find(test) {
    for (const node of nodesOf(test.body, 'try_statement', isNestedCode)) {
      const clauses = node.namedChildren.filter(({ type }) => type === 'except_clause');
      const isLast = node.namedChildren.every(({ type }) => type !== 'else_clause');
      if (!isLast || !swallowsAssertion(node) || !clauses.every(doesNothing)) continue;
      const clause = clauses[0]!;
      return {
        firstLine: clause.startPosition.row + 1,
        lastLine: clause.startPosition.row + 1,
        message:
          'An assertion that fails raises `AssertionError`, and this `except` hides it: the test passes either way. Catch only what the code may raise, or move the assertion out of `try`.',
        replacement: null,
      };
    }
    return null;
  },
};

function doesNothing(clause: SyntaxNode): boolean {
  const block = clause.namedChildren.find(({ type }) => type === 'block');
  return statementsOf(block ?? clause).every(
    ({ type, text }) => type === 'pass_statement' || /^(\.\.\.|print\(|log(ger|ging)?\.)/.test(text),
  );
}
