import { allowsNone, fitsType, type PythonType, readAnnotation } from '../contract/annotation.ts';
import { isSameCall } from '../contract/bind-call.ts';
import { readDocstringExamples } from '../contract/docstring-examples.ts';
import { namedExceptions, readDocumentedRaises } from '../contract/docstring-raises.ts';
import { readReturnPromises } from '../contract/docstring-returns.ts';
import { describeExpected, type Expectation } from '../contract/expectation.ts';
import {
  type FieldContract,
  findBreach,
  findMissing,
  readFieldContract,
} from '../contract/field-contract.ts';
import { findAcceptedInput } from '../contract/find-accepted-input.ts';
import { readExpectations } from '../contract/read-expectations.ts';
import { contradictsBehaviour, excludesException } from '../contract/same-behaviour.ts';
import type { PythonParser } from '../python/parser.ts';
import type { Target } from '../python/target.ts';
import type { Suggestion } from '../suggestions/suggestion.ts';

/**
 * A test that passes on head and asserts what the code's own contract rules out: then the code contradicts its
 * contract, and the test would lock that in.
 */
export interface Contradiction {
  source: 'docstring-example' | 'docstring' | 'annotation' | 'field';
  /** The contract's own words. */
  contract: string;
  /** What the test says the code does. */
  asserted: string;
  /** `line_total(3, 2)`; null where the contract is about fields. */
  input: string | null;
  test: string;
}

/** Decorators after which a call still does what signature and docstring say. */
const TRANSPARENT =
  /^(staticmethod|classmethod|(functools\.)?(lru_cache|cache|wraps)\b.*|(typing\.)?(final|override)|cached)$/;

/**
 * The contradictions between what a suggestion asserts and what its target's docstring, annotations or declared fields
 * say. Precision over recall: literals are compared and nothing is guessed, so silence proves nothing.
 */
export function findContradictions(
  parser: PythonParser,
  suggestion: Pick<Suggestion, 'imports' | 'code' | 'path'>,
  target: Target,
): Contradiction[] {
  const file = {
    path: suggestion.path,
    text: `${suggestion.imports.join('\n')}\n\n${suggestion.code}`,
  };
  const contract = readFieldContract(parser, target);
  if (contract) return findInFields(parser, contract, file);
  if (!target.decorators.every((one) => TRANSPARENT.test(one))) return [];
  const expectations = readExpectations(parser, target, file).filter(
    ({ call }) => call.isAwaited === target.isAsync,
  );
  if (expectations.length === 0) return [];
  return [
    ...findInExamples(parser, target, expectations),
    ...findInRaises(target, expectations),
    ...findInReturns(target, expectations),
    ...findInAnnotations(parser, target, expectations),
  ];
}

function findInExamples(
  parser: PythonParser,
  target: Target,
  expectations: readonly Expectation[],
): Contradiction[] {
  const examples = readDocstringExamples(parser, target);
  return expectations.flatMap((one) => {
    const example = one.isPlain ? examples.find(({ call }) => isSameCall(call, one.call)) : null;
    if (!example || !contradictsBehaviour(example.expected, one.expected)) return [];
    return [contradiction('docstring-example', example.quote, one)];
  });
}

/** "Raises ValueError if x is negative", and the test has a value for a negative x, or another exception. */
function findInRaises(target: Target, expectations: readonly Expectation[]): Contradiction[] {
  if (!target.docstring) return [];
  const documented = readDocumentedRaises(
    target.docstring,
    target.parameters.map(({ name }) => name),
  );
  return expectations.flatMap((one) => {
    const broken = one.isPlain
      ? documented.find(({ exception, parameter, holds }) => {
          const value = one.call.arguments.get(parameter);
          if (!value || holds(value) !== true) return false;
          if (one.expected.kind !== 'raises') return true;
          // Where two documented conditions hold, either exception may come first.
          const alsoNamed = namedExceptions(target.docstring!);
          return (
            one.expected.exceptions.every((name) => excludesException(exception, name)) &&
            !one.expected.exceptions.some((name) => alsoNamed.includes(name))
          );
        })
      : null;
    return broken ? [contradiction('docstring', broken.quote, one)] : [];
  });
}

function findInReturns(target: Target, expectations: readonly Expectation[]): Contradiction[] {
  // What a generator returns is not what its text calls returned.
  if (!target.docstring || /\byield\b/.test(target.source)) return [];
  const promises = readReturnPromises(target.docstring);
  return expectations.flatMap((one) => {
    const { expected } = one;
    if (expected.kind !== 'value' || expected.isApproximate) return [];
    const broken = promises.find(({ isKept }) => !isKept(expected.value));
    return broken ? [contradiction('docstring', broken.quote, one)] : [];
  });
}

function findInAnnotations(
  parser: PythonParser,
  target: Target,
  expectations: readonly Expectation[],
): Contradiction[] {
  const returns = target.returns === null ? null : readAnnotation(parser, target.returns);
  const isGenerator = /\byield\b/.test(target.source);
  return expectations.flatMap((one) => {
    if (returns && !isGenerator && contradictsType(one, returns))
      return [contradiction('annotation', `-> ${target.returns}`, one)];
    const refused = findRefusedNone(parser, target, one);
    return refused ? [contradiction('annotation', refused, one)] : [];
  });
}

function contradictsType({ expected }: Expectation, type: PythonType): boolean {
  switch (expected.kind) {
    case 'value':
      return !expected.isApproximate && !fitsType(expected.value, type);
    case 'truthy':
    case 'not-none':
      return type.kind === 'none' || type.kind === 'never';
    case 'instance':
      return type.kind === 'atom' && expected.types.every((name) => isOtherClass(name, type.name));
    default:
      return false;
  }
}

/** Built-in classes no instance of which is one of another; `bool` is an `int`. */
function isOtherClass(name: string, declared: string): boolean {
  const plain = ['int', 'float', 'str', 'bytes', 'list', 'dict', 'tuple', 'set', 'Decimal', 'NoneType'];
  return plain.includes(name) && name !== declared && !(name === 'int' && declared === 'bool');
}

/** `x: int | None`, and the test expects a TypeError or AttributeError for None. */
function findRefusedNone(parser: PythonParser, target: Target, one: Expectation): string | null {
  if (one.expected.kind !== 'raises' || !one.isPlain) return null;
  if (!one.expected.exceptions.every((name) => name === 'TypeError' || name === 'AttributeError'))
    return null;
  if (
    target.docstring &&
    namedExceptions(target.docstring).some((name) => /^(Type|Attribute)Error$/.test(name))
  )
    return null;
  const nones = [...one.call.arguments].filter(([, value]) => value.kind === 'none').map(([name]) => name);
  if (nones.length !== 1) return null;
  for (const { name, annotation } of target.parameters) {
    const type = annotation === null ? null : readAnnotation(parser, annotation);
    const value = one.call.arguments.get(name);
    // Any other argument that does not fit its annotation may be what is refused.
    if (name !== nones[0] && (type === null || !value || type.kind === 'any' || !fitsType(value, type)))
      if (name !== 'self' && name !== 'cls') return null;
    if (name === nones[0] && (type === null || !allowsNone(type))) return null;
  }
  const parameter = target.parameters.find(({ name }) => name === nones[0]);
  return parameter ? `${parameter.name}: ${parameter.annotation}` : null;
}

function findInFields(
  parser: PythonParser,
  contract: FieldContract,
  file: { path: string; text: string },
): Contradiction[] {
  return findAcceptedInput(parser, contract, file).flatMap(({ test, data, isComplete, isPartial, quote }) => {
    for (const field of contract.fields) {
      const value = data.get(field.name);
      const breach = value ? findBreach(contract.kind, field, value) : null;
      const missing = isComplete && !isPartial && !data.has(field.name) ? findMissing(contract, field) : null;
      // Only full_clean() looks at lengths and choices; creating a row refuses None alone.
      const counts = !/\.objects\.create\(/.test(quote) || value?.kind === 'none';
      const told = (counts && breach) || missing;
      if (told) {
        return [
          {
            source: 'field' as const,
            contract: `${contract.className}.${field.quote}`,
            asserted: `${quote} with ${told}`,
            input: null,
            test,
          },
        ];
      }
    }
    return [];
  });
}

function contradiction(source: Contradiction['source'], contract: string, one: Expectation): Contradiction {
  return {
    source,
    contract: contract.slice(0, 300),
    asserted: describeExpected(one.expected).slice(0, 300),
    input: one.call.text.slice(0, 300),
    test: one.rowId ? `${one.test}[${one.rowId}]` : one.test,
  };
}
