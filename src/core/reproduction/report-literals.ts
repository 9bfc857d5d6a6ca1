import type { PythonParser, SyntaxNode } from '../python/parser.ts';

const LITERALS = new Set([
  'integer',
  'float',
  'string',
  'true',
  'false',
  'none',
  'list',
  'tuple',
  'dictionary',
  'set',
  'pair',
  'unary_operator',
  'string_start',
  'string_content',
  'string_end',
  'escape_sequence',
]);
const LONGEST = 1000;

/** Whether a text is one Python literal: numbers, texts, `None`, and lists, tuples, sets and dictionaries of these. */
export function isLiteralText(parser: PythonParser, text: string): boolean {
  if (text.length > LONGEST) return false;
  return parser.withTree(text, (root) => {
    const [statement, ...more] = root.namedChildren;
    if (root.hasError || !statement || more.length > 0 || statement.type !== 'expression_statement')
      return false;
    return statement.namedChildCount === 1 && isLiteral(statement.namedChild(0)!);
  });
}

function isLiteral(node: SyntaxNode): boolean {
  return LITERALS.has(node.type) && node.namedChildren.every(isLiteral);
}

/**
 * The value that a sentence of a report ends up with: the last literal in backticks, or one that a word such as "be", "got" or
 * "returns" stands before. Null when there is none.
 */
export function findLiteral(parser: PythonParser, sentence: string): string | null {
  const quoted = [...sentence.matchAll(/`([^`\n]{1,300})`/g)].map((match) => match[1]!.trim());
  const told = [
    ...sentence.matchAll(
      /\b(?:be|got|gets?|returns?|returned|gives?|prints?|is|of|expected|expect|output|result)\b[:\s]+(-?\d+(?:\.\d+)?|None|True|False|\[[^\]\n]{0,200}\]|"[^"\n]{0,200}"|'[^'\n]{0,200}')(?![\w%])/gi,
    ),
  ].map((match) => match[1]!);
  const whole = /^\s*(\S[^\n]{0,300}?)[.\s]*$/.exec(sentence)?.[1];
  const found = [...quoted, ...told, ...(whole ? [whole] : [])].filter((text) => isLiteralText(parser, text));
  return found[0] ?? null;
}
