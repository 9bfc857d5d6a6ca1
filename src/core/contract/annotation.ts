import type { Value } from '../builtin/python-values.ts';
import type { PythonParser, SyntaxNode } from '../python/parser.ts';
import { equalValues, numberOf, readWrittenValue } from './literal-values.ts';

/** What an annotation allows, as far as it is certain. `any`: nothing can be said. `not-none`: anything but None. */
export type PythonType =
  | { kind: 'any' | 'none' | 'never' | 'not-none' }
  | { kind: 'atom'; name: 'bool' | 'int' | 'float' | 'str' | 'bytes' | 'Decimal' }
  | { kind: 'list' | 'set' | 'frozenset'; item: PythonType }
  /** `items` is null for a tuple of any length, each item of which is `item`. */
  | { kind: 'tuple'; items: PythonType[] | null; item: PythonType }
  | { kind: 'dict'; key: PythonType; value: PythonType }
  | { kind: 'literal'; values: Value[] }
  | { kind: 'union'; of: PythonType[] };

const ANY: PythonType = { kind: 'any' };
const ATOMS = new Set(['bool', 'int', 'float', 'str', 'bytes', 'Decimal']);
/** Abstract containers: many classes fit, None does not. */
const ABSTRACT =
  /^(Sequence|MutableSequence|Iterable|Iterator|Generator|Mapping|MutableMapping|Collection|Callable|AbstractSet|OrderedDict|defaultdict|Counter|deque|NamedTuple)$/;

/** Reads an annotation as written; a name that is not built in allows anything. */
export function readAnnotation(parser: PythonParser, text: string): PythonType {
  return parser.withTree(text, (root) => {
    const statement = root.namedChild(0);
    const expression = statement?.type === 'expression_statement' ? statement.namedChild(0) : null;
    return expression && !root.hasError && root.namedChildCount === 1 ? readType(parser, expression, 0) : ANY;
  });
}

/** Whether an annotation says `None` in so many words. */
export function allowsNone(type: PythonType): boolean {
  return type.kind === 'none' || (type.kind === 'union' && type.of.some(allowsNone));
}

/**
 * Whether a value can be equal to one of the type. False only when that is certain: `2.0` equals an `int`, `True` is one,
 * and a float may equal a `Decimal` where its digits are exact in binary.
 */
export function fitsType(value: Value, type: PythonType): boolean {
  switch (type.kind) {
    case 'any':
      return true;
    case 'never':
      return false;
    case 'none':
      return value.kind === 'none';
    case 'not-none':
      return value.kind !== 'none';
    case 'union':
      return type.of.some((one) => fitsType(value, one));
    case 'literal':
      return type.values.some((one) => equalValues(one, value) !== false);
    case 'atom':
      return fitsAtom(value, type.name);
    case 'dict':
      return (
        value.kind === 'dict' &&
        value.entries.every(([key, item]) => fitsType(key, type.key) && fitsType(item, type.value))
      );
    case 'tuple':
      if (value.kind !== 'tuple') return false;
      if (type.items === null) return value.items.every((item) => fitsType(item, type.item));
      return (
        value.items.length === type.items.length &&
        value.items.every((item, index) => fitsType(item, type.items![index]!))
      );
    case 'list':
      return value.kind === 'list' && value.items.every((item) => fitsType(item, type.item));
    default:
      // `set() == frozenset()` holds in Python.
      return (
        (value.kind === 'set' || value.kind === 'frozenset') &&
        value.items.every((item) => fitsType(item, type.item))
      );
  }
}

function fitsAtom(value: Value, name: string): boolean {
  const number = numberOf(value);
  switch (name) {
    case 'str':
    case 'bytes':
      return value.kind === name;
    case 'bool':
      return number === 0 || number === 1;
    case 'int':
      return number !== null && Number.isInteger(number);
    case 'float':
      return number !== null && (value.kind !== 'decimal' || isExactInBinary(value.text));
    default:
      return number !== null && (value.kind !== 'float' || isExactInBinary(value.text));
  }
}

/** Whether a decimal fraction is a whole number of halves, quarters, …: only then can float and Decimal be equal. */
function isExactInBinary(text: string): boolean {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  return (
    /^\d*$/.test(whole + fraction) &&
    BigInt(`${whole}${fraction}` || '0') % 5n ** BigInt(fraction.length) === 0n
  );
}

function readType(parser: PythonParser, node: SyntaxNode, depth: number): PythonType {
  if (depth > 10) return ANY;
  const inner = (one: SyntaxNode): PythonType => readType(parser, one, depth + 1);
  switch (node.type) {
    case 'none':
      return { kind: 'none' };
    case 'parenthesized_expression':
      return node.namedChildCount === 1 ? inner(node.namedChild(0)!) : ANY;
    case 'string': {
      const quoted = /^(["'])([^"'\\]*)\1$/.exec(node.text)?.[2];
      return quoted ? readAnnotation(parser, quoted) : ANY;
    }
    case 'binary_operator':
      return node.childForFieldName('operator')?.type === '|'
        ? joinTypes([inner(node.childForFieldName('left')!), inner(node.childForFieldName('right')!)])
        : ANY;
    case 'identifier':
    case 'attribute':
      return readName(node.text.split('.').at(-1)!);
    case 'subscript':
      return readSubscript(node, inner);
    default:
      return ANY;
  }
}

function readName(name: string): PythonType {
  if (ATOMS.has(name)) return { kind: 'atom', name: name as 'int' };
  if (/^(list|List)$/.test(name)) return { kind: 'list', item: ANY };
  if (/^(dict|Dict)$/.test(name)) return { kind: 'dict', key: ANY, value: ANY };
  if (/^(tuple|Tuple)$/.test(name)) return { kind: 'tuple', items: null, item: ANY };
  if (/^(set|Set)$/.test(name)) return { kind: 'set', item: ANY };
  if (/^(frozenset|FrozenSet)$/.test(name)) return { kind: 'frozenset', item: ANY };
  if (/^(NoReturn|Never)$/.test(name)) return { kind: 'never' };
  return ABSTRACT.test(name) ? { kind: 'not-none' } : ANY;
}

function readSubscript(node: SyntaxNode, inner: (node: SyntaxNode) => PythonType): PythonType {
  const name = node.childForFieldName('value')!.text.split('.').at(-1)!;
  const parts = node.childrenForFieldName('subscript');
  const types = parts.map(inner);
  if (name === 'Optional') return joinTypes([types[0] ?? ANY, { kind: 'none' }]);
  if (name === 'Union') return joinTypes(types);
  if (name === 'Annotated' || name === 'Final') return types[0] ?? ANY;
  if (name === 'Literal') {
    const values = parts.map((part) => readWrittenValue(part));
    return values.every((value) => value !== null) ? { kind: 'literal', values } : ANY;
  }
  if (/^(tuple|Tuple)$/.test(name)) {
    const isOpen = parts.at(-1)?.type === 'ellipsis';
    return isOpen
      ? { kind: 'tuple', items: null, item: types[0] ?? ANY }
      : { kind: 'tuple', items: types, item: ANY };
  }
  const plain = readName(name);
  if (plain.kind === 'list' || plain.kind === 'set' || plain.kind === 'frozenset')
    return { kind: plain.kind, item: types[0] ?? ANY };
  if (plain.kind === 'dict') return { kind: 'dict', key: types[0] ?? ANY, value: types[1] ?? ANY };
  return plain.kind === 'not-none' ? plain : ANY;
}

function joinTypes(types: PythonType[]): PythonType {
  return types.some(({ kind }) => kind === 'any') ? ANY : { kind: 'union', of: types };
}
