import { code, codeBlock } from './markdown.ts';
import type { ReviewSummary } from './review-summary.ts';

/** Bugs whose failing tests pass with this change: the criterion for the fix. */
export function renderReproduced(summary: ReviewSummary): string {
  const run = summary.kept.flatMap(({ suggestion }) =>
    suggestion.reproduces === undefined || summary.rejectedIds.includes(suggestion.id)
      ? []
      : `**The failing test of #${suggestion.reproduces} passes with this change**, and fails before it. It is suggested below as ${suggestion.id}, without a mark: accept it, and it guards the fix.`,
  );
  const merged = summary.unmarkable.map(({ issueNumber, path, testName, mark }) => {
    const where = mark
      ? ` Take the mark away (${code(path)}, line ${mark.line}), and the test guards the fix:\n\n${codeBlock(`-${mark.text}`, 'diff')}`
      : ` Take the mark away from ${code(`${path}::${testName}`)}, and the test guards the fix.`;
    return `**The failing test of #${issueNumber} passes with this change**, so its \`xfail(strict=True)\` turns the suite red.${where}`;
  });
  const all = [...run, ...merged];
  return all.length === 0 ? '' : ['### Reported bugs', ...all].join('\n\n');
}
