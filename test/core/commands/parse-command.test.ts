import { describe, expect, test } from '@jest/globals';
import { COMMANDS, parseCommand, renderHelp } from '../../../src/core/commands/parse-command.ts';

describe('a comment that holds a command', () => {
  test.each<[string, unknown]>([
    ['/testwright', { name: 'help' }],
    ['/testwright help', { name: 'help' }],
    ['  /Testwright STATUS  ', { name: 'status' }],
    ['/testwright apply 1 3', { name: 'apply', ids: ['s1', 's3'] }],
    ['/testwright apply s1, s3', { name: 'apply', ids: ['s1', 's3'] }],
    ['/testwright apply #2 and #2', { name: 'apply', ids: ['s2'] }],
    ['/testwright apply all', { name: 'apply', ids: 'all' }],
    ['Looks good!\r\n/testwright apply 1\r\nThanks', { name: 'apply', ids: ['s1'] }],
    ['/testwright reject 2', { name: 'reject', ids: ['s2'], reason: null }],
    [
      '/testwright reject 2 3 because the helper is private',
      { name: 'reject', ids: ['s2', 's3'], reason: 'the helper is private' },
    ],
    ['/testwright reject s2 because: too slow', { name: 'reject', ids: ['s2'], reason: 'too slow' }],
    [`/testwright ok ${'aB3'.repeat(13)}a`, { name: 'ok', sha: `${'ab3'.repeat(13)}a` }],
    ['/testwright OK `0123456789ab`', { name: 'ok', sha: '0123456789ab' }],
    ['/testwright edge-cases', { name: 'edge-cases', target: null }],
    ['/testwright Edge-Cases total', { name: 'edge-cases', target: 'total' }],
    [
      '/testwright edge-cases shop/prices.py::Basket.total',
      { name: 'edge-cases', target: 'shop/prices.py::Basket.total' },
    ],
    ['/testwright edge-cases `größe.py::naïve`', { name: 'edge-cases', target: 'größe.py::naïve' }],
    ['> /testwright apply all\n\n/testwright pause', { name: 'pause' }],
    ['```\n/testwright apply all\n```\n/testwright resume', { name: 'resume' }],
    ['<!-- hidden -->\n/testwright pause', { name: 'pause' }],
    ['<!--\n```\n-->\n/testwright pause', { name: 'pause' }],
    ['```\n<!--\n```\n/testwright pause', { name: 'pause' }],
    ['An arrow <!-- that never ends\n\n/testwright pause', { name: 'pause' }],
    ['/testwright status\n/testwright apply all', { name: 'status' }],
  ])('%j', (body, command) => {
    expect(parseCommand(body)).toEqual({ kind: 'command', command });
  });
});

describe('a comment that does not speak to us', () => {
  test.each([
    '',
    'Please run /testwright apply all',
    '/testwrights apply all',
    '> /testwright apply all',
    '```\n/testwright apply all\n```',
    '~~~~\n/testwright apply all\n~~~\n/testwright apply 1',
    '    /testwright apply all',
    '<!-- /testwright apply all -->',
    '<!--\n/testwright apply all\n-->',
    '<!-- a template\n\n/testwright apply all',
    'See <!-- below\n/testwright apply all --> this',
    '<pre>\n/testwright apply all\n</pre>',
    '\u200b/testwright apply all',
    '/t\u0435stwright apply all',
    '/testwright\u200bapply all',
    '//testwright apply all',
    '`/testwright apply all`',
    '- /testwright apply all',
  ])('%j', (body) => {
    expect(parseCommand(body)).toEqual({ kind: 'none' });
  });
});

describe('a command that cannot be read says what to write', () => {
  test.each<[string, string]>([
    ['/testwright aply 1', 'Did you mean `/testwright apply`?'],
    ['/testwright stauts', 'Did you mean `/testwright status`?'],
    ['/testwright frobnicate', '`/testwright help` lists them'],
    ['/testwright apply', 'Name the suggestions by number'],
    ['/testwright apply one', 'Name the suggestions by number'],
    ['/testwright apply 1 model=other', 'Name the suggestions by number'],
    ['/testwright apply 0', 'Name the suggestions by number'],
    ['/testwright apply all --force', 'Name the suggestions by number'],
    ['/testwright reject because I say so', 'Name the suggestions by number'],
    ['/testwright reject 2 it is bad', 'Name the suggestions by number'],
    ['/testwright ok', 'at least 12 characters'],
    ['/testwright ok 0123456789a', 'at least 12 characters'],
    [`/testwright ok ${'0'.repeat(65)}`, 'at least 12 characters'],
    ['/testwright ok 0123456789ab and the next', 'at least 12 characters'],
    ['/testwright ok HEAD', 'at least 12 characters'],
    ['/testwright edge-cases total refund', 'Name one function, method or class, or none'],
    ['/testwright edge-cases target=total', 'Name one function, method or class, or none'],
    ['/testwright edge-cases ../../etc/passwd', 'Name one function, method or class, or none'],
    ['/testwright edge-case', 'Did you mean `/testwright edge-cases`?'],
    ['/testwright pause for a week', 'takes nothing behind it'],
    ['/testwright --openai.api_base=https://evil.example', 'is no command'],
    [`/testwright apply ${'1 '.repeat(2500)}`, 'longer than the 1000 characters that are read'],
    [
      `/testwright apply ${Array.from({ length: 60 }, (_, i) => i + 1).join(' ')}`,
      'At most 50 suggestions can be named',
    ],
    ['/testwright @everyone', 'There is no command `everyone`'],
  ])('%j', (body, told) => {
    const reading = parseCommand(body);
    expect(reading.kind).toBe('problem');
    expect(reading).toMatchObject({ problem: expect.stringContaining(told) });
  });
});

test('help names every command', () => {
  for (const { usage } of Object.values(COMMANDS)) expect(renderHelp()).toContain(usage);
});
