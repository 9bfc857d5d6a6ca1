import type { ReproductionRecord } from '../reproduction/reproduction-record.ts';
import { findConfirmed } from '../reproduction/reproduction-record.ts';
import { readReproductionSettings } from '../reproduction/settings.ts';
import type { Suggestion } from '../suggestions/suggestion.ts';
import { code, inline } from './markdown.ts';

/**
 * What the draft pull request with a failing test says. It names the issue without a closing word: merging the test fixes
 * nothing.
 */
export function renderDraftBody(given: {
  issueNumber: number;
  record: ReproductionRecord;
  offered: Suggestion;
  by: { login: string };
}): string {
  const { issueNumber, record, offered, by } = given;
  const { form } = readReproductionSettings(record.configuration.configuration);
  const how = findConfirmed(record)?.how ?? '';
  return [
    `A test that shows the bug of #${issueNumber}: ${inline(offered.title, 200)}.`,
    '',
    `- ${code(`${offered.path}::${offered.testNames[0]}`)} fails ${inline(how, 200)} on ${code(record.baseSha.slice(0, 7))}; the runs are linked in the issue.`,
    form === 'xfail'
      ? '- It is marked `xfail(strict=True)`, so it can be merged before the fix. Once the bug is fixed it turns red: then take the mark away.'
      : '- It is unmarked and fails. Put the fix on this branch, or merge it together with the fix.',
    `- ${inline(by.login)} asked for this pull request. Testwright wrote the test from the report; a person should read it.`,
  ].join('\n');
}
