import { expect, test } from '@jest/globals';
import { fitTexts } from '../../../src/core/context/fit-texts.ts';

test('texts fit in their order; one that is too large does not keep smaller ones out', () => {
  const fitted = fitTexts(
    [
      { what: 'a', text: 'x'.repeat(30) },
      { what: 'huge', text: 'x'.repeat(3000) },
      { what: 'b', text: 'x'.repeat(30) },
    ],
    20,
  );
  expect(fitted.shown).toHaveLength(2);
  expect(fitted.leftOut).toEqual([{ what: 'huge', reason: expect.any(String) }]);
  expect(fitted.tokens).toBe(20);
});
