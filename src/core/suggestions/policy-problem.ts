import type { SyntaxNode } from '../python/parser.ts';

/** Why a suggestion's code is not taken. */
export interface PolicyProblem {
  code:
    | 'import-not-allowed'
    | 'call-not-allowed'
    | 'statement-not-allowed'
    | 'global-state'
    | 'skip-not-allowed'
    | 'no-test'
    | 'no-assertion'
    | 'constant-assertion'
    | 'swallowed-assertion'
    | 'too-large';
  reason: string;
}

/** The line of a node as the maintainer counts it, with its text cut to one short line. */
export function quoteLine(node: SyntaxNode): string {
  const text = node.text.split('\n')[0]!.trim();
  const short = text.length > 80 ? `${text.slice(0, 77)}...` : text;
  return `line ${node.startPosition.row + 1}: \`${short.replaceAll('`', "'")}\``;
}
