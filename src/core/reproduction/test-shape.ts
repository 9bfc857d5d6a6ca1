import { isDocstring } from '../python/definitions.ts';
import type { SyntaxNode } from '../python/parser.ts';
import { bodyOf, type Definition, definitionOf, dottedName, walk } from '../suggestions/syntax.ts';
import { findTests, type TestDefinition } from '../suggestions/test-names.ts';
import { isAssertion, plainText, raisedNames, readWith } from './assertions.ts';

/** A statement that is no expectation. An act only calls: its result may be kept under a name or not. */
interface Step {
  text: string;
  isAct: boolean;
}

/** A test without its expectations, and its expectations. */
export interface TestShape {
  testName: string;
  /** What the flip must leave as it is, in order: everything but expectations, docstrings and comments. */
  steps: Step[];
  /** Texts of the expectations. */
  expectations: string[];
  /** Names of exceptions that it waits for. */
  raises: string[];
  /** Texts of calls inside expectations. */
  expectedCalls: Set<string>;
  /** Texts of all calls that are more than a look at a value. */
  calls: Set<string>;
}

/** Functions and methods that only look at or build plain values: an expectation may use others than before. */
const LOOKS = new Set(
  (
    'len sorted list tuple set frozenset dict str int float bool repr abs round sum min max any all isinstance type zip enumerate ' +
    'range reversed iter next getattr hasattr Decimal Fraction date datetime time timedelta timezone UUID approx ' +
    'json keys values items count exists index strip lower upper split startswith endswith join decode encode isoformat ' +
    'quantize total_seconds copy values_list first last bytes ord chr format hex'
  ).split(' '),
);

/** The one test of a code with everything around it; null when it defines none or several. */
export function readShape(root: SyntaxNode): TestShape | null {
  const tests = findTests(root);
  const [test] = tests;
  if (tests.length !== 1 || !test) return null;
  const shape: TestShape = {
    testName: test.testName,
    steps: [],
    expectations: [],
    raises: [],
    expectedCalls: new Set(),
    calls: new Set(),
  };
  readBlock(root, shape, test);
  walk(bodyOf(test.node), (node) => {
    if (node.type === 'call' && !isLook(node)) shape.calls.add(plainText(node));
  });
  return shape;
}

/** `data.get(…)` looks a value up; `client.get(…)` sends a request, and `Order.objects.get(…)` asks for another row. */
function isLookup(callee: SyntaxNode): boolean {
  const object = callee.type === 'attribute' ? callee.childForFieldName('object')! : null;
  return (
    object !== null && object.type !== 'attribute' && !/client|session|api|http|request/i.test(object.text)
  );
}

/** Whether the call builds or reads a plain value, or is itself an expectation. */
function isLook(call: SyntaxNode): boolean {
  const callee = call.childForFieldName('function')!;
  const name = dottedName(callee) ?? '';
  const last = callee.type === 'attribute' ? callee.childForFieldName('attribute')!.text : name;
  if (last === 'get') return isLookup(callee);
  return LOOKS.has(last) || /^assert/.test(last) || /^(?:raises|warns)$/.test(last);
}

function readBlock(block: SyntaxNode, shape: TestShape, test: TestDefinition): void {
  for (const [index, statement] of block.namedChildren.entries()) {
    if (statement.type === 'comment' || (index === 0 && isDocstring(statement))) continue;
    readStatement(statement, shape, test);
  }
}

function readStatement(statement: SyntaxNode, shape: TestShape, test: TestDefinition): void {
  const definition = definitionOf(statement);
  const inner = statement.type === 'expression_statement' ? statement.namedChild(0)! : null;
  if (definition) readDefinition(definition, shape, test);
  else if (isAssertion(statement)) addExpectation(statement, shape);
  else if (statement.type === 'with_statement') readWithStatement(statement, shape, test);
  else if (inner) shape.steps.push(readSimple(inner));
  else readCompound(statement, shape, test);
}

/** Helpers and fixtures stay as they are, their assertions too. */
function readDefinition(definition: Definition, shape: TestShape, test: TestDefinition): void {
  const { node, outer, decorators } = definition;
  const holdsTest = test.node.startIndex >= node.startIndex && test.node.endIndex <= node.endIndex;
  if (!holdsTest) {
    shape.steps.push({ text: plainText(outer), isAct: false });
    return;
  }
  const body = bodyOf(node);
  const head = [...decorators, node.text.slice(0, body.startIndex - node.startIndex)].join(' ');
  shape.steps.push({ text: head.replace(/#.*$/gm, '').replace(/\s+/g, ' ').trim(), isAct: false });
  readBlock(body, shape, test);
}

/** `if`, `for`, `try` and the like: the head, then what is inside. */
function readCompound(statement: SyntaxNode, shape: TestShape, test: TestDefinition): void {
  const children = statement.namedChildren;
  const isBlock = (child: SyntaxNode): boolean => child.type === 'block' || /_clause$/.test(child.type);
  if (!children.some(isBlock)) {
    shape.steps.push({ text: plainText(statement), isAct: false });
    return;
  }
  const head = children.filter((child) => !isBlock(child)).map(plainText);
  shape.steps.push({ text: `${statement.type} ${head.join(' | ')}`, isAct: false });
  for (const child of children.filter(isBlock)) {
    if (child.type === 'block') readBlock(child, shape, test);
    else readCompound(child, shape, test);
  }
  shape.steps.push({ text: `end ${statement.type}`, isAct: false });
}

function readWithStatement(statement: SyntaxNode, shape: TestShape, test: TestDefinition): void {
  const items = readWith(statement);
  const others = items.filter(({ raises }) => raises === null).map(({ item }) => plainText(item));
  for (const { item, raises } of items) {
    if (!raises) continue;
    shape.expectations.push(plainText(item));
    shape.raises.push(...raisedNames(raises));
  }
  if (others.length > 0) shape.steps.push({ text: `with ${others.join(', ')}`, isAct: false });
  readBlock(bodyOf(statement), shape, test);
  if (others.length > 0) shape.steps.push({ text: 'end with', isAct: false });
}

function readSimple(node: SyntaxNode): Step {
  const left = node.type === 'assignment' ? node.childForFieldName('left') : null;
  const right = node.type === 'assignment' ? node.childForFieldName('right') : null;
  const value = left?.type === 'identifier' && right ? right : node;
  const isAct = value.type === 'call' || (value.type === 'await' && value.namedChild(0)?.type === 'call');
  return isAct ? { text: plainText(value), isAct } : { text: plainText(node), isAct: false };
}

function addExpectation(statement: SyntaxNode, shape: TestShape): void {
  shape.expectations.push(plainText(statement));
  walk(statement, (node) => {
    if (node.type === 'call') shape.expectedCalls.add(plainText(node));
    if (node.type === 'await') shape.expectedCalls.add(plainText(node));
  });
}
