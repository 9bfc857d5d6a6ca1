import { CANARY_WORKFLOW, type Files, WORKFLOW } from './git-repository.ts';

/** A small plain Python project whose change adds branches that its tests do not reach. */
export const BASE: Files = {
  '.github/workflows/testwright.yml': WORKFLOW,
  '.github/workflows/deploy.yml': CANARY_WORKFLOW,
  'prices.py': 'def total(price, quantity):\n    return price * quantity\n',
  'tests/test_prices.py': 'from prices import total\n\n\ndef test_total():\n    assert total(2, 3) == 6\n',
};

export const CHANGE: Files = {
  'prices.py': `def total(price: int, quantity: int) -> int:
    """What the pieces cost: ten or more cost a tenth less."""
    if quantity < 0:
        raise ValueError("quantity must not be negative")
    if quantity >= 10:
        return price * quantity * 9 // 10
    return price * quantity
`,
};
