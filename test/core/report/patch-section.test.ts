import { expect, test } from '@jest/globals';
import { renderPatchSection, renderPatchText } from '../../../src/core/report/patch-section.ts';
import type { ReviewSummary } from '../../../src/core/report/review-summary.ts';
import { renderPatch } from '../../../src/core/suggestions/render-patch.ts';

const show = (patch: ReviewSummary['patch']) => ({
  comment: renderPatchSection({ patch } as ReviewSummary),
  check: renderPatchText({ patch } as ReviewSummary),
});
const file = (path: string, lines: number) =>
  renderPatch([{ path, before: null, after: 'x = "äöü"\n'.repeat(lines) }])[0]!;

test('nothing is said where there is no patch', () => {
  expect(show([])).toEqual({ comment: '', check: null });
});

test('what does not fit into a comment is left out whole and named; the check has more room', () => {
  const files = [file('tests/test_a.py', 800), file('tests/test_b.py', 2000), file('tests/test_c.py', 10)];
  const { comment, check } = show(files);
  expect(comment).toContain(files[0]!.text);
  expect(comment).not.toContain('+++ b/tests/test_b.py');
  expect(comment).toContain(files[2]!.text);
  expect(comment).toContain(
    '- Left out: `tests/test_b.py`, because there is no room for it in a comment; our check run has it.',
  );
  for (const { text } of files) expect(check).toContain(text);
  const { check: full } = show(Array.from({ length: 9 }, (_, index) => file(`tests/test_${index}.py`, 1500)));
  expect(full!.length).toBeLessThan(65_535);
  expect(full).toContain('Left out: `tests/test_8.py`, because there is no room for it.');
});

test('a patch keeps its last spaces, and its text cannot end the block', () => {
  const [patch] = renderPatch([{ path: 'a.py', before: 'a\n\n\n', after: '"""\n```\n"""\na\n\n\n' }]);
  const { comment } = show([patch!]);
  expect(comment).toContain('````diff\n');
  expect(comment).toContain('\n a\n \n \n````');
});

test('a name from outside stays a name', () => {
  const { comment } = show([{ path: 'tests/`@ada`<b>.py', text: null, why: 'it @ada <b>' }]);
  expect(comment).toContain('``tests/`@ada`<b>.py``');
  expect(comment).toContain('it @\u200bada &lt;b>'.replace('>', '\\>'));
});
