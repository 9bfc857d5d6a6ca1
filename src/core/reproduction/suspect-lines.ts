import type { Covered } from '../evidence/ci-report.ts';
import type { SyntaxNode } from '../python/parser.ts';
import type { Target } from '../python/target.ts';

/** A definition that a report may be about. `bodyLines`: where statements of its body begin. */
export interface Suspect extends Target {
  bodyLines: number[];
}

/**
 * How much of a suspect a test has run. A class that only declares (fields, settings of a view) has no lines that a test could
 * run, for its body runs when its module is imported; `isUsed` then says whether the test names it or sends a request.
 */
export interface SuspectCoverage {
  id: string;
  run: number;
  lines: number;
  isUsed: boolean;
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
export function measureSuspects(
  covered: Covered,
  suspects: readonly Suspect[],
  code: string,
): SuspectCoverage[] {
  const sendsRequest = /["']\/[^"'\n]*["']|\breverse\(/.test(code);
  return suspects.map(({ id, path, qualname, kind, bodyLines }) => {
    const lines = new Set(covered[path]?.lines);
    const run = bodyLines.filter((line) => lines.has(line)).length;
    const declares = kind === 'class' && bodyLines.length === 0;
    const isNamed = code.split(/[^\p{L}\p{N}_]+/u).includes(qualname.split('.').at(-1)!);
    return { id, run, lines: bodyLines.length, isUsed: declares ? isNamed || sendsRequest : run > 0 };
  });
}
