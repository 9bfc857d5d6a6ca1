import type { SyntaxNode } from '../python/parser.ts';
import { fieldOf, isLength, type Place } from './places.ts';
import type { Value } from './python-values.ts';
import { placesOf, readTerm, type Scope } from './terms.ts';

/** How the code uses the value at a place, as far as that tells its type. */
export type Use =
  | 'number'
  | 'decimal'
  | 'float'
  | 'text'
  | 'bytes'
  | 'date'
  | 'timedelta'
  | 'list'
  | 'mapping'
  | 'iterated'
  | 'sized'
  | 'arithmetic'
  /** Read, and nothing more is known. */
  | 'plain';

export interface Clues {
  uses: Map<Place, Set<Use>>;
  /** Annotations of parameters of other functions that the place is passed to. */
  annotations: Map<Place, string>;
  /** Numbers that divide the place or that it is reduced by (`%`, `//`), as texts. */
  numbers: Map<Place, Set<string>>;
  /** Keys of the constant tables that the place is looked up in. */
  keys: Map<Place, Value[]>;
}

const METHODS: [Use, string][] = [
  [
    'text',
    'strip lstrip rstrip upper lower casefold title capitalize split rsplit splitlines startswith endswith replace ' +
      'isdigit isalpha isalnum isupper islower isspace isnumeric isdecimal encode format partition rpartition zfill ' +
      'swapcase center ljust rjust removeprefix removesuffix isidentifier translate',
  ],
  ['bytes', 'decode hex'],
  ['decimal', 'quantize is_finite to_integral_value as_tuple normalize'],
  ['float', 'is_integer'],
  ['date', 'strftime weekday isoweekday isoformat isocalendar toordinal'],
  ['timedelta', 'total_seconds'],
  ['list', 'append extend insert sort pop'],
  ['mapping', 'items keys values setdefault'],
];
const USE_OF_METHOD = new Map(
  METHODS.flatMap(([use, names]) => names.split(' ').map((name) => [name, use] as const)),
);
const DATE_ATTRIBUTES = new Set(['year', 'month', 'day']);
const ARITHMETIC = new Set(['+', '-', '*', '/', '//', '%', '**']);
const PATTERN_METHODS = /^(match|fullmatch|search|finditer|findall)$/;
const TEXT_FUNCTIONS = /^re\.(match|fullmatch|search|sub|split|findall|compile)$/;

/** Adds what one expression tells; its parts are visited by the caller. */
export function noteClues(node: SyntaxNode, scope: Scope, clues: Clues): void {
  const add = (place: Place, use: Use): void => {
    if (!isLength(place)) clues.uses.set(place, (clues.uses.get(place) ?? new Set()).add(use));
  };
  const placeOf = (part: SyntaxNode | null | undefined): Place | null => {
    const term = part ? readTerm(part, scope) : null;
    return term?.kind === 'place' ? term.place : null;
  };
  if (node.type === 'call' || node.type === 'subscript') {
    const term = readTerm(node, scope);
    if (term.kind === 'lookup') clues.keys.set(term.place, term.keys);
  }
  switch (node.type) {
    case 'call': {
      const callee = node.childForFieldName('function')!;
      const args = node.childForFieldName('arguments')!.namedChildren;
      if (callee.type === 'attribute') {
        const place = placeOf(callee.childForFieldName('object'));
        const method = callee.childForFieldName('attribute')!.text;
        const use = USE_OF_METHOD.get(method);
        if (place && use) add(place, use);
        if (place && method === 'get' && args[0]?.type === 'string') add(place, 'mapping');
        const argument = method === 'join' ? placeOf(args[0]) : null;
        if (argument) add(argument, 'iterated');
        if (argument) add(`${argument}[]`, 'text');
      }
      const first = placeOf(args[0]);
      if (first && callee.type === 'attribute' && !TEXT_FUNCTIONS.test(callee.text)) {
        // A compiled pattern: `_DURATION.match(text)`.
        const owner = callee.childForFieldName('object')!.text;
        const isPattern = /^(_?[A-Z][A-Z0-9_]*|\w*(re|regex|pattern)\w*)$/.test(owner) && owner !== 're';
        if (isPattern && PATTERN_METHODS.test(callee.childForFieldName('attribute')!.text))
          add(first, 'text');
      }
      if (first && TEXT_FUNCTIONS.test(callee.text)) add(placeOf(args[1]) ?? first, 'text');
      if (first && callee.text === 'len') add(first, 'sized');
      if (
        first &&
        /^(sum|min|max|sorted|any|all|list|set|tuple|enumerate)$/.test(callee.text) &&
        args.length === 1
      ) {
        add(first, 'iterated');
        if (callee.text === 'sum') add(`${first}[]`, 'number');
      }
      if (first && /^(int|abs|round|range|math\.\w+)$/.test(callee.text)) add(first, 'number');
      if (first && callee.text === 'float') add(first, 'float');
      if (first && /(^|\.)Decimal$/.test(callee.text)) add(first, 'decimal');
      return;
    }
    case 'attribute': {
      const place = placeOf(node.childForFieldName('object'));
      if (place && DATE_ATTRIBUTES.has(node.childForFieldName('attribute')!.text)) add(place, 'date');
      return;
    }
    case 'subscript': {
      const place = placeOf(node.childForFieldName('value'));
      const index = node.childForFieldName('subscript');
      if (!place || !index) return;
      if (index.type === 'string') {
        add(place, 'mapping');
        add(fieldOf(place, index.text.slice(1, -1)), 'plain');
      } else if (index.type === 'integer' || index.type === 'slice') add(place, 'sized');
      return;
    }
    case 'augmented_assignment':
    case 'binary_operator':
      noteArithmetic(node, scope, clues, add);
      return;
    case 'comparison_operator':
      noteComparison(node, scope, add);
      return;
  }
}

function noteArithmetic(
  node: SyntaxNode,
  scope: Scope,
  clues: Clues,
  add: (place: Place, use: Use) => void,
): void {
  const operator = node.childForFieldName('operator')!.text.replace(/=$/, '');
  if (!ARITHMETIC.has(operator)) return;
  const [left, right] = [
    readTerm(node.childForFieldName('left')!, scope),
    readTerm(node.childForFieldName('right')!, scope),
  ];
  for (const [one, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (one.kind !== 'place') continue;
    add(one.place, 'arithmetic');
    if (other.kind !== 'literal') continue;
    if (other.value.kind === 'int') add(one.place, 'number');
    if (other.value.kind === 'float') add(one.place, 'float');
    if (other.value.kind === 'decimal') add(one.place, 'decimal');
    if (other.value.kind === 'str') add(one.place, 'text');
    if (other.value.kind === 'source' && other.value.type === 'timedelta') add(one.place, 'date');
  }
  if (right.kind === 'literal' && 'text' in right.value && (operator === '%' || operator === '//')) {
    for (const place of placesOf(left)) {
      clues.numbers.set(place, (clues.numbers.get(place) ?? new Set()).add(right.value.text));
    }
  }
}

const USE_OF_VALUE: Record<string, Use> = {
  int: 'number',
  float: 'float',
  decimal: 'decimal',
  str: 'text',
  bytes: 'bytes',
};

function noteComparison(node: SyntaxNode, scope: Scope, add: (place: Place, use: Use) => void): void {
  const terms = node.namedChildren.map((child) => readTerm(child, scope));
  const isMembership = node.childrenForFieldName('operators').some((child) => /in$/.test(child.text));
  for (const term of terms) {
    if (term.kind !== 'literal') continue;
    const value = isMembership && 'items' in term.value ? term.value.items[0] : term.value;
    const key = isMembership && value?.kind === 'dict' ? value.entries[0]?.[0] : value;
    const use = key && USE_OF_VALUE[key.kind];
    if (!use) continue;
    for (const other of terms) {
      if (other.kind === 'place' && !(isMembership && terms.indexOf(other) > 0)) add(other.place, use);
      if (other.kind === 'mention' && !isMembership && use !== 'text')
        for (const place of other.places) add(place, 'arithmetic');
    }
  }
}
