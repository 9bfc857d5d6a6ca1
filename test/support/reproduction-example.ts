/** A small project with a bug, a report of it, and replies that lead to the right test. */
const COLORS = `"""Finding products by color."""


def filter_by_color(products, color):
    """The products whose color is exactly this one."""
    return [product for product in products if color in product["color"] or color == "red" and product["color"] == "maroon"]


def count_colors(products):
    return len({product["color"] for product in products})
`;
export const FILES = {
  'shop/__init__.py': '',
  'shop/colors.py': COLORS,
  'tests/test_colors.py':
    'from shop.colors import count_colors\n\n\ndef test_count():\n    assert count_colors([{"color": "red"}]) == 1\n',
  'pyproject.toml':
    '[project]\nname = "shop"\nversion = "1"\n\n[tool.pytest.ini_options]\npythonpath = ["."]\n',
};
export const ISSUE = {
  title: 'Filtering by red also returns maroon products',
  body: '### Steps to reproduce\n\nCall `filter_by_color` with `red`.\n\n### Expected behaviour\n\nOnly red products.\n\n### Actual behaviour\n\nMaroon products are in the list too. ![shot](https://example.org/a.png)\n',
};
export const TARGET = 'shop/colors.py::filter_by_color';
export const PLAN = {
  understanding: 'Filtering by red gives maroon products.',
  decision: 'reproduce',
  reason: 'The docstring promises exactly this color.',
  suspects: [TARGET],
  wrong_behaviour: 'maroon is in the result',
  right_behaviour: 'only red is in the result',
  exception: null,
  plan: 'Two products, filter by red, look at the colors.',
};
export const PASSING = {
  target_id: TARGET,
  path: '',
  title: 'Filter by red',
  checks: 'What is found by red.',
  imports: ['from shop.colors import filter_by_color'],
  code: 'def test_filter_by_red():\n    found = filter_by_color([{"color": "red"}, {"color": "maroon"}], "red")\n    # BUG: maroon is no red\n    assert [one["color"] for one in found] == ["red", "maroon"]\n',
};
export const FLIPPED = {
  suggestion_id: 's1',
  title: 'Filtering by red finds red only',
  checks: 'Nothing but red is found by red.',
  imports: PASSING.imports,
  code: 'def test_filter_by_red():\n    found = filter_by_color([{"color": "red"}, {"color": "maroon"}], "red")\n    assert [one["color"] for one in found] == ["red"]\n',
};
export const RIGHT = {
  'plan-reproduction': [PLAN],
  'write-passing-test': [{ reasoning: 'One.', tests: [PASSING] }],
  'flip-test': [{ reasoning: 'Only red.', tests: [FLIPPED] }],
  'validate-reproduction': [{ reason: 'Maroon is found where only red should be.', revealing: true }],
};
