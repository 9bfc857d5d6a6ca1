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

/** What values are printed as besides literals, and where it is imported from. */
const VALUE_TYPES: Readonly<Record<string, string>> = {
  Decimal: 'decimal',
  Fraction: 'fractions',
  UUID: 'uuid',
  date: 'datetime',
  datetime: 'datetime',
  time: 'datetime',
  timedelta: 'datetime',
};

/**
 * Whether a text is one value written out: numbers, texts, `None`, `Decimal('1.5')` and the like, and lists, tuples, sets and
 * dictionaries of these.
 */
export function isLiteralText(parser: PythonParser, text: string): boolean {
  // The grammar takes text between backticks for one of Python 2.
  if (text.length > LONGEST || text.includes('`')) return false;
  return parser.withTree(text, (root) => {
    const [statement, ...more] = root.namedChildren;
    if (root.hasError || !statement || more.length > 0 || statement.type !== 'expression_statement')
      return false;
    return statement.namedChildCount === 1 && isLiteral(statement.namedChild(0)!);
  });
}

function isLiteral(node: SyntaxNode): boolean {
  if (node.type === 'call') {
    const [name, given] = [node.childForFieldName('function')!, node.childForFieldName('arguments')!];
    if (!Object.hasOwn(VALUE_TYPES, name.text) || given.type !== 'argument_list') return false;
    return given.namedChildren.every((one) =>
      isLiteral(one.type === 'keyword_argument' ? one.childForFieldName('value')! : one),
    );
  }
  return LITERALS.has(node.type) && node.namedChildren.every(isLiteral);
}

/** Whether two values are of one kind, so that one can stand where the other does: two lists, two numbers, two dates. */
export function areOfOneKind(parser: PythonParser, one: string, other: string): boolean {
  return kindOf(parser, one) === kindOf(parser, other);
}

function kindOf(parser: PythonParser, text: string): string {
  return parser.withTree(text, (root) => {
    const node = root.namedChild(0)?.namedChild(0);
    if (node?.type === 'call') return node.childForFieldName('function')!.text;
    const type = node?.type ?? '';
    if (type === 'true' || type === 'false') return 'truth';
    return ['integer', 'float', 'unary_operator'].includes(type) ? 'number' : type;
  });
}

/** The imports that a value needs. */
export function importsOfValue(text: string): string[] {
  const names = [...text.matchAll(/\b([A-Za-z]\w*)\(/g)].map((match) => match[1]!);
  return [...new Set(names)].flatMap((name) =>
    Object.hasOwn(VALUE_TYPES, name) ? `from ${VALUE_TYPES[name]} import ${name}` : [],
  );
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

/** The text that a section shows: what stands in its block, or in its one pair of backticks, or its one line. Null when it has more. */
export function findStatedText(section: string): string | null {
  const block = /^ {0,3}(?:`{3,}|~{3,})[^\n]*\n([\s\S]*?)\n {0,3}(?:`{3,}|~{3,})\s*$/m.exec(section)?.[1];
  if (block !== undefined) return block;
  const quoted = [...section.matchAll(/`([^`\n]{1,300})`/g)].map((match) => match[1]!);
  if (quoted.length > 0) return quoted.length === 1 ? quoted[0]! : null;
  return /^\s*(\S[^\n]{0,300})\s*$/.exec(section)?.[1] ?? null;
}
