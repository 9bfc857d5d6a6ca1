import type { SyntaxNode } from '../python/parser.ts';
import { bindAssignment, bindItems, mergeScopes } from './bind-names.ts';
import { type Condition, equalityOf, readCondition } from './conditions.ts';
import { readLiteral } from './literals.ts';
import { readExpression } from './read-expressions.ts';
import { addGoals, further, type Position, type Requirement } from './reading.ts';
import { readTerm } from './terms.ts';

/** Reads the statements of a block in their order. */
export function readBlock(block: SyntaxNode, at: Position): void {
  const here = further(at);
  for (const statement of block.namedChildren) readStatement(statement, here);
}

/** May extend the way by what holds after the statement, such as the opposite of a condition that returned. */
function readStatement(statement: SyntaxNode, at: Position): void {
  switch (statement.type) {
    case 'if_statement':
      readIf(statement, at);
      return;
    case 'match_statement':
      readMatch(statement, at);
      return;
    case 'for_statement':
      readFor(statement, at);
      return;
    case 'while_statement': {
      const condition = readCondition(statement.childForFieldName('condition')!, at.scope);
      addGoals(condition, at);
      readBlock(statement.childForFieldName('body')!, further(at, { condition, holds: true }));
      return;
    }
    case 'try_statement':
    case 'with_statement':
      for (const child of statement.namedChildren) {
        const block =
          child.type === 'block' ? child : child.namedChildren.find(({ type }) => type === 'block');
        if (block) readBlock(block, at);
      }
      return;
    case 'assert_statement': {
      const condition = readCondition(statement.namedChild(0)!, at.scope);
      addGoals(condition, at);
      at.reading.raises.add('AssertionError');
      at.way.push({ condition, holds: true });
      return;
    }
    case 'raise_statement': {
      const name = statement
        .namedChild(0)
        ?.text.replace(/\([\s\S]*$/, '')
        .split('.')
        .at(-1);
      if (name) at.reading.raises.add(name);
      readExpression(statement, at);
      return;
    }
    case 'function_definition':
    case 'class_definition':
    case 'decorated_definition':
      return;
    default:
      readExpression(statement, at);
      if (statement.type === 'expression_statement') bindAssignment(statement.namedChildren[0], at.scope);
  }
}

function readIf(statement: SyntaxNode, at: Position): void {
  const before: Requirement[] = [];
  const leaving: Requirement[] = [];
  for (const branch of [statement, ...statement.childrenForFieldName('alternative')]) {
    const test = branch.childForFieldName('condition');
    const body = branch.childForFieldName('consequence') ?? branch.childForFieldName('body');
    const here = further(at, ...before);
    const condition = test ? readCondition(test, at.scope) : null;
    if (test && condition) {
      readExpression(test, here);
      addGoals(condition, here);
    }
    if (body) readBranch(body, condition ? further(here, { condition, holds: true }) : here, at);
    if (!condition) continue;
    before.push({ condition, holds: false });
    if (body && leaves(body)) leaving.push({ condition, holds: false });
  }
  at.way.push(...leaving);
}

function readMatch(statement: SyntaxNode, at: Position): void {
  const subjectNode = statement.childForFieldName('subject')!;
  const subject = readTerm(subjectNode, at.scope);
  const before: Requirement[] = [];
  for (const clause of statement.childForFieldName('body')?.namedChildren ?? []) {
    if (clause.type !== 'case_clause') continue;
    const pattern = clause.namedChildren.find((child) => child.type === 'case_pattern');
    const inner = pattern?.namedChild(0);
    const options = inner?.type === 'union_pattern' ? inner.namedChildren : inner ? [inner] : [];
    const values = options.map((option) =>
      option.type === 'dotted_name' ? at.scope.resolve(option.text) : readLiteral(option, at.scope.resolve),
    );
    const known = values.filter((value) => value !== null);
    const text = `${subjectNode.text} == ${pattern?.text}`;
    const condition: Condition | null =
      known.length > 0 && known.length === options.length
        ? { kind: 'or', parts: known.map((value) => equalityOf(subject, value, text)) }
        : null;
    const here = further(at, ...before);
    if (condition) addGoals(condition, here);
    const block = clause.childForFieldName('consequence')!;
    readBranch(block, condition ? further(here, { condition, holds: true }) : here, at);
    if (condition) before.push({ condition, holds: false });
  }
}

function readFor(statement: SyntaxNode, at: Position): void {
  const right = statement.childForFieldName('right')!;
  readExpression(right, at);
  const filled = bindItems(statement.childForFieldName('left')!, right, at);
  if (filled) addGoals(filled, at);
  const body = statement.childForFieldName('body')!;
  readBlock(body, filled ? further(at, { condition: filled, holds: true }) : at);
  const otherwise = statement.childForFieldName('alternative')?.childForFieldName('body');
  if (otherwise) readBlock(otherwise, at);
}

/** A branch binds names for itself; what follows it knows them only as computed from the same places. */
function readBranch(block: SyntaxNode, here: Position, outside: Position): void {
  const scope = { ...here.scope, terms: new Map(here.scope.terms) };
  readBlock(block, { ...here, scope });
  mergeScopes(outside.scope, scope);
}

/** Whether control never reaches what follows the block. */
function leaves(block: SyntaxNode): boolean {
  const last = block.namedChildren.filter((child) => child.type !== 'comment').at(-1);
  return last !== undefined && /^(return|raise|continue|break)_statement$/.test(last.type);
}
