import type { SyntaxNode } from '../../python/parser.ts';
import { firstLine, lastLine } from '../../python/walk.ts';
import { bodyOf, dottedName, walk } from '../../suggestions/syntax.ts';
import { calleeName, isNestedCode, nodesOf, quote, statementsOf } from '../nodes.ts';
import type { Smell, SmellRule } from '../smell.ts';
import type { TestModule } from '../test-module.ts';

const RAISES = /^(raises|assertRaises|assertRaisesRegex|assertRaisesMessage|RaisesGroup)$/;

/** Assertions on the caught exception that stand inside the block that the exception leaves. */
export const assertionNeverReached: SmellRule = {
  id: 'assertion-never-reached',
  title: 'This assertion is never reached',
  sees: 'an assertion about the caught exception inside the `with pytest.raises(…) as error:` block, after the line that raises',
  leaves: 'assertions inside such a block that do not use the caught exception: they may be what raises',
  severity: 1,
  find(test, module) {
    for (const block of nodesOf(test.body, 'with_statement', isNestedCode)) {
      const name = caughtName(block);
      const smell = name === null ? null : judge(block, name, module);
      if (smell) return smell;
    }
    return null;
  },
};

/** The name after `as` of `with pytest.raises(…) as name`. */
function caughtName(block: SyntaxNode): string | null {
  const clause = block.namedChildren.find(({ type }) => type === 'with_clause');
  for (const item of clause?.namedChildren ?? []) {
    const pattern = item.namedChild(0);
    const call = pattern?.type === 'as_pattern' ? pattern.namedChild(0) : null;
    if (call?.type === 'call' && RAISES.test(calleeName(call))) {
      return pattern!.childForFieldName('alias')?.text ?? null;
    }
  }
  return null;
}

function judge(block: SyntaxNode, name: string, module: TestModule): Smell | null {
  const statements = statementsOf(bodyOf(block));
  const index = statements.findIndex((statement) => isAssertion(statement) && mentions(statement, name));
  const found = statements[index];
  // The first statement may be what raises.
  if (!found || index === 0) return null;
  const rest = statements.slice(index);
  return {
    firstLine: firstLine(found),
    lastLine: lastLine(rest.at(-1)!),
    message: `The block ends where the exception is raised, so ${quote(found)} never runs. Move it below the block.`,
    replacement: rest.every(isAssertion) ? outdent(rest, block, module) : null,
  };
}

function isAssertion(statement: SyntaxNode): boolean {
  if (statement.type === 'assert_statement') return true;
  const call = statement.type === 'expression_statement' ? statement.namedChild(0) : null;
  return (
    call?.type === 'call' && /^self\.assert\w+$/.test(dottedName(call.childForFieldName('function')!) ?? '')
  );
}

function mentions(node: SyntaxNode, name: string): boolean {
  let found = false;
  walk(node, (inner) => {
    if (inner.type === 'identifier' && inner.text === name) found = true;
  });
  return found;
}

/** The lines of the statements, as far to the left as the block's own first line. */
function outdent(rest: readonly SyntaxNode[], block: SyntaxNode, module: TestModule): string[] | null {
  const from = rest[0]!;
  const surplus = from.startPosition.column - block.startPosition.column;
  const lines = module.lines.slice(firstLine(from) - 1, lastLine(rest.at(-1)!));
  const hasLongText = rest.some((statement) =>
    statement.descendantsOfType('string').some((text) => text.startPosition.row !== text.endPosition.row),
  );
  const isIndented = lines.every((line) => line.trim() === '' || line.slice(0, surplus).trim() === '');
  return surplus > 0 && isIndented && !hasLongText ? lines.map((line) => line.slice(surplus)) : null;
}
