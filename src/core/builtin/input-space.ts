import type { PythonParser } from '../python/parser.ts';
import type { Parameter } from '../python/target.ts';
import { type Atom, atomsOf } from './conditions.ts';
import type { Examples } from './find-examples.ts';
import type { ModuleFacts } from './module-facts.ts';
import { fieldOf, itemOf, lengthOf, type Place } from './places.ts';
import type { Value } from './python-values.ts';
import type { FunctionReading } from './reading.ts';
import { readShape, type Shape, union } from './shapes.ts';
import type { Use } from './type-clues.ts';

/** The arguments of one function: what each place may hold, and what the code asks about it. */
export interface InputSpace {
  parameters: Parameter[];
  reading: FunctionReading;
  shapeAt(place: Place): Shape;
  /** What the project itself gives there; only for whole parameters. */
  examplesAt(place: Place): readonly Value[];
  atomsAt(place: Place): Atom[];
  /** Names of the fields of a record. */
  fieldsOf(place: Place): string[];
}

const SHAPE_OF_USE: [Use, Shape][] = [
  ['text', { kind: 'str' }],
  ['bytes', { kind: 'bytes' }],
  ['decimal', { kind: 'decimal' }],
  ['date', { kind: 'date' }],
  ['timedelta', { kind: 'timedelta' }],
  ['mapping', { kind: 'record' }],
  ['list', { kind: 'list', item: { kind: 'unknown' } }],
  ['float', { kind: 'float' }],
  ['number', { kind: 'int' }],
  ['iterated', { kind: 'list', item: { kind: 'unknown' } }],
  ['sized', { kind: 'str' }],
  ['arithmetic', { kind: 'int' }],
];

/** What is known of the parameters beside the signature and the body. */
export interface Hints {
  /** Built-in types that the docstring names, as annotations. */
  types: ReadonlyMap<string, string>;
  examples: Examples;
}

/** A name that tells a type by custom; asked only when nothing else is known. */
const TELLING_NAMES: [pattern: RegExp, Shape][] = [
  [
    /^(text|string|word|sentence|title|slug|email|prefix|suffix|\w+_(text|str|string|name))$/,
    { kind: 'str' },
  ],
  [/^(count|index|limit|\w+_(count|index|size))$/, { kind: 'int' }],
];

/** Puts annotations, defaults and the reading of the body together. */
export function buildInputSpace(
  parser: PythonParser,
  parameters: Parameter[],
  reading: FunctionReading,
  facts: ModuleFacts,
  readDefault: (text: string) => Value | null,
  hints: Hints = { types: new Map(), examples: new Map() },
): InputSpace {
  const atoms = new Map<Place, Atom[]>();
  for (const goal of reading.goals) {
    for (const atom of [...goal.path, goal.last].flatMap(({ condition }) => atomsOf(condition))) {
      const list = atoms.get(atom.place) ?? [];
      if (!list.includes(atom)) list.push(atom);
      atoms.set(atom.place, list);
    }
  }
  const places = new Set([...atoms.keys(), ...reading.clues.uses.keys()]);
  const shapes = new Map<Place, Shape>();
  for (const parameter of parameters) resolve(parameter.name, rootShape(parameter));
  return {
    parameters,
    reading,
    shapeAt: (place) => shapes.get(place) ?? infer(place),
    atomsAt: (place) => atoms.get(place) ?? [],
    examplesAt: (place) => hints.examples.get(place) ?? [],
    fieldsOf,
  };

  function rootShape(parameter: Parameter): Shape {
    const annotation = parameter.annotation ?? hints.types.get(parameter.name);
    const read = annotation ? readShape(parser, annotation, facts) : infer(parameter.name);
    const declared = withExamples(read, parameter, annotation === undefined);
    const value = parameter.default === null ? null : readDefault(parameter.default);
    if (declared.kind === 'unknown') {
      const inferred = infer(parameter.name);
      if (inferred.kind !== 'unknown')
        return value?.kind === 'none' ? union([inferred, { kind: 'none' }]) : inferred;
      if (value) return shapeOfValue(value);
      return TELLING_NAMES.find(([pattern]) => pattern.test(parameter.name))?.[1] ?? declared;
    }
    return value?.kind === 'none' ? union([declared, { kind: 'none' }]) : declared;
  }

  /** What calls give is certain; a guess from the body, and a class that cannot be built, stand back behind it. */
  function withExamples(shape: Shape, { name }: Parameter, isGuess: boolean): Shape {
    const given = (hints.examples.get(name) ?? []).map(shapeOfValue).filter(({ kind }) => kind !== 'unknown');
    const isCertain = isGuess ? /^(record|list|one-of|union)$/.test(shape.kind) : !holdsObject(shape);
    return given.length === 0 || (isCertain && shape.kind !== 'unknown') ? shape : union(given);
  }

  /** Records the shape of a place and of the places inside it. */
  function resolve(place: Place, shape: Shape): void {
    shapes.set(place, shape);
    const options = shape.kind === 'union' ? shape.options : [shape];
    for (const option of options) {
      if ('item' in option) {
        const item = option.item.kind === 'unknown' ? infer(itemOf(place)) : option.item;
        option.item = item.kind === 'unknown' ? { kind: 'int' } : item;
        resolve(itemOf(place), option.item);
        shapes.set(lengthOf(place), { kind: 'int' });
      }
      if (option.kind === 'record') {
        for (const name of fieldsOf(place)) {
          const field = infer(fieldOf(place, name));
          resolve(fieldOf(place, name), field.kind === 'unknown' ? { kind: 'str' } : field);
        }
      }
      if (option.kind === 'str' || option.kind === 'bytes') shapes.set(lengthOf(place), { kind: 'int' });
    }
  }

  function infer(place: Place): Shape {
    const annotation = reading.clues.annotations.get(place);
    if (annotation) {
      const shape = readShape(parser, annotation, facts);
      if (shape.kind !== 'unknown' && shape.kind !== 'object') return shape;
    }
    const asked = atoms.get(place) ?? [];
    const classes = asked.flatMap(({ test }) => (test.kind === 'isinstance' ? test.types : []));
    const options = classes
      .map((one) => readShape(parser, one, facts))
      .filter(({ kind }) => kind !== 'object');
    if (options.length > 0) return union(options);
    for (const { test } of asked) {
      const values = test.kind === 'compare' ? [test.value] : test.kind === 'among' ? test.values : [];
      const member = values.find((value) => value.kind === 'source');
      if (member?.kind !== 'source') continue;
      const members = facts.enums.get(member.type);
      return members ? { kind: 'one-of', values: members } : shapeOfValue(member);
    }
    const key = reading.clues.keys.get(place)?.[0];
    if (key) return shapeOfValue(key);
    const uses = reading.clues.uses.get(place);
    const found = SHAPE_OF_USE.find(([use]) => uses?.has(use))?.[1];
    const isOptional = asked.some(({ test }) => test.kind === 'none');
    if (found) return structuredClone(isOptional ? union([found, { kind: 'none' }]) : found);
    if (asked.some(({ test }) => test.kind === 'holds' && test.item.kind === 'str')) return { kind: 'str' };
    if (asked.some(({ test }) => test.kind === 'truthy')) return { kind: 'bool' };
    return uses?.has('plain') ? { kind: 'int' } : { kind: 'unknown' };
  }

  function fieldsOf(place: Place): string[] {
    const names = new Set<string>();
    for (const other of places) {
      const match = other.startsWith(`${place}["`)
        ? /^\["((?:[^"\\]|\\.)*)"\]/.exec(other.slice(place.length))
        : null;
      if (match) names.add(JSON.parse(`"${match[1]}"`) as string);
    }
    for (const { test } of atoms.get(place) ?? []) {
      if (test.kind === 'holds' && test.item.kind === 'str') names.add(test.item.value);
    }
    return [...names];
  }
}

function holdsObject(shape: Shape): boolean {
  if (shape.kind === 'object') return true;
  return shape.kind === 'union' && shape.options.some(holdsObject);
}

function shapeOfValue(value: Value): Shape {
  switch (value.kind) {
    case 'source':
      return /^(date|datetime|time|timedelta|UUID)$/.test(value.type)
        ? { kind: value.type as 'date' }
        : { kind: 'one-of', values: [value] };
    case 'list':
    case 'set':
    case 'frozenset':
      return { kind: value.kind, item: value.items[0] ? shapeOfValue(value.items[0]) : { kind: 'unknown' } };
    case 'tuple':
      return { kind: 'tuple', items: value.items.map(shapeOfValue) };
    case 'dict':
      return { kind: 'record' };
    case 'none':
      return { kind: 'unknown' };
    default:
      return { kind: value.kind };
  }
}
