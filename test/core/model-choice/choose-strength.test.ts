import { expect, test } from '@jest/globals';
import { chooseStrength } from '../../../src/core/model-choice/choose-strength.ts';

type Given = Parameters<typeof chooseStrength>;

test.each<[task: Given[0], targets: Given[1], wishes: Given[2], expected: 'fast' | 'strong']>([
  ['suggest-tests', ['boilerplate'], undefined, 'fast'],
  ['suggest-tests', ['security'], undefined, 'strong'],
  ['suggest-tests', ['business-logic'], undefined, 'strong'],
  ['suggest-tests', ['legacy'], undefined, 'strong'],
  // One question about several takes the stronger.
  ['suggest-tests', ['boilerplate', 'legacy'], undefined, 'strong'],
  ['cover-lines', ['boilerplate', 'boilerplate'], undefined, 'fast'],
  ['edge-cases', ['boilerplate'], undefined, 'fast'],
  ['repair-test', ['boilerplate'], undefined, 'fast'],
  // Nothing is known of what it is about.
  ['repair-test', [], undefined, 'strong'],
  ['assess-catch', [], undefined, 'strong'],
  ['fix-failing-test', [], undefined, 'strong'],
  ['plan-reproduction', [], undefined, 'strong'],
  ['write-passing-test', [], undefined, 'strong'],
  ['validate-reproduction', [], undefined, 'strong'],
  ['flip-test', [], undefined, 'fast'],
  // What the repository says goes first, class by class.
  ['suggest-tests', ['boilerplate'], { boilerplate: 'strong' }, 'strong'],
  ['suggest-tests', ['business-logic'], { businessLogic: 'fast' }, 'fast'],
  ['suggest-tests', ['business-logic', 'security'], { businessLogic: 'fast' }, 'strong'],
  ['assess-catch', [], { analysis: 'fast' }, 'fast'],
  ['flip-test', [], { rewriting: 'strong', analysis: 'fast' }, 'strong'],
])('%s about %j with %j goes to the %s model', (task, targets, wishes, expected) => {
  expect(chooseStrength(task, targets, wishes)).toBe(expected);
});
