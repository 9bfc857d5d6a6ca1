import { RunnerProblem } from '../problem.ts';
import { type Token, tokenize } from './lexer.ts';
import type { Value } from './value.ts';

export type Expression =
  | { kind: 'literal'; value: Value }
  | { kind: 'context'; name: string }
  | { kind: 'index'; target: Expression; index: Expression }
  | { kind: 'every'; target: Expression }
  | { kind: 'call'; name: string; arguments: Expression[] }
  | { kind: 'not'; operand: Expression }
  | { kind: 'binary'; operator: BinaryOperator; left: Expression; right: Expression };

export type BinaryOperator = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=';

/** Loosest first: https://docs.github.com/actions/reference/workflows-and-actions/expressions#operators */
const LEVELS: BinaryOperator[][] = [['||'], ['&&'], ['==', '!='], ['<', '<=', '>', '>=']];
const KEYWORDS: Record<string, Value> = { true: true, false: false, null: null };
const NUMBER_WORDS: Record<string, number> = { Infinity: Number.POSITIVE_INFINITY, NaN: Number.NaN };

/** The syntax tree of one expression; throws a RunnerProblem that quotes the source. */
export function parseExpression(source: string): Expression {
  const tokens = tokenize(source);
  let position = 0;

  const fail = (): never => {
    const token = tokens[position];
    const where = token ? `Unexpected '${token.value}'` : 'Unexpected end of expression';
    throw new RunnerProblem(`${where} in expression '${source}'`);
  };
  const isSymbol = (token: Token | undefined, value: string): boolean =>
    token?.kind === 'symbol' && token.value === value;
  const accept = (value: string): boolean => {
    if (!isSymbol(tokens[position], value)) return false;
    position += 1;
    return true;
  };
  const expect = (value: string): void => {
    if (!accept(value)) fail();
  };

  function parseBinary(level: number): Expression {
    const operators = LEVELS[level];
    if (!operators) return parseUnary();
    let left = parseBinary(level + 1);
    for (;;) {
      const operator = operators.find((candidate) => isSymbol(tokens[position], candidate));
      if (!operator) return left;
      position += 1;
      left = { kind: 'binary', operator, left, right: parseBinary(level + 1) };
    }
  }

  function parseUnary(): Expression {
    return accept('!') ? { kind: 'not', operand: parseUnary() } : parsePostfix(parsePrimary());
  }

  function parsePostfix(start: Expression): Expression {
    let target = start;
    for (;;) {
      if (accept('.')) {
        if (accept('*')) target = { kind: 'every', target };
        else {
          const name = tokens[position];
          if (name?.kind !== 'name') return fail();
          position += 1;
          target = { kind: 'index', target, index: { kind: 'literal', value: name.value } };
        }
      } else if (accept('[')) {
        if (accept('*')) target = { kind: 'every', target };
        else target = { kind: 'index', target, index: parseBinary(0) };
        expect(']');
      } else return target;
    }
  }

  function parsePrimary(): Expression {
    const token = tokens[position];
    if (!token) return fail();
    position += 1;
    if (token.kind === 'number' || token.kind === 'string') return { kind: 'literal', value: token.value };
    if (token.kind === 'name') return parseName(token.value);
    if (token.value === '(') {
      const inner = parseBinary(0);
      expect(')');
      return inner;
    }
    position -= 1;
    return fail();
  }

  function parseName(name: string): Expression {
    if (accept('(')) {
      const list: Expression[] = [];
      if (!accept(')')) {
        do list.push(parseBinary(0));
        while (accept(','));
        expect(')');
      }
      return { kind: 'call', name, arguments: list };
    }
    if (Object.hasOwn(NUMBER_WORDS, name)) return { kind: 'literal', value: NUMBER_WORDS[name]! };
    if (Object.hasOwn(KEYWORDS, name.toLowerCase()))
      return { kind: 'literal', value: KEYWORDS[name.toLowerCase()]! };
    return { kind: 'context', name };
  }

  const expression = parseBinary(0);
  if (position < tokens.length) fail();
  return expression;
}
