import type { PythonParser, SyntaxNode } from '../python/parser.ts';
import { readLiteral } from './literals.ts';
import type { ModuleFacts } from './module-facts.ts';
import type { Value } from './python-values.ts';

/** What values a parameter takes, as far as they can be built without the project's own objects. */
export type Shape =
  | { kind: 'int' | 'float' | 'decimal' | 'str' | 'bytes' | 'bool' | 'none' }
  | { kind: 'date' | 'datetime' | 'time' | 'timedelta' | 'UUID' }
  | { kind: 'list' | 'set' | 'frozenset'; item: Shape }
  | { kind: 'tuple'; items: Shape[] }
  | { kind: 'dict'; key: Shape; value: Shape }
  /** A mapping whose keys the code names; `fields` grows while the body is read. */
  | { kind: 'record' }
  | { kind: 'one-of'; values: Value[] }
  | { kind: 'union'; options: Shape[] }
  /** Nothing is known. */
  | { kind: 'unknown' }
  /** Something that only the project can build. */
  | { kind: 'object'; name: string };

const PLAIN: Record<string, Shape> = {
  int: { kind: 'int' },
  float: { kind: 'float' },
  complex: { kind: 'object', name: 'complex' },
  str: { kind: 'str' },
  bytes: { kind: 'bytes' },
  bool: { kind: 'bool' },
  None: { kind: 'none' },
  Decimal: { kind: 'decimal' },
  Number: { kind: 'int' },
  date: { kind: 'date' },
  datetime: { kind: 'datetime' },
  time: { kind: 'time' },
  timedelta: { kind: 'timedelta' },
  UUID: { kind: 'UUID' },
  Any: { kind: 'unknown' },
  object: { kind: 'unknown' },
  AnyStr: { kind: 'str' },
  SupportsInt: { kind: 'int' },
  SupportsFloat: { kind: 'float' },
  Hashable: { kind: 'str' },
  LiteralString: { kind: 'str' },
};

const LISTS = new Set([
  'list',
  'List',
  'Sequence',
  'MutableSequence',
  'Iterable',
  'Collection',
  'Iterator',
  'Container',
]);
const SETS = new Set(['set', 'Set', 'AbstractSet', 'MutableSet']);
const DICTS = new Set(['dict', 'Dict', 'Mapping', 'MutableMapping', 'OrderedDict']);
const WRAPPERS = new Set(['Annotated', 'Final', 'Required', 'NotRequired', 'ReadOnly']);

/** The shape that an annotation names; names are looked up among the module's aliases and Enum classes. */
export function readShape(parser: PythonParser, annotation: string, facts: ModuleFacts, depth = 0): Shape {
  if (depth > 8) return { kind: 'unknown' };
  const text = annotation.trim().replace(/^(['"])([\s\S]*)\1$/, '$2');
  return parser.withTree(text, (root) => {
    const expression = root.namedChildCount === 1 ? root.namedChild(0)!.namedChild(0) : null;
    if (!expression || root.hasError) return { kind: 'object', name: text };
    return readNode(parser, expression, facts, depth);
  });
}

function readNode(parser: PythonParser, node: SyntaxNode, facts: ModuleFacts, depth: number): Shape {
  const again = (part: SyntaxNode): Shape =>
    part.type === 'string'
      ? readShape(parser, part.text, facts, depth + 1)
      : readNode(parser, part, facts, depth + 1);
  switch (node.type) {
    case 'none':
      return { kind: 'none' };
    case 'identifier':
    case 'attribute':
      return readName(parser, node.text, facts, depth);
    case 'binary_operator':
      return union([again(node.childForFieldName('left')!), again(node.childForFieldName('right')!)]);
    case 'subscript':
      return readGeneric(node, again, facts);
    default:
      return { kind: 'object', name: node.text };
  }
}

function readName(parser: PythonParser, text: string, facts: ModuleFacts, depth: number): Shape {
  const members = facts.enums.get(text);
  if (members) return { kind: 'one-of', values: members };
  const alias = facts.aliases.get(text);
  if (alias && alias !== text) return readShape(parser, alias, facts, depth + 1);
  const last = text.split('.').at(-1)!;
  // A class of the project may be called `time` or `Number`; its own name wins.
  if (facts.classes.has(text) && !(last in PLAIN)) return { kind: 'object', name: text };
  if (LISTS.has(last)) return { kind: 'list', item: { kind: 'unknown' } };
  if (SETS.has(last)) return { kind: 'set', item: { kind: 'unknown' } };
  if (last === 'frozenset' || last === 'FrozenSet') return { kind: 'frozenset', item: { kind: 'unknown' } };
  if (last === 'tuple' || last === 'Tuple') return { kind: 'list', item: { kind: 'unknown' } };
  if (DICTS.has(last)) return { kind: 'record' };
  return PLAIN[last] ?? { kind: 'object', name: text };
}

function readGeneric(node: SyntaxNode, again: (part: SyntaxNode) => Shape, facts: ModuleFacts): Shape {
  const base = node.childForFieldName('value')!.text.split('.').at(-1)!;
  const parts = node.childrenForFieldName('subscript');
  const first = parts[0];
  if (!first) return { kind: 'unknown' };
  if (base === 'Optional') return union([again(first), { kind: 'none' }]);
  if (base === 'Union') return union(parts.map(again));
  if (base === 'Literal') {
    const values = parts.map((part) => readLiteral(part, facts.resolve)).filter((value) => value !== null);
    return { kind: 'one-of', values };
  }
  if (WRAPPERS.has(base)) return again(first);
  if (LISTS.has(base)) return { kind: 'list', item: again(first) };
  if (SETS.has(base)) return { kind: 'set', item: again(first) };
  if (base === 'frozenset' || base === 'FrozenSet') return { kind: 'frozenset', item: again(first) };
  if (base === 'tuple' || base === 'Tuple') {
    return parts[1]?.type === 'ellipsis'
      ? { kind: 'tuple', items: [again(first), again(first)] }
      : { kind: 'tuple', items: parts.map(again) };
  }
  if (DICTS.has(base)) {
    const key = again(first);
    return key.kind === 'str'
      ? { kind: 'record' }
      : { kind: 'dict', key, value: parts[1] ? again(parts[1]) : { kind: 'unknown' } };
  }
  return { kind: 'object', name: node.text };
}

/** A union without repetitions, nested ones opened. */
export function union(shapes: Shape[]): Shape {
  const options = shapes.flatMap((shape) => (shape.kind === 'union' ? shape.options : [shape]));
  const different = options.filter(
    (shape, index) => options.findIndex((other) => JSON.stringify(other) === JSON.stringify(shape)) === index,
  );
  return different.length === 1 ? different[0]! : { kind: 'union', options: different };
}
