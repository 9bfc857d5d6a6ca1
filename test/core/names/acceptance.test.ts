import { describe, expect, test } from '@jest/globals';
import {
  type AcceptanceTrailers,
  parseAcceptanceMessage,
  renderAcceptanceMessage,
} from '../../../src/core/names/acceptance-message.ts';
import { carryTicks, parseBoxes, renderBox } from '../../../src/core/names/boxes.ts';
import { parseCommitMessage } from '../../../src/core/names/commit-message.ts';
import { parseReplyMarker, replyMarker } from '../../../src/core/names/reply-marker.ts';

describe('the message of an accepting commit', () => {
  const trailers: AcceptanceTrailers = {
    runId: 'run-1',
    by: { login: 'ada-l', id: 7 },
    suggestionIds: ['s1', 's3'],
  };

  test('comes back as it was', () => {
    expect(parseAcceptanceMessage(renderAcceptanceMessage(trailers))).toEqual(trailers);
  });
  test('lets CI run, notifies nobody and is no companion commit', () => {
    const message = renderAcceptanceMessage(trailers);
    expect(message).not.toMatch(/skip ci|@/);
    expect(parseCommitMessage(message)).toBeNull();
  });
  test.each([
    ['no trailers', 'Add 1 suggested test'],
    ['a login that is none', renderAcceptanceMessage(trailers).replace('ada-l 7', '@all 7')],
    ['an id that is none', renderAcceptanceMessage(trailers).replace('ada-l 7', 'ada-l x')],
    ['suggestions that are none', renderAcceptanceMessage(trailers).replace('s1 s3', 's1 ; rm')],
  ])('with %s is not ours', (_name, message) => {
    expect(parseAcceptanceMessage(message)).toBeNull();
  });
});

test('the reply marker', () => {
  expect(parseReplyMarker(`${replyMarker(12)}\nDone.`)).toBe(12);
  expect(parseReplyMarker(`Done. ${replyMarker(12)}`)).toBeNull();
});

describe('the boxes of the summary comment', () => {
  const pick = renderBox({ kind: 'pick', key: '0123abcd' }, '**s1** · Refuses `[x]` a negative price');
  const apply = renderBox({ kind: 'apply' }, 'Apply the ticked tests');
  const body = `## Title\n\n${pick}\n${apply}`;

  test('are read back in order, ticked or not, with any line ending', () => {
    const ticked = body.replace('- [ ] **s1**', '- [X] **s1**').replaceAll('\n', '\r\n');
    expect(parseBoxes(ticked)).toEqual([
      { box: { kind: 'pick', key: '0123abcd' }, ticked: true },
      { box: { kind: 'apply' }, ticked: false },
    ]);
  });
  test('of somebody else’s text are none', () => {
    expect(
      parseBoxes(
        '- [x] apply\n* [x] text <!-- testwright:box apply -->\n> - [x] a <!-- testwright:box apply -->',
      ),
    ).toEqual([]);
    expect(parseBoxes(`\`\`\`python\n${apply}\n\`\`\``)).toEqual([]);
  });
  test('with one name count once', () => {
    expect(parseBoxes(`${apply}\n${apply.replace('[ ]', '[x]')}`)).toEqual([
      { box: { kind: 'apply' }, ticked: false },
    ]);
  });
  test('keep their ticks when the comment is written anew, except for the one that acts', () => {
    const other = renderBox({ kind: 'pick', key: 'ffff0000' }, 's2');
    const before = body.replaceAll('[ ]', '[x]');
    expect(carryTicks(before, `New\n${other}\n${pick}\n${apply}`)).toBe(
      `New\n${other}\n${pick.replace('[ ]', '[x]')}\n${apply}`,
    );
  });
});
