import { beforeAll, describe, expect, test } from '@jest/globals';
import type { PythonParser, SyntaxNode } from '../../../src/core/python/parser.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';

let parser: PythonParser;

beforeAll(async () => {
  parser = await loadPythonParser();
});

/** First and last line of each function, with its name, as a maintainer counts lines. */
function functionLines(text: string): [string, number, number][] {
  return parser.withTree(text, (root) =>
    root
      .descendantsOfType('function_definition')
      .map((node: SyntaxNode): [string, number, number] => [
        node.childForFieldName('name')!.text,
        node.startPosition.row + 1,
        node.endPosition.row + 1,
      ]),
  );
}

describe('lines of the syntax tree', () => {
  const cases: [string, string][] = [
    ['plain text', 'x = 1\n\ndef f():\n    return 1\n'],
    ['CRLF line ends', 'x = 1\r\n\r\ndef f():\r\n    return 1\r\n'],
    ['a byte order mark', '\uFEFFx = 1\n\ndef f():\n    return 1\n'],
    ['tabs', 'x = 1\n\ndef f():\n\treturn 1\n'],
    ['characters outside the basic plane', 'x = "🦄🦄é"\n# 🦄\ndef f():\n    return "🦄"\n'],
    ['a form feed', 'x = 1\n\f\ndef f():\n    return 1\n'],
    ['no newline at the end', 'x = 1\n\ndef f():\n    return 1'],
  ];
  for (const [name, text] of cases) {
    test(`are right with ${name}`, () => {
      expect(functionLines(text)).toEqual([['f', 3, 4]]);
    });
  }

  test('text of a node is the slice of the string between its indices', () => {
    const text = '\uFEFF# é🦄\r\nname = "🦄"\r\ndef f(): return "x🦄y"\r\n';
    parser.withTree(text, (root) => {
      const node = root.descendantsOfType('function_definition')[0]!;
      expect(text.slice(node.startIndex, node.endIndex)).toBe('def f(): return "x🦄y"');
      expect(node.text).toBe('def f(): return "x🦄y"');
    });
  });
});

describe('the parser', () => {
  test('marks a syntax error and still finds the functions around it', () => {
    const text = 'def f():\n    return 1\n\ndef (:\n\ndef g():\n    return 2\n';
    expect(functionLines(text).map(([name]) => name)).toEqual(expect.arrayContaining(['f', 'g']));
    expect(parser.withTree(text, (root) => root.hasError)).toBe(true);
  });

  test('frees the tree when the use of it throws', () => {
    let kept: SyntaxNode | null = null;
    expect(() =>
      parser.withTree('x = 1\n', (root) => {
        kept = root;
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(kept).not.toBeNull();
    expect(parser.withTree('y = 2\n', (root) => root.text)).toBe('y = 2\n');
  });

  test('survives deep nesting and an empty text', () => {
    expect(parser.withTree('', (root) => root.childCount)).toBe(0);
    expect(parser.withTree(`x = ${'('.repeat(20_000)}`, (root) => root.hasError)).toBe(true);
  });
});
