import { describe, expect, test } from '@jest/globals';
import { carryTicks, parseBoxes, renderBox } from '../../../src/core/names/boxes.ts';
import { parseCommitMessage } from '../../../src/core/names/commit-message.ts';
import {
  isOwnBranch,
  parseCompanionBranch,
  reproductionBranch,
} from '../../../src/core/names/companion-branch.ts';
import { parseDraftMessage, renderDraftMessage } from '../../../src/core/names/draft-message.ts';
import { parseReproductionMarker, reproductionMarker } from '../../../src/core/names/reproduction-marker.ts';

describe('strings of a reproduction that are read back', () => {
  test('the comment’s marker, at its beginning only', () => {
    expect(parseReproductionMarker(`${reproductionMarker(12)}\n## x`)).toBe(12);
    expect(parseReproductionMarker(`x ${reproductionMarker(12)}`)).toBeNull();
  });

  test('the draft’s message, which is none of a companion commit and skips no CI', () => {
    const trailers = { issueNumber: 12, runId: 'abc-1', by: { login: 'ada', id: 5 } };
    const message = renderDraftMessage(trailers);
    expect(parseDraftMessage(message)).toEqual(trailers);
    expect(parseCommitMessage(message)).toBeNull();
    expect(message).not.toContain('[skip ci]');
  });
  test.each(['', 'Testwright-Reproduction-Run: a', 'Testwright-Asked-By: ada 5'])('%j is none', (text) => {
    expect(parseDraftMessage(text)).toBeNull();
  });

  test('the box for a draft, whose tick is not carried on', () => {
    const box = renderBox({ kind: 'draft' }, 'Open it');
    const ticked = box.replace('[ ]', '[x]');
    expect(parseBoxes(ticked)).toEqual([{ box: { kind: 'draft' }, ticked: true }]);
    expect(carryTicks(ticked, box)).toBe(box);
  });

  test.each([
    ['testwright/issue-12', true],
    ['testwright/pr-12', true],
    ['testwright/issue-0', false],
    ['testwright/issue-1/x', false],
    ['main', false],
  ])('whether %s is ours', (branch, expected) => expect(isOwnBranch(branch)).toBe(expected));
  test('an issue’s branch is no pull request’s', () => {
    expect(parseCompanionBranch(reproductionBranch(12))).toBeNull();
  });
});
