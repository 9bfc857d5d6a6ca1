import { describe, expect, test } from '@jest/globals';
import { quoteHostile } from '../../../src/core/evidence/quote-hostile.ts';

describe('hostile text', () => {
  function check(text: string, expected: string) {
    expect(quoteHostile(text)).toBe(expected);
  }

  test('that is plain stays as it is', () => check('Größe: 3 € 🧪', 'Größe: 3 € 🧪'));
  test('becomes one line', () => check('a\n\n::error::b\r\nc\u2028d', 'a ::error::b c d'));
  test('loses what steers a terminal', () => check('\u001b[2Ja\u0007b\u009bc', '[2Ja b c'));
  test('loses what hides or turns text', () => check('a\u202eb\u200bc\ufeffd\u0000e', 'a b c d e'));
  test('loses halves of characters', () => check('a\ud83db', 'a\ufffdb'));
  test('is cut to 300 characters, whole ones', () => check('🧪'.repeat(400), `${'🧪'.repeat(299)}…`));
  test('of 300 characters is not cut', () => check('x'.repeat(300), 'x'.repeat(300)));
});
