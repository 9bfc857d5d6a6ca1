import { expectsException } from '../../evidence/expected-exception.ts';
import { bodyOf, walk } from '../syntax.ts';
import { findTests } from '../test-names.ts';
import type { Broken, Mended } from './repair-rule.ts';

/**
 * A test that says in its own title, description or name that it expects this very exception, and whose last statement
 * is the call that raised it in code of the project, gets the `pytest.raises` that it forgot. In every other case an
 * exception is the code's answer to the test, and no test is bent to it.
 */
export function expectException({
  parser,
  suggestion,
  diagnosis,
  failure,
  testName,
  project,
}: Broken): Mended | null {
  if (diagnosis.cause !== 'logic-misunderstood' || failure.raisedIn !== 'project' || testName === null)
    return null;
  if (!expectsException(suggestion, testName, failure.type)) return null;
  const name = testName.split('::').at(-1)!;
  const edit = parser.withTree(suggestion.code, (root, text) => {
    const test = findTests(root).find((one) => one.testName === testName);
    const statements = test ? bodyOf(test.node).namedChildren.filter(({ type }) => type !== 'comment') : [];
    const last = statements.at(-1);
    if (!test || !last || last.type !== 'expression_statement' || last.namedChildren[0]?.type !== 'call')
      return null;
    if (/\braises\b|assertRaises/.test(test.node.text)) return null;
    let calls = 0;
    walk(last, (node) => {
      if (node.type === 'call') calls += 1;
    });
    // Which of several calls raised is not known for certain.
    if (calls !== 1 || !failedAt(failure.traceback, last.text, name)) return null;
    const indent = text.slice(text.lastIndexOf('\n', last.startIndex - 1) + 1, last.startIndex);
    return { at: last.startIndex, until: last.endIndex, indent, body: last.text };
  });
  if (!edit) return null;
  const imported = importOf(failure.type, suggestion.imports, project);
  if (imported === null) return null;
  const body = edit.body.replaceAll('\n', '\n    ');
  const code = `${suggestion.code.slice(0, edit.at)}with pytest.raises(${failure.type}):\n${edit.indent}    ${body}${suggestion.code.slice(edit.until)}`;
  return {
    imports: [...suggestion.imports, 'import pytest', ...imported],
    code,
    what: `expects the ${failure.type} that its title announces`,
  };
}

/** pytest marks the failing line of each frame by `>`; the test's own frame shows this statement there. */
function failedAt(traceback: string, statement: string, test: string): boolean {
  const first = statement.split('\n')[0]!.trim();
  const frame = traceback.slice(Math.max(0, traceback.indexOf(`def ${test}(`)));
  const failing = /^>\s+(.*)$/m.exec(frame)?.[1]?.trim();
  return failing === first;
}

const BUILT_IN =
  /^(?:ArithmeticError|AssertionError|AttributeError|BufferError|EOFError|FileExistsError|FileNotFoundError|FloatingPointError|IndexError|KeyError|LookupError|NotImplementedError|OSError|OverflowError|PermissionError|RecursionError|RuntimeError|StopIteration|TypeError|UnicodeDecodeError|UnicodeEncodeError|UnicodeError|ValueError|ZeroDivisionError)$/;

/** The import that the class needs; null when nobody knows where it is from. */
function importOf(type: string, imports: readonly string[], project: Broken['project']): string[] | null {
  if (BUILT_IN.test(type) || imports.some((one) => new RegExp(`\\bimport\\b.*\\b${type}\\b`).test(one)))
    return [];
  const homes = [...project.modules].filter(([, names]) => names.has(type));
  return homes.length === 1 ? [`from ${homes[0]![0]} import ${type}`] : null;
}
