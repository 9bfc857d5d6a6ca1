import type { Covered } from '../evidence/ci-report.ts';
import type { SyntaxNode } from '../python/parser.ts';
import type { Target } from '../python/target.ts';

/** A definition that a report may be about. `bodyLines`: where statements of its body begin. */
export interface Suspect extends Target {
  bodyLines: number[];
}

/** How much of a suspect a test has run. */
export interface SuspectCoverage {
  id: string;
  run: number;
  lines: number;
}

/** Lines on which statements inside functions of the definition begin, docstrings left out; 1-based. */
export function findBodyLines(definition: SyntaxNode): number[] {
  const lines = new Set<number>();
  const enter = (node: SyntaxNode, inFunction: boolean): void => {
    for (const child of node.namedChildren) {
      const isFunction = child.type === 'function_definition';
      if (inFunction && node.type === 'block' && child.type !== 'comment' && !isText(child))
        lines.add(child.startPosition.row + 1);
      enter(child, inFunction || isFunction);
    }
  };
  enter(definition, definition.type === 'function_definition');
  return [...lines].sort((a, b) => a - b);
}

function isText(statement: SyntaxNode): boolean {
  return statement.type === 'expression_statement' && statement.namedChild(0)?.type === 'string';
}

/**
 * What a test ran of the suspects that it is about: its lines from the coverage that CI took of this test alone. Tests that
 * reproduce a bug run most of the lines that are patched later, others few (AssertFlip, table 8: 78 % against 26 %).
 */
export function measureSuspects(covered: Covered, suspects: readonly Suspect[]): SuspectCoverage[] {
  return suspects.map(({ id, path, bodyLines }) => {
    const lines = new Set(covered[path]?.lines);
    return { id, run: bodyLines.filter((line) => lines.has(line)).length, lines: bodyLines.length };
  });
}
