import { describe, expect, test } from '@jest/globals';
import { createAnnotationCollector } from '../../../localhub/actions/annotations.ts';
import { isProtectedName, parseCommandFile } from '../../../localhub/actions/command-files.ts';
import { parseWorkflowCommand, type WorkflowCommand } from '../../../localhub/actions/workflow-commands.ts';

describe('workflow commands', () => {
  test.each<[line: string, expected: WorkflowCommand | null]>([
    ['::notice::hello', { name: 'notice', properties: {}, message: 'hello' }],
    [
      '::error file=shop/a%2Cb.py,line=3,endLine=4,title=Bad%3A 100%25::one%0Atwo%25',
      {
        name: 'error',
        properties: { file: 'shop/a,b.py', line: '3', endline: '4', title: 'Bad: 100%' },
        message: 'one\ntwo%',
      },
    ],
    ['::notice title=x::a%250Ab', { name: 'notice', properties: { title: 'x' }, message: 'a%0Ab' }],
    ['  ::warning::a::b', { name: 'warning', properties: {}, message: 'a::b' }],
    ['::endgroup::', { name: 'endgroup', properties: {}, message: '' }],
    ['text ::notice::no', null],
    ['tests/test_a.py::test_b PASSED', null],
    [':: notice ::no', null],
    ['::', null],
  ])('%j', (line, expected) => {
    expect(parseWorkflowCommand(line)).toEqual(expected);
  });

  test('a step keeps ten annotations of a level and a job keeps fifty', () => {
    const collector = createAnnotationCollector();
    for (let step = 0; step < 3; step += 1) {
      collector.startStep();
      for (let index = 0; index < 12; index += 1) {
        collector.add('notice', `${step}.${index}`);
        collector.add('warning', `${step}.${index}`);
      }
    }
    const { annotations } = collector;
    expect(annotations).toHaveLength(50);
    expect(annotations.filter(({ message }) => message.startsWith('0.'))).toHaveLength(20);
    expect(annotations[0]).toEqual({
      level: 'notice',
      title: '',
      message: '0.0',
      path: '.github',
      startLine: 1,
      endLine: 1,
    });
  });
});

describe('the files that steps write', () => {
  test.each<[text: string, expected: [string, string][]]>([
    ['', []],
    [
      'A=1\nB=x=y\nC=\n',
      [
        ['A', '1'],
        ['B', 'x=y'],
        ['C', ''],
      ],
    ],
    [
      'A<<END\none\n\ntwo\nEND\nB=2',
      [
        ['A', 'one\n\ntwo'],
        ['B', '2'],
      ],
    ],
    ['A<<END\nEND\n', [['A', '']]],
    ['A=1<<2', [['A', '1<<2']]],
    [
      'A=1\r\nB=2\r\n',
      [
        ['A', '1'],
        ['B', '2'],
      ],
    ],
  ])('%j', (text, expected) => {
    expect(parseCommandFile(text, 'output')).toEqual(expected);
  });

  test.each(['nonsense', '=x', 'A<<END\nnever ended', 'A<<'])('%j is refused', (text) => {
    expect(() => parseCommandFile(text, 'env')).toThrow("Unable to process file command 'env'");
  });

  test.each([
    ['GITHUB_SHA', true],
    ['RUNNER_TEMP', true],
    ['NODE_OPTIONS', true],
    ['MY_GITHUB_SHA', false],
  ])('%s is protected: %s', (name, expected) => {
    expect(isProtectedName(name)).toBe(expected);
  });
});
