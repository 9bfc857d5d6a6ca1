import type { SyntaxNode } from '../python/parser.ts';
import { dottedName } from '../suggestions/syntax.ts';

/** A Python expression as plain data, as far as framework facts need it. */
export type Expression =
  | { kind: 'text'; value: string }
  | { kind: 'name'; name: string }
  | { kind: 'list'; items: Expression[]; isTuple: boolean }
  /** The key of `**more` is `other`. */
  | { kind: 'dict'; entries: [Expression, Expression][] }
  | { kind: 'call'; callee: Expression; args: Expression[]; keywords: [string, Expression][] }
  | { kind: 'attribute'; object: Expression; name: string }
  | { kind: 'sum'; parts: Expression[] }
  | { kind: 'spread'; value: Expression }
  /** One of these, as the program decides when it runs. */
  | { kind: 'choice'; options: Expression[] }
  /** Numbers, `True`, `None`. */
  | { kind: 'literal'; text: string }
  /** Anything else; the text is cut. */
  | { kind: 'other'; text: string };

export type Call = Extract<Expression, { kind: 'call' }>;

/** Deeper expressions are hostile or generated. */
const MAX_DEPTH = 40;
const MAX_SHOWN = 80;

/** How many nodes may still be read; shared by all expressions of a file. */
export interface ReadingBudget {
  nodes: number;
}

/** Reads one expression; what is too deep or too much becomes `other`. */
export function readExpression(node: SyntaxNode, budget: ReadingBudget, depth = 0): Expression {
  if (depth > MAX_DEPTH || budget.nodes-- <= 0) return other(node);
  const read = (child: SyntaxNode): Expression => readExpression(child, budget, depth + 1);
  switch (node.type) {
    case 'string':
    case 'concatenated_string':
      return readText(node);
    case 'identifier':
      return { kind: 'name', name: node.text };
    case 'attribute': {
      const name = isShallow(node) ? dottedName(node) : null;
      if (name !== null) return { kind: 'name', name };
      return {
        kind: 'attribute',
        object: read(node.childForFieldName('object')!),
        name: node.childForFieldName('attribute')!.text,
      };
    }
    case 'list':
    case 'tuple':
    case 'set':
    case 'expression_list':
      return {
        kind: 'list',
        items: valuesOf(node).map(read),
        isTuple: node.type === 'tuple' || node.type === 'expression_list',
      };
    case 'dictionary':
      return {
        kind: 'dict',
        entries: valuesOf(node).flatMap((pair): [Expression, Expression][] =>
          pair.type === 'pair'
            ? [[read(pair.childForFieldName('key')!), read(pair.childForFieldName('value')!)]]
            : pair.namedChildren[0]
              ? [[other(pair), read(pair.namedChildren[0])]]
              : [],
        ),
      };
    case 'list_splat':
      return node.namedChildren[0] ? { kind: 'spread', value: read(node.namedChildren[0]) } : other(node);
    case 'parenthesized_expression':
    case 'await':
      return node.namedChildren[0] ? read(node.namedChildren.find(isValue)!) : other(node);
    case 'conditional_expression': {
      const [yes, , no] = valuesOf(node);
      return yes && no ? { kind: 'choice', options: [read(yes), read(no)] } : other(node);
    }
    case 'boolean_operator':
      return { kind: 'choice', options: valuesOf(node).map(read) };
    case 'binary_operator':
      return node.childForFieldName('operator')?.text === '+'
        ? { kind: 'sum', parts: readSum(node, read) }
        : other(node);
    case 'call':
      return readCall(node, read);
    case 'integer':
    case 'float':
    case 'true':
    case 'false':
    case 'none':
    case 'unary_operator':
      return { kind: 'literal', text: node.text.slice(0, MAX_SHOWN) };
    default:
      return other(node);
  }
}

/** `a + b + c` is nested to the left, as deep as it is long. */
function readSum(node: SyntaxNode, read: (child: SyntaxNode) => Expression): Expression[] {
  const parts: Expression[] = [];
  let left: SyntaxNode | null = node;
  while (left?.type === 'binary_operator' && left.childForFieldName('operator')?.text === '+') {
    const right = left.childForFieldName('right');
    if (right) parts.push(read(right));
    left = left.childForFieldName('left');
  }
  if (left) parts.push(read(left));
  return parts.reverse();
}

function readCall(node: SyntaxNode, read: (child: SyntaxNode) => Expression): Expression {
  const args: Expression[] = [];
  const keywords: [string, Expression][] = [];
  const list = node.childForFieldName('arguments');
  for (const child of list?.type === 'argument_list' ? valuesOf(list) : []) {
    const value = child.type === 'keyword_argument' ? child.childForFieldName('value') : null;
    if (value) keywords.push([child.childForFieldName('name')!.text, read(value)]);
    else if (child.type !== 'dictionary_splat') args.push(read(child));
  }
  return { kind: 'call', callee: read(node.childForFieldName('function')!), args, keywords };
}

function readText(node: SyntaxNode): Expression {
  const strings = node.type === 'string' ? [node] : node.namedChildren.filter(isValue);
  const parts = strings.map((one) => {
    if (one.type !== 'string' || one.namedChildren.some(({ type }) => type === 'interpolation')) return null;
    const start = one.namedChildren.find(({ type }) => type === 'string_start')?.text ?? '';
    const content = one.namedChildren
      .filter(({ type }) => type === 'string_content')
      .map(({ text }) => text)
      .join('');
    return /r/i.test(start) ? content : content.replace(/\\([\\'"nt])/g, (_, c: string) => ESCAPES[c] ?? c);
  });
  const value = parts.includes(null) ? null : parts.join('');
  return value === null ? other(node) : { kind: 'text', value };
}

const ESCAPES: Record<string, string> = { n: '\n', t: '\t' };

function valuesOf(node: SyntaxNode): SyntaxNode[] {
  return node.namedChildren.filter(isValue);
}

function isValue({ type }: SyntaxNode): boolean {
  return type !== 'comment' && type !== 'line_continuation';
}

function isShallow(node: SyntaxNode): boolean {
  let depth = 0;
  for (let one: SyntaxNode | null = node; one?.type === 'attribute'; one = one.childForFieldName('object')) {
    if (++depth > MAX_DEPTH) return false;
  }
  return true;
}

function other(node: SyntaxNode): Expression {
  return { kind: 'other', text: node.text.slice(0, MAX_SHOWN) };
}

/** `a.b` for a name, null for anything else. */
export function nameIn(expression: Expression | null | undefined): string | null {
  return expression?.kind === 'name' ? expression.name : null;
}

/** The text of a string, also of one that is marked for translation. */
export function textIn(expression: Expression | null | undefined): string | null {
  if (expression?.kind === 'text') return expression.value;
  const isMarked =
    expression?.kind === 'call' &&
    /(^|\.)(_|u?gettext_lazy|pgettext_lazy|_lazy|gettext)$/.test(nameIn(expression.callee) ?? '');
  return isMarked ? textIn(expression.args.at(-1)) : null;
}

/** The argument by its keyword or else its place. */
export function argumentOf(call: Call, keyword: string, place: number | null): Expression | null {
  const named = call.keywords.find(([name]) => name === keyword)?.[1];
  return named ?? (place === null ? null : (call.args[place] ?? null));
}

/** Last part of what is called: `models.ForeignKey(…)` → `ForeignKey`. */
export function calleeName(expression: Expression | null | undefined): string | null {
  if (expression?.kind !== 'call') return null;
  const { callee } = expression;
  if (callee.kind === 'attribute') return callee.name;
  return callee.kind === 'name' ? callee.name.slice(callee.name.lastIndexOf('.') + 1) : null;
}

/** What stands before the last dot of what is called: `router` of `router.register`. */
export function objectOf(callee: Expression): Expression {
  if (callee.kind === 'attribute') return callee.object;
  const name = nameIn(callee) ?? '';
  return { kind: 'name', name: name.slice(0, Math.max(0, name.lastIndexOf('.'))) };
}
