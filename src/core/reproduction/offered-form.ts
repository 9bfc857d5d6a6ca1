import type { PythonParser } from '../python/parser.ts';
import { formatPython } from '../suggestions/ruff.ts';
import type { Suggestion } from '../suggestions/suggestion.ts';
import { findTests } from '../suggestions/test-names.ts';

/**
 * The flipped test as it is offered. `xfail`: marked so that it can be merged before the fix, and turns the suite red when it
 * passes unnoticed; the mark names the issue, and the exception where it is an assertion. `plain`: as it is, failing.
 * https://docs.pytest.org/en/stable/how-to/skipping.html#strict-parameter
 */
export function buildOfferedForm(
  parser: PythonParser,
  flipped: Suggestion,
  offer: { form: 'xfail' | 'plain'; issueNumber: number; failureType: string; path: string },
): Suggestion {
  const moved = { ...flipped, path: offer.path };
  if (offer.form === 'plain') return moved;
  const raises = offer.failureType === 'AssertionError' ? 'raises=AssertionError, ' : '';
  const mark = `@pytest.mark.xfail(strict=True, ${raises}reason="reproduces issue #${offer.issueNumber}")`;
  const code = parser.withTree(flipped.code, (root, text) => {
    const test = findTests(root)[0]!;
    const { startIndex, startPosition } = test.outer;
    return `${text.slice(0, startIndex)}${mark}\n${' '.repeat(startPosition.column)}${text.slice(startIndex)}`;
  });
  const imports = flipped.imports.includes('import pytest')
    ? flipped.imports
    : [...flipped.imports, 'import pytest'];
  return { ...moved, imports, code: formatPython(code) };
}
