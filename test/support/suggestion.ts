import type { Suggestion } from '../../src/core/suggestions/suggestion.ts';

/** A suggestion of one test; change what the case is about. */
export function givenSuggestion(changes: Partial<Suggestion> = {}): Suggestion {
  return {
    id: 's1',
    targetId: 'shop/pricing.py::line_total',
    title: 'Refuses a negative price',
    checks: 'A negative unit price is refused.',
    path: 'tests/test_new.py',
    notMerged: null,
    imports: ['import pytest'],
    code: 'def test_new():\n    assert 1 == 1',
    testNames: ['test_new'],
    origin: 'model',
    repairs: 0,
    mends: [],
    ...changes,
  };
}
