import type { SyntaxNode } from '../python/parser.ts';
import { parametersOf } from '../python/signature.ts';
import { bindItems } from './bind-names.ts';
import { readCondition } from './conditions.ts';
import { addGoals, further, type Position } from './reading.ts';
import { readTerm, type Term } from './terms.ts';
import { noteClues } from './type-clues.ts';

/** Calls into functions of the same module are followed so deep. */
const MAX_CALL_DEPTH = 2;

/** Reads the conditions, calls and clues inside an expression or a simple statement. */
export function readExpression(node: SyntaxNode, at: Position): void {
  noteClues(node, at.scope, at.reading.clues);
  switch (node.type) {
    case 'lambda':
      return;
    case 'conditional_expression':
      readConditional(node, at);
      return;
    case 'list_comprehension':
    case 'set_comprehension':
    case 'generator_expression':
    case 'dictionary_comprehension':
      readComprehension(node, at);
      return;
    case 'boolean_operator':
    case 'comparison_operator':
      // A condition that is a value of its own: `return a and b`.
      if (!isTest(node)) addGoals(readCondition(node, at.scope), at);
      break;
    case 'call':
      enterCall(node, at);
      break;
  }
  for (const child of node.namedChildren) readExpression(child, at);
}

function readConditional(node: SyntaxNode, at: Position): void {
  const [then, test, otherwise] = node.namedChildren.filter((child) => child.type !== 'comment');
  if (!then || !test || !otherwise) return;
  const condition = readCondition(test, at.scope);
  addGoals(condition, at);
  readExpression(test, at);
  readExpression(then, further(at, { condition, holds: true }));
  readExpression(otherwise, further(at, { condition, holds: false }));
}

function readComprehension(node: SyntaxNode, at: Position): void {
  let here: Position = { ...at, scope: { ...at.scope, terms: new Map(at.scope.terms) } };
  for (const part of node.namedChildren) {
    if (part.type === 'for_in_clause') {
      const right = part.childForFieldName('right')!;
      readExpression(right, here);
      const condition = bindItems(part.childForFieldName('left')!, right, here);
      if (!condition) continue;
      addGoals(condition, here);
      here = further(here, { condition, holds: true });
    } else if (part.type === 'if_clause' && part.namedChild(0)) {
      const condition = readCondition(part.namedChild(0)!, here.scope);
      addGoals(condition, here);
      readExpression(part.namedChild(0)!, here);
      here = further(here, { condition, holds: true });
    }
  }
  const body = node.childForFieldName('body');
  if (body) readExpression(body, here);
}

/** Reads a function of the same module that is called with places of ours, as if it stood here. */
function enterCall(node: SyntaxNode, at: Position): void {
  const { reading, scope, stack } = at;
  const callee = reading.functions.get(node.childForFieldName('function')!.text);
  const list = node.childForFieldName('arguments')!;
  if (!callee || list.type !== 'argument_list' || stack.length > MAX_CALL_DEPTH || stack.includes(callee.id))
    return;
  const parameters = parametersOf(callee);
  const terms = new Map<string, Term>();
  let position = 0;
  for (const argument of list.namedChildren) {
    if (argument.type === 'comment') continue;
    const isKeyword = argument.type === 'keyword_argument';
    const parameter = isKeyword
      ? parameters.find(({ name }) => name === argument.childForFieldName('name')!.text)
      : parameters[position++];
    if (!parameter) continue;
    const term = readTerm(isKeyword ? argument.childForFieldName('value')! : argument, scope);
    terms.set(parameter.name, term);
    if (term.kind === 'place' && parameter.annotation) {
      reading.clues.annotations.set(term.place, parameter.annotation);
    }
  }
  if (terms.size === 0) return;
  const inside = { terms, resolve: scope.resolve };
  reading.readBlock(callee.childForFieldName('body')!, {
    ...at,
    scope: inside,
    stack: [...stack, callee.id],
  });
}

/** Whether the comparison is the test of an `if`, `while` or the like, or a part of one. */
function isTest(node: SyntaxNode): boolean {
  const parent = node.parent;
  if (!parent) return false;
  if (/^(if_statement|elif_clause|while_statement|assert_statement|if_clause)$/.test(parent.type))
    return true;
  if (parent.type === 'conditional_expression') return node.equals(parent.namedChildren[1]!);
  return /^(boolean_operator|not_operator|parenthesized_expression)$/.test(parent.type) && isTest(parent);
}
