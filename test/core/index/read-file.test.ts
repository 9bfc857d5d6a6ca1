import { beforeAll, describe, expect, test } from '@jest/globals';
import type { FileRecord } from '../../../src/core/index/file-record.ts';
import { readFileRecord } from '../../../src/core/index/read-file.ts';
import type { PythonParser } from '../../../src/core/python/parser.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';

let parser: PythonParser;

beforeAll(async () => {
  parser = await loadPythonParser();
});

function symbolOf(text: string): FileRecord['symbols'][number] {
  return readFileRecord(parser, text).symbols[0]!;
}

describe('a definition is read from its text:', () => {
  test('decorators, parameters of every kind, annotations and docstring', () => {
    const text = [
      '@first  # why',
      '@second(',
      '    a,  # not a parameter',
      ')',
      'async def f(a, /, b: "list[int]" = [1, 2], *args: int, key=lambda x, y: x, c="),", **rest) -> dict[str, int]:',
      '    # before',
      '    """',
      '    What it does.',
      '    More.',
      '    """',
      '    return a',
      '',
    ].join('\n');
    expect(symbolOf(text)).toMatchObject({
      name: 'f',
      decorators: ['first', 'second(\n    a,  # not a parameter\n)'],
      parameters: [
        { name: 'a', kind: 'positional-only', annotation: null, default: null },
        { name: 'b', kind: 'positional-or-keyword', annotation: '"list[int]"', default: '[1, 2]' },
        { name: 'args', kind: 'var-positional', annotation: 'int', default: null },
        { name: 'key', kind: 'keyword-only', annotation: null, default: 'lambda x, y: x' },
        { name: 'c', kind: 'keyword-only', annotation: null, default: '"),"' },
        { name: 'rest', kind: 'var-keyword', annotation: null, default: null },
      ],
      annotation: 'dict[str, int]',
      summary: 'What it does.',
      startLine: 1,
      bodyLine: 7,
      endLine: 11,
      isAsync: true,
    });
  });

  test('bases without keywords, type parameters, and a body in the same line', () => {
    expect(symbolOf('class A[T: int](Base[T], mixins.Mixin, metaclass=Meta): x = 1\n')).toMatchObject({
      bases: ['Base[T]', 'mixins.Mixin'],
      startLine: 1,
      bodyLine: 1,
      endLine: 1,
      summary: null,
    });
  });

  test('texts that only begin like a docstring are none', () => {
    for (const body of ['"a" "b"', '"a".join(b)', '"a" % b', 'f(1)'])
      expect(symbolOf(`def f():\n    ${body}\n`).summary).toBeNull();
    expect(symbolOf('def f(): r"a"; return\n').summary).toBe('a');
  });

  test('a guarded block is not reached, its else is', () => {
    const { symbols } = readFileRecord(
      parser,
      'if TYPE_CHECKING:\n  def a(): ...\nelif x:\n  def b(): ...\nelse:\n  def c(): ...\n  if y:\n    def d(): ...\n',
    );
    expect(symbols.map(({ name, unreachable }) => [name, unreachable])).toEqual([
      ['a', true],
      ['b', false],
      ['c', false],
      ['d', false],
    ]);
  });
});

test('long runs of comments and of joined lines leave everything else in its place', () => {
  const text = [
    'VALUE = 1 + \\',
    ...Array.from({ length: 80 }, () => '    1 + \\'),
    '    1',
    ...Array.from({ length: 80 }, (_, i) => `# "comment ${i}`),
    '__all__ = ["f", "VALUE"]',
    'def f(a="# no comment"):',
    '    return a',
    'def broken(:',
    '',
  ].join('\r\n');
  const { symbols, exports, problems } = readFileRecord(parser, text);
  expect(symbols.slice(0, 3).map(({ name, startLine, endLine }) => [name, startLine, endLine])).toEqual([
    ['VALUE', 1, 82],
    ['__all__', 163, 163],
    ['f', 164, 165],
  ]);
  expect(symbols[2]!.parameters[0]!.default).toBe('"# no comment"');
  expect(exports).toEqual(['f', 'VALUE']);
  expect(problems).toEqual(['does not parse at line 166']);
});
