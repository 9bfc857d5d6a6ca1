import { describe, expect, test } from '@jest/globals';
import { type AcceptanceWish, chooseAcceptance } from '../../../src/core/acceptance/choose-acceptance.ts';
import { givenSuggestion } from '../../support/suggestion.ts';

const REVIEWED = 'a'.repeat(40);
const LANDED = 'c'.repeat(40);
const TREE = 'f'.repeat(40);
const ADA = { login: 'ada' };

function wish(changes: Partial<AcceptanceWish> = {}): AcceptanceWish {
  const kept = ['s1', 's2', 's4'].map((id) => ({ suggestion: givenSuggestion({ id }) }));
  return {
    ids: 'all',
    isOlderThanOffer: false,
    pull: { state: 'open', headSha: REVIEWED, isFork: false },
    review: { headSha: REVIEWED, record: { kept } as never, confirmedTreeSha: TREE },
    accepted: [],
    rejectedIds: new Set(),
    ...changes,
  };
}
const accepted = (suggestionId: string, commitSha = LANDED) => ({ suggestionId, commitSha, by: ADA });

describe('what is accepted', () => {
  test.each<[string, Partial<AcceptanceWish>, string, string[]]>([
    ['all of the confirmed set lands as it is', {}, 'land', ['s1', 's2', 's4']],
    ['every one by number too', { ids: ['s4', 's1', 's2'] }, 'land', ['s1', 's2', 's4']],
    ['a part runs first', { ids: ['s4', 's1'] }, 'run-first', ['s1', 's4']],
    ['all without a rejected one runs first', { rejectedIds: new Set(['s2']) }, 'run-first', ['s1', 's4']],
    [
      'the rest after a part that we landed runs first',
      { pull: { state: 'open', headSha: LANDED, isFork: false }, accepted: [accepted('s1')] },
      'run-first',
      ['s2', 's4'],
    ],
    [
      'all of a set without a confirmed tree runs first',
      { review: { ...wish().review!, confirmedTreeSha: null } },
      'run-first',
      ['s1', 's2', 's4'],
    ],
  ])('%s', (_name, changes, kind, ids) => {
    const chosen = chooseAcceptance(wish(changes));
    expect(chosen.kind).toBe(kind);
    expect('suggestions' in chosen && chosen.suggestions.map(({ id }) => id)).toEqual(ids);
  });
});

describe('what is refused', () => {
  test.each<[string, Partial<AcceptanceWish>, string]>([
    [
      'a closed pull request',
      { pull: { state: 'closed', headSha: REVIEWED, isFork: false } },
      'pull-request-closed',
    ],
    ['a fork', { pull: { state: 'open', headSha: REVIEWED, isFork: true } }, 'fork'],
    ['no review', { review: null }, 'nothing-offered'],
    [
      'a review that kept nothing',
      { review: { ...wish().review!, record: { kept: [] } } },
      'nothing-offered',
    ],
    [
      'a head that has moved',
      { pull: { state: 'open', headSha: 'b'.repeat(40), isFork: false } },
      'head-moved',
    ],
    ['a number of an older review', { ids: ['s1'], isOlderThanOffer: true }, 'offer-changed'],
    ['a number that is not offered', { ids: ['s1', 's3'] }, 'unknown-suggestion'],
    ['one that was rejected', { ids: ['s2'], rejectedIds: new Set(['s2']) }, 'rejected-before'],
    ['one that was accepted', { ids: ['s1'], accepted: [accepted('s1')] }, 'accepted-before'],
    [
      'all when nothing is left',
      { accepted: [accepted('s1'), accepted('s2')], rejectedIds: new Set(['s4']) },
      'accepted-before',
    ],
  ])('%s', (_name, changes, code) => {
    expect(chooseAcceptance(wish(changes))).toMatchObject({ kind: 'refused', code });
  });
});
