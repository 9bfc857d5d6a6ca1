import type { SyntaxNode } from '../python/parser.ts';
import { NONE, standard, str, type Value } from './python-values.ts';

/** Finds the value of a name (`LIMIT`) or of an attribute (`Country.DE`), or null. */
export type ResolveName = (dotted: string) => Value | null;

const PLAIN_NUMBER = /^\d+(\.\d*)?$|^\.\d+$/;

/** The value that an expression writes down, names resolved by `resolve`; null when it must be computed. */
export function readLiteral(node: SyntaxNode, resolve: ResolveName): Value | null {
  switch (node.type) {
    case 'none':
      return NONE;
    case 'true':
      return { kind: 'bool', value: true };
    case 'false':
      return { kind: 'bool', value: false };
    case 'integer':
    case 'float':
      return readNumber(node);
    case 'string':
      return readString(node);
    case 'unary_operator':
      return negate(node, resolve);
    case 'parenthesized_expression':
      return node.namedChildCount === 1 ? readLiteral(node.namedChild(0)!, resolve) : null;
    case 'tuple':
    case 'expression_list':
      return readItems(node, 'tuple', resolve);
    case 'list':
      return readItems(node, 'list', resolve);
    case 'set':
      return readItems(node, 'set', resolve);
    case 'dictionary':
      return readDictionary(node, resolve);
    case 'call':
      return readCall(node, resolve);
    case 'identifier':
    case 'attribute':
      return resolve(node.text.replaceAll(/\s+/g, ''));
    default:
      return null;
  }
}

function readNumber(node: SyntaxNode): Value | null {
  const text = node.text.replaceAll('_', '');
  if (node.type === 'integer') {
    if (/^0[xob]/i.test(text)) return { kind: 'int', text: BigInt(text).toString() };
    return /^\d+$/.test(text) ? { kind: 'int', text: text.replace(/^0+(?=\d)/, '') } : null;
  }
  if (!PLAIN_NUMBER.test(text)) return null;
  const padded = text.startsWith('.') ? `0${text}` : text.endsWith('.') ? `${text}0` : text;
  return { kind: 'float', text: padded };
}

/** Only strings whose escapes are plain; a formatted or concatenated string is computed. */
function readString(node: SyntaxNode): Value | null {
  const match = /^([bBuU]?)("""|'''|"|')([\s\S]*)\2$/.exec(node.text);
  const raw = match ? null : /^[rR]("""|'''|"|')([\s\S]*)\1$/.exec(node.text);
  if (raw && !raw[2]!.includes('\\')) return str(raw[2]!);
  if (!match) return null;
  const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', '\\': '\\', "'": "'", '"': '"' };
  if (/\\[^ntr\\'"]/.test(match[3]!)) return null;
  const value = match[3]!.replaceAll(/\\([\s\S])/g, (_, letter: string) => escapes[letter]!);
  return { kind: match[1]?.toLowerCase() === 'b' ? 'bytes' : 'str', value };
}

function negate(node: SyntaxNode, resolve: ResolveName): Value | null {
  const value = readLiteral(node.childForFieldName('argument')!, resolve);
  if (!value || !('text' in value) || node.children[0]?.type !== '-') return null;
  return { ...value, text: value.text.startsWith('-') ? value.text.slice(1) : `-${value.text}` };
}

function readItems(node: SyntaxNode, kind: 'tuple' | 'list' | 'set', resolve: ResolveName): Value | null {
  const items = node.namedChildren
    .filter((child) => child.type !== 'comment')
    .map((child) => readLiteral(child, resolve));
  return items.every((item) => item !== null) ? { kind, items } : null;
}

/** The keys must be known; a value that must be computed is left as None, since tables are only looked up. */
function readDictionary(node: SyntaxNode, resolve: ResolveName): Value | null {
  const entries: [Value, Value][] = [];
  for (const pair of node.namedChildren) {
    if (pair.type === 'comment') continue;
    const key = pair.type === 'pair' ? readLiteral(pair.childForFieldName('key')!, resolve) : null;
    if (!key) return null;
    entries.push([key, readLiteral(pair.childForFieldName('value')!, resolve) ?? NONE]);
  }
  return { kind: 'dict', entries };
}

function readCall(node: SyntaxNode, resolve: ResolveName): Value | null {
  const name = node.childForFieldName('function')!.text.split('.').at(-1)!;
  const list = node.childForFieldName('arguments')!;
  const first = list.namedChild(0);
  if (name === 'Decimal' && list.namedChildCount === 1) {
    const value = readLiteral(first!, resolve);
    const text = value?.kind === 'str' ? value.value.trim() : value && 'text' in value ? value.text : '';
    return /^-?\d+(\.\d+)?$/.test(text) ? { kind: 'decimal', text } : null;
  }
  if (name === 'frozenset' || name === 'set' || name === 'tuple' || name === 'list') {
    const value = list.namedChildCount === 1 ? readLiteral(first!, resolve) : null;
    return value && 'items' in value ? { kind: name, items: value.items } : null;
  }
  if (name === 'date' || name === 'datetime' || name === 'time' || name === 'timedelta' || name === 'UUID') {
    const isPlain = list.namedChildren.every(
      (child) =>
        /^(integer|string|keyword_argument)$/.test(child.type) &&
        /^(\w+\s*=\s*)?(-?\d+|"[\w-]*")$/.test(child.text),
    );
    return isPlain && list.namedChildCount > 0
      ? standard(name, list.namedChildren.map((child) => child.text).join(', '))
      : null;
  }
  return null;
}
