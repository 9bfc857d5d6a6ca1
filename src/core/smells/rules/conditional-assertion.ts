import type { SyntaxNode } from '../../python/parser.ts';
import { walk } from '../../suggestions/syntax.ts';
import { holdsExpectation } from '../expectations.ts';
import { argumentsOf, nodesOf, quote, statementsOf } from '../nodes.ts';
import type { SmellRule } from '../smell.ts';
import type { TestInModule } from '../test-module.ts';

/** Conditions on where the test runs, or on the case of a table: they are known before the code is called. */
const SURROUNDINGS =
  /\b(sys|platform|os|VERSION|version|version_info|vendor|features|settings|environ|connection|connections|config|request|getoption|implementation|HAS_\w+|IS_\w+|PY\w*|WINDOWS|[A-Z][A-Z_\d]{2,})\b/;

/** Calls that tell of the surroundings, not of the code under test. */
const FACTS = /^(hasattr|getattr|isinstance|os\.|sys\.|platform\.|shutil\.|unicodedata\.)/;

/** A test whose every assertion stands under a condition on what the code has returned. */
export const conditionalAssertion: SmellRule = {
  id: 'conditional-assertion',
  title: 'This test may check nothing',
  sees: 'a test whose only assertions stand under one `if` without `else`, with a condition on what the code returned',
  leaves: 'conditions on the platform, versions, settings and parameters of the test',
  severity: 2,
  find(test, module) {
    const statements = statementsOf(test.body);
    const holding = statements.filter((statement) => holdsExpectation(statement, module.checking));
    const [only] = holding;
    if (holding.length !== 1 || only?.type !== 'if_statement') return null;
    if (only.namedChildren.some(({ type }) => /^(else|elif)_clause$/.test(type))) return null;
    const condition = only.childForFieldName('condition')!;
    // A guard that fails the test is an assertion itself.
    if (!/\bassert/.test(only.text)) return null;
    if (SURROUNDINGS.test(condition.text) || !isOfResult(condition, test)) return null;
    const line = only.startPosition.row + 1;
    return {
      firstLine: line,
      lastLine: line,
      message: `Every assertion of this test stands under ${quote(condition)}: where that does not hold, it passes without checking anything. Assert the condition first.`,
      replacement: null,
    };
  },
};

/** Whether every name of the condition was assigned in the test, from a call. */
function isOfResult(condition: SyntaxNode, test: TestInModule): boolean {
  const assigned = new Set(
    nodesOf(test.body, 'assignment')
      .filter((node) => {
        const right = node.childForFieldName('right');
        return right !== null && /^(call|await)$/.test(right.type) && !FACTS.test(right.text);
      })
      .map((node) => node.childForFieldName('left')!.text),
  );
  const names: string[] = [];
  walk(condition, (node) => {
    if (node.type === 'call' && argumentsOf(node).length === 0 && node.text.length > 200) return false;
    const isAttribute =
      node.parent?.type === 'attribute' && node.parent.childForFieldName('object')?.id !== node.id;
    if (node.type === 'identifier' && !isAttribute) names.push(node.text);
    return true;
  });
  const own = names.filter((name) => !/^(len|isinstance|hasattr|str|int|any|all|list)$/.test(name));
  return own.length === 1 && own.every((name) => assigned.has(name));
}
