import { expect, test } from '@jest/globals';
import { chooseByLabels } from '../../../src/core/configuration/choose-by-labels.ts';

test.each([
  [[], {}, null],
  [['docs'], {}, null],
  [['Docs'], { skip: ['docs'] }, 'has the label docs'],
  [[], { skip: ['docs'] }, null],
  [[], { only: ['tests wanted'] }, 'none of the labels tests wanted'],
  [['Tests Wanted'], { only: ['tests wanted', 'other'] }, null],
  [['tests wanted', 'docs'], { only: ['tests wanted'], skip: ['docs'] }, 'has the label docs'],
  [['a'], { only: [] }, null],
])('labels %j under %j: %s', (labels, settings, reason) => {
  const chosen = chooseByLabels(labels, settings);
  if (reason === null) expect(chosen).toBeNull();
  else expect(chosen).toEqual({ code: 'left-out-by-label', reason: expect.stringContaining(reason) });
});
