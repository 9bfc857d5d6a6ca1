import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type DroppedItems, parseReply } from '../../../src/core/suggestions/parse-reply.ts';
import { REPLY_SCHEMAS, suggestTestsReplySchema } from '../../../src/core/suggestions/reply-schema.ts';

const TEST = {
  target_id: 'shop/pricing.py::discount',
  path: 'tests/test_pricing.py',
  title: 'Discount of an empty cart',
  checks: 'An empty cart costs nothing.',
  imports: ['from shop.pricing import discount'],
  code: 'def test_discount_of_an_empty_cart_is_zero():\n\tassert discount([]) == 0\n',
};
const EDGE = { target_id: null, kind: 'security', scenario: 'A negative amount.', why: 'It pays money out.' };
const reply = (tests: unknown, edge_cases: unknown = []) => ({
  reasoning: 'plan',
  tests,
  edge_cases,
  weaknesses: [],
});

describe('a reply with the right top level', () => {
  function check(tests: unknown[], kept: number, dropped: DroppedItems[]) {
    const parsed = parseReply('suggest-tests', reply(tests));
    expect(parsed).toMatchObject({ ok: true, dropped });
    expect(parsed.ok && parsed.reply.tests).toHaveLength(kept);
  }

  test('keeps every good item', () => {
    check([TEST, TEST], 2, []);
    check([], 0, []);
  });

  test.each<[string, unknown, DroppedItems['code']]>([
    ['a missing property', { ...TEST, code: undefined }, 'wrong-shape'],
    ['a wrong type', { ...TEST, imports: 'import os' }, 'wrong-shape'],
    ['nothing', null, 'wrong-shape'],
    ['code beyond 20,000 characters', { ...TEST, code: 'x'.repeat(20_001) }, 'too-long'],
    ['too long a path', { ...TEST, path: 'x'.repeat(301) }, 'too-long'],
    ['too many imports', { ...TEST, imports: Array(61).fill('import os') }, 'too-long'],
    ['NUL in its code', { ...TEST, code: 'a\0b' }, 'unreadable-characters'],
    ['an escape sequence in its title', { ...TEST, title: '\x1b[31m' }, 'unreadable-characters'],
    ['a lone surrogate', { ...TEST, checks: '\ud800' }, 'unreadable-characters'],
    ['bidirectional controls', { ...TEST, code: 'x = "\u202e"' }, 'unreadable-characters'],
    ['what stands for broken text', { ...TEST, code: '\ufffd' }, 'unreadable-characters'],
  ])('drops and counts an item with %s, and keeps the others', (_, bad, code) => {
    check([bad, TEST, bad], 1, [{ list: 'tests', code, count: 2 }]);
  });

  test('keeps 40 tests and counts the rest', () => {
    check(Array(43).fill(TEST), 40, [{ list: 'tests', code: 'too-many', count: 3 }]);
  });

  test('does not keep properties that nobody asked for', () => {
    const parsed = parseReply('suggest-tests', { ...reply([{ ...TEST, run: 'rm' }]), shell: 'rm' });
    expect(parsed).toEqual({ ok: true, dropped: [], reply: reply([TEST]) });
  });

  test('reads the lists of the other replies', () => {
    const { target_id: _, path: __, ...rest } = TEST;
    const repaired = { suggestion_id: 's1', ...rest };
    const given = { suggestion_id: 's2', reason: 'It disputes the code.' };
    expect(parseReply('repair-test', { diagnosis: 'd', tests: [repaired], give_up: [given, 3] })).toEqual({
      ok: true,
      reply: { diagnosis: 'd', tests: [repaired], give_up: [given] },
      dropped: [{ list: 'give_up', code: 'wrong-shape', count: 1 }],
    });
    expect(parseReply('cover-lines', { reasoning: 'r', tests: [TEST] })).toMatchObject({
      ok: true,
      dropped: [],
    });
    expect(parseReply('suggest-tests', reply([], [EDGE]))).toMatchObject({ reply: { edge_cases: [EDGE] } });
  });
});

describe('a reply is refused as a whole', () => {
  test.each([
    ['when it is no object', 'text'],
    ['when a list is missing', { reasoning: '', tests: [], edge_cases: [] }],
    ['when a list is none', reply('none')],
    ['when no item of a list has the right shape', reply([{ file: 'x.py' }, { file: 'y.py' }])],
  ])('%s', (_, json) => {
    expect(parseReply('suggest-tests', json)).toEqual({ ok: false, problem: expect.stringMatching(/\w/) });
  });

  test('and the problem names the property that the first item lacks', () => {
    const result = suggestTestsReplySchema.safeParse(reply([{ ...TEST, code: undefined }]));
    expect(result.error?.message).toContain('code');
  });
});

test('every prompt id has a schema', () => {
  const folders = readdirSync(join(import.meta.dirname, '../../../prompts'), { withFileTypes: true });
  const ids = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  expect(Object.keys(REPLY_SCHEMAS).sort()).toEqual(ids.sort());
});
