import type { SyntaxNode } from '../python/parser.ts';
import { walk } from '../suggestions/syntax.ts';
import { argumentsOf, calleeName } from './nodes.ts';

/**
 * Names of functions that fail when something is not as it should be, as people name them: `assertEqual`,
 * `assert_called_once`, `check_output`, `verify_mail`, `raises`, `raise_for_status`, …
 */
const CHECKING =
  /(^|_)(assert|check|verify|verif|expect|ensure|validate|should|must|raises?|warns|fail|skip|xfail|compare|match|confirm|require|clean|test|testmod|testfile|approve|roundtrip|benchmark|snapshot)(s|ed|ing)?(_|$|[A-Z0-9])|^assert|[a-z](Assert|Check|Verify|Test|Fail|Raise|Raises|Expect|Valid)([A-Z]|s?$)/;

/** Whether this node makes a test fail when something is not as expected, as far as its own text tells. */
export function isExpectation(node: SyntaxNode): boolean {
  if (node.type === 'assert_statement' || node.type === 'raise_statement') return true;
  if (node.type !== 'call') return false;
  const name = calleeName(node);
  if (CHECKING.test(name) || CHECKING.test(name.replace(/^_+/, ''))) return true;
  return argumentsOf(node).some(
    (one) =>
      one.type === 'keyword_argument' &&
      one.childForFieldName('name')?.text === 'check' &&
      one.text.endsWith('True'),
  );
}

/** Whether the node holds an expectation, or calls a helper of the module that does. */
export function holdsExpectation(node: SyntaxNode, checking: ReadonlySet<string>): boolean {
  let found = false;
  walk(node, (inner) => {
    if (found) return false;
    found = isExpectation(inner) || (inner.type === 'call' && checking.has(calleeName(inner)));
    return !found;
  });
  return found;
}

/** Names of the helpers that hold an expectation, by themselves or by way of other helpers. */
export function checkingHelpers(helpers: ReadonlyMap<string, readonly SyntaxNode[]>): Set<string> {
  const checking = new Set<string>();
  const callers = new Map<string, string[]>();
  for (const [name, nodes] of helpers) {
    for (const node of nodes) {
      walk(node.childForFieldName('body')!, (inner) => {
        if (isExpectation(inner)) checking.add(name);
        if (inner.type !== 'call') return;
        const called = calleeName(inner);
        const known = callers.get(called);
        if (known) known.push(name);
        else callers.set(called, [name]);
      });
    }
  }
  const open = [...checking];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const caller of callers.get(name) ?? []) {
      if (checking.has(caller)) continue;
      checking.add(caller);
      open.push(caller);
    }
  }
  return checking;
}
