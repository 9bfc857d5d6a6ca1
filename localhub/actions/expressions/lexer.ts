import { RunnerProblem } from '../problem.ts';

export type Token =
  | { kind: 'number'; value: number }
  | { kind: 'string'; value: string }
  | { kind: 'name'; value: string }
  | { kind: 'symbol'; value: string };

const SPACE = /\s+/y;
const NUMBER = /[+-]?(?:0x[0-9a-fA-F]+|0o[0-7]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|Infinity)/y;
const STRING = /'((?:[^']|'')*)'/y;
const NAME = /[A-Za-z_][A-Za-z0-9_-]*/y;
const SYMBOL = /&&|\|\||[=!<>]=|[()[\].,*!<>]/y;

/** The tokens of one expression, without its `${{ }}`. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = position;
    const match = pattern.exec(source);
    if (match) position = pattern.lastIndex;
    return match;
  };
  while (position < source.length) {
    if (take(SPACE)) continue;
    const last = tokens.at(-1);
    // After something that has properties a dot reads one of them; elsewhere it may begin a number.
    const afterValue =
      last?.kind === 'name' || (last?.kind === 'symbol' && [')', ']', '*'].includes(last.value));
    const number = afterValue ? null : take(NUMBER);
    if (number) {
      const text = number[0].replace(/^\+/, '');
      const negated = text.startsWith('-');
      tokens.push({ kind: 'number', value: negated ? -Number(text.slice(1)) : Number(text) });
      continue;
    }
    const string = take(STRING);
    if (string) {
      tokens.push({ kind: 'string', value: string[1]!.replaceAll("''", "'") });
      continue;
    }
    const name = take(NAME);
    if (name) {
      tokens.push({ kind: 'name', value: name[0] });
      continue;
    }
    const symbol = take(SYMBOL);
    if (!symbol)
      throw new RunnerProblem(`Unexpected symbol: '${source.slice(position)}' in expression '${source}'`);
    tokens.push({ kind: 'symbol', value: symbol[0] });
  }
  return tokens;
}
