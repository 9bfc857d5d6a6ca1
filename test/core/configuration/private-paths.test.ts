import { expect, test } from '@jest/globals';
import { choosePrivacy, namesPrivatePath } from '../../../src/core/configuration/private-paths.ts';
import { isLocalAddress } from '../../../src/local-address.ts';

const file = (path: string, previousPath: string | null = null) => ({ path, previousPath });

test.each<[string, string[], ReturnType<typeof file>[], boolean, string]>([
  ['nothing is private', [], [file('a.py')], false, 'any'],
  ['no changed file is private', ['x/'], [file('a.py')], true, 'any'],
  ['some are, without a local model', ['x/'], [file('a.py'), file('x/b.py')], false, 'any'],
  ['some are, with a local model', ['x/'], [file('a.py'), file('x/b.py')], true, 'local'],
  ['all are, without a local model', ['x/'], [file('x/b.py')], false, 'none'],
  ['one was moved out', ['x/'], [file('b.py', 'x/b.py')], false, 'none'],
])('which model may be asked when %s', (_what, patterns, files, hasLocal, model) => {
  expect(choosePrivacy(patterns, files, hasLocal)).toEqual({ patterns, model });
});

test.each<[string, boolean]>([
  ['secret/a.py:3: ValueError', true],
  ['File "/home/runner/work/p/p/secret/a.py", line 3', true],
  ['shop/a.py:3: ValueError', false],
  ['the secret is out', false],
  ['', false],
])('a text that names a private path: %j', (text, expected) => {
  expect(namesPrivatePath(['secret/'], text)).toBe(expected);
});

test.each<[string, boolean]>([
  ['http://127.0.0.1:11434/v1', true],
  ['http://localhost:11434/v1', true],
  ['http://[::1]:1/v1', true],
  ['http://10.1.2.3/v1', true],
  ['http://172.31.0.1/v1', true],
  ['http://172.32.0.1/v1', false],
  ['http://192.168.0.9/v1', true],
  ['http://[fd00::1]/v1', true],
  ['http://ollama:11434/v1', true],
  ['http://models.internal/v1', true],
  ['https://api.openai.com/v1', false],
  ['http://8.8.8.8/v1', false],
  ['http://127.0.0.1.example.com/v1', false],
  ['http://user@example.com/v1', false],
  ['not a url', false],
])('an address on this machine or a private network: %s', (url, expected) => {
  expect(isLocalAddress(url)).toBe(expected);
});
