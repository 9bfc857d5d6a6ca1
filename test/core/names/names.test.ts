import { describe, expect, test } from '@jest/globals';
import { parseSummaryMarker, summaryMarker } from '../../../src/core/names/comment-marker.ts';
import {
  type CompanionTrailers,
  parseCommitMessage,
  renderCommitMessage,
} from '../../../src/core/names/commit-message.ts';
import { companionBranch, parseCompanionBranch } from '../../../src/core/names/companion-branch.ts';
import {
  parseTotalsAnnotation,
  renderTotalsAnnotation,
  type TotalsAnnotation,
} from '../../../src/core/names/totals-annotation.ts';

describe('strings that are read back', () => {
  test.each([1, 42, 999_999])('companion branch of pull request %d', (number) => {
    expect(parseCompanionBranch(companionBranch(number))).toBe(number);
  });
  test.each(['main', 'testwright/pr-', 'testwright/pr-0', 'testwright/pr-1/x', 'x/testwright/pr-1'])(
    '%s is no companion branch',
    (name) => {
      expect(parseCompanionBranch(name)).toBeNull();
    },
  );

  test('the summary marker', () => {
    expect(parseSummaryMarker(`${summaryMarker(7)}\n## x`)).toBe(7);
    expect(parseSummaryMarker(`hello ${summaryMarker(7)}`)).toBeNull();
  });

  const trailers: CompanionTrailers = {
    runId: 'abc-1',
    round: 2,
    baseSha: 'a'.repeat(40),
    kind: 'probe',
    suites: 'base head',
    evidence: 'confirm',
  };
  test('the commit message carries its trailers and keeps other workflows away', () => {
    const message = renderCommitMessage('Observe', trailers);
    expect(message.split('\n')[0]).toBe('Observe [skip ci]');
    expect(parseCommitMessage(message)).toEqual(trailers);
  });
  test.each([
    ['no trailers', 'Just a commit'],
    ['a broken round', renderCommitMessage('x', trailers).replace('Round: 2', 'Round: two')],
    ['a broken base', renderCommitMessage('x', trailers).replace('a'.repeat(40), 'main')],
    ['an unknown kind', renderCommitMessage('x', trailers).replace('Kind: probe', 'Kind: other')],
  ])('%s is not a companion commit', (_name, message) => {
    expect(parseCommitMessage(message)).toBeNull();
  });

  const totals = { lines: { covered: 10, total: 12 }, branches: { covered: 3, total: 4 } };
  test.each<[string, TotalsAnnotation]>([
    [
      'everything measured',
      { runId: 'r', round: 1, base: totals, head: totals, companion: totals, passed: 3, notPassed: 1 },
    ],
    [
      'base not measured',
      { runId: 'r', round: 9, base: null, head: totals, companion: null, passed: 0, notPassed: 0 },
    ],
  ])('the totals annotation with %s', (_name, annotation) => {
    expect(parseTotalsAnnotation(renderTotalsAnnotation(annotation))).toEqual(annotation);
  });
  test('other text is no totals annotation', () => {
    expect(parseTotalsAnnotation('base 1/2 lines')).toBeNull();
  });
});
