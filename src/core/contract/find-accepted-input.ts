import type { Value } from '../builtin/python-values.ts';
import type { PythonParser, SyntaxNode } from '../python/parser.ts';
import { nestsTooDeep } from '../suggestions/syntax-depth.ts';
import type { FieldContract } from './field-contract.ts';
import { readWrittenValue } from './literal-values.ts';
import { findTestCases, type TestCase } from './test-cases.ts';

/** Input that a test says is accepted, or a read-only field that it says input can set. */
export interface AcceptedInput {
  test: string;
  /** By field; null for a value that is computed. */
  data: ReadonlyMap<string, Value | null>;
  /** All of the input is known, so that a field which is not in it is left out. */
  isComplete: boolean;
  isPartial: boolean;
  /** The assertion or call that says so. */
  quote: string;
}

/**
 * Where tests say that a class accepts some input: `assert Form(data).is_valid()`, `serializer.is_valid(raise_exception=True)`,
 * `Model(…).full_clean()` and `Model.objects.create(…)`. Only top-level statements of plain tests.
 */
export function findAcceptedInput(
  parser: PythonParser,
  contract: FieldContract,
  file: { path: string; text: string },
): AcceptedInput[] {
  if (!file.text.includes(contract.className)) return [];
  return parser.withTree(file.text, (root) => {
    if (nestsTooDeep(root)) return [];
    return findTestCases(root, file).flatMap((test) =>
      test.statements.flatMap((statement) => readStatement(contract, test, statement)),
    );
  });
}

function readStatement(contract: FieldContract, test: TestCase, statement: SyntaxNode): AcceptedInput[] {
  const accepting = acceptingCall(contract.kind, statement);
  if (!accepting) return [];
  const quote = statement.text.replace(/\s+/g, ' ').slice(0, 200);
  if (accepting.isCreate) {
    if (accepting.object.text !== `${contract.className}.objects`) return [];
    const data = readKeywords(accepting.call, test);
    return data ? [{ test: test.test, data, isComplete: false, isPartial: false, quote }] : [];
  }
  const made =
    accepting.object.type === 'identifier' ? test.assignments.get(accepting.object.text) : accepting.object;
  if (made?.type !== 'call' || made.childForFieldName('function')!.text !== contract.className) return [];
  // Between making and checking, anything that names the object may change it.
  if (accepting.object.type === 'identifier' && countMentions(test, accepting.object.text, statement) > 0)
    return [];
  if (contract.kind === 'model') {
    const data = readKeywords(made, test);
    return data ? [{ test: test.test, data, isComplete: false, isPartial: false, quote }] : [];
  }
  return readData(contract, made, test, quote);
}

interface Accepting {
  object: SyntaxNode;
  call: SyntaxNode;
  isCreate: boolean;
}

/** The call by which a statement says that an object's input is good. */
function acceptingCall(kind: FieldContract['kind'], statement: SyntaxNode): Accepting | null {
  const isAssert = statement.type === 'assert_statement';
  let node = statement.namedChild(0);
  if (!isAssert && statement.type !== 'expression_statement') return null;
  if (node?.type === 'assignment') node = node.childForFieldName('right');
  const text = node?.type === 'call' ? node.childForFieldName('function')!.text : '';
  let isAsserted = isAssert;
  if (node && text === 'self.assertTrue') {
    node = node.childForFieldName('arguments')!.namedChild(0);
    isAsserted = true;
  }
  if (node?.type === 'comparison_operator' && /\s(is|==)\s+True$/.test(node.text)) node = node.namedChild(0);
  if (node?.type !== 'call') return null;
  const callee = node.childForFieldName('function')!;
  if (callee.type !== 'attribute') return null;
  const method = callee.childForFieldName('attribute')!.text;
  const object = callee.childForFieldName('object')!;
  const raises = /raise_exception\s*=\s*True/.test(node.childForFieldName('arguments')!.text);
  if (kind !== 'model') {
    return method === 'is_valid' && (isAsserted || raises) ? { object, call: node, isCreate: false } : null;
  }
  if (method === 'full_clean' && node.childForFieldName('arguments')!.namedChildCount === 0)
    return { object, call: node, isCreate: false };
  return method === 'create' ? { object, call: node, isCreate: true } : null;
}

function countMentions(test: TestCase, name: string, until: SyntaxNode): number {
  return test.statements.filter(
    (one) =>
      one.startIndex < until.startIndex &&
      new RegExp(`\\b${name}\\b`).test(one.text) &&
      !new RegExp(`^${name}\\s*=[^=]`).test(one.text) &&
      one.type !== 'assert_statement',
  ).length;
}

function readData(contract: FieldContract, made: SyntaxNode, test: TestCase, quote: string): AcceptedInput[] {
  const list = made.childForFieldName('arguments')!.namedChildren.filter(({ type }) => type !== 'comment');
  if (list.some(({ type }) => /splat/.test(type))) return [];
  const keyword = (name: string): SyntaxNode | null =>
    list
      .find((one) => one.type === 'keyword_argument' && one.childForFieldName('name')!.text === name)
      ?.childForFieldName('value') ?? null;
  const first = contract.kind === 'form' && list[0]?.type !== 'keyword_argument' ? (list[0] ?? null) : null;
  const given = keyword('data') ?? first;
  const dictionary = given?.type === 'identifier' ? test.assignments.get(given.text) : given;
  if (dictionary?.type !== 'dictionary') return [];
  const data = new Map<string, Value | null>();
  for (const pair of dictionary.namedChildren) {
    if (pair.type === 'comment') continue;
    const key = pair.type === 'pair' ? readWrittenValue(pair.childForFieldName('key')!) : null;
    if (key?.kind !== 'str') return [];
    data.set(key.value, readWrittenValue(pair.childForFieldName('value')!, test.scope.resolve));
  }
  const isPartial = keyword('partial') !== null || keyword('instance') !== null || keyword('prefix') !== null;
  return [{ test: test.test, data, isComplete: true, isPartial, quote }];
}

function readKeywords(call: SyntaxNode, test: TestCase): Map<string, Value | null> | null {
  const data = new Map<string, Value | null>();
  for (const argument of call.childForFieldName('arguments')!.namedChildren) {
    if (argument.type === 'comment') continue;
    if (argument.type !== 'keyword_argument') return null;
    data.set(
      argument.childForFieldName('name')!.text,
      readWrittenValue(argument.childForFieldName('value')!, test.scope.resolve),
    );
  }
  return data;
}
