import { randomBytes } from 'node:crypto';
import { CANARY_WORKFLOW, type Files, WORKFLOW } from '../git-repository.ts';
import { type AnthropicBody, anthropicMessage, type ScriptedReply } from '../model-server.ts';

/**
 * The smallest review that has every kind of step: a first round, a further round with a repair and with tests for
 * uncovered lines, and a confirmation round. One suggestion is dropped, one repaired, two are kept.
 */

/** Made at run time, so that no key stands in a file. What is redacted is counted in the comment. */
const SECRET = `gh${'p_'}${Array.from(randomBytes(36), (byte, index) => (index % 2 ? byte % 10 : 'AbCdEfGhJk'[byte % 10])).join('')}`;

export const STORY_BASE: Files = {
  '.github/workflows/testwright.yml': WORKFLOW,
  '.github/workflows/deploy.yml': CANARY_WORKFLOW,
  'prices.py': 'def total(price, quantity):\n    return price * quantity\n',
  'tests/test_prices.py': 'from prices import total\n\n\ndef test_total():\n    assert total(2, 3) == 6\n',
};

export const STORY_CHANGE: Files = {
  'prices.py': `def total(price: int, quantity: int) -> int:
    """What the pieces cost: ten or more cost a tenth less. Rates come with ${SECRET}."""
    if quantity < 0:
        raise ValueError("quantity must not be negative")
    if quantity >= 10:
        return price * quantity * 9 // 10
    return price * quantity
`,
};

/** Calls of the model in one review, in order. */
export const STORY_CALLS = ['suggest-tests', 'repair-test', 'cover-lines'] as const;
export type StoryCall = (typeof STORY_CALLS)[number];

const PROPOSED = { target_id: 'prices.py::total', path: 'tests/test_prices_more.py' };
const IMPORTS = ['from prices import total'];

const REPLIES: Record<StoryCall, unknown> = {
  'suggest-tests': {
    reasoning: 'The boundary of the discount needs a test.',
    tests: [
      {
        ...PROPOSED,
        title: 'Ten pieces cost a tenth less',
        checks: 'The discount begins at exactly ten pieces.',
        imports: IMPORTS,
        code: 'def test_ten_pieces_cost_a_tenth_less():\n    assert total(10, 10) == 90\n',
      },
      {
        ...PROPOSED,
        title: 'Uses a function that is not there',
        checks: 'The function works.',
        imports: ['import prices'],
        code: 'def test_function_that_is_not_there():\n    assert prices.discount(10) == 1\n',
      },
    ],
    edge_cases: [
      { target_id: null, kind: 'security', scenario: 'A huge quantity', why: 'It may overflow a column.' },
    ],
    weaknesses: [],
  },
  'repair-test': {
    diagnosis: 'prices has no discount function.',
    tests: [
      {
        suggestion_id: 's2',
        title: 'Four pieces cost four times as much',
        checks: 'Just below the boundary there is no discount.',
        imports: IMPORTS,
        code: 'def test_four_pieces():\n    assert total(3, 4) == 12\n',
      },
    ],
    give_up: [],
  },
  'cover-lines': {
    reasoning: 'Line 4 needs a negative quantity.',
    tests: [
      {
        ...PROPOSED,
        title: 'A negative quantity is refused',
        checks: 'The error is raised.',
        imports: ['import pytest', ...IMPORTS],
        code: 'def test_negative_quantity_is_refused():\n    with pytest.raises(ValueError):\n        total(10, -1)\n',
      },
    ],
  },
};

/** Which of the three prompts this request was made from. */
export function readStoryCall(body: AnthropicBody): StoryCall {
  const user = body.messages.map((message) => message.content).join('\n');
  if (user.includes('### Failing tests')) return 'repair-test';
  if (user.includes('not taken')) return 'cover-lines';
  return 'suggest-tests';
}

export function buildStoryReply(call: StoryCall): ScriptedReply {
  return anthropicMessage(JSON.stringify(REPLIES[call]));
}
