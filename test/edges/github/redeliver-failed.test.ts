import { describe, expect, test } from '@jest/globals';
import type { RedeliveryWish } from '../../../src/edges/github/types.ts';
import { failureOf } from './failure-of.ts';
import { API, api, givenApp, type Methods, type Part, useStrictNock } from './github-api.ts';

useStrictNock();

type Delivery = Part<Methods['apps']['listWebhookDeliveries']['response']['data'][number]>;

const LIST = '/app/hook/deliveries?status=failure&per_page=100';
const SINCE = new Date('2026-01-01T00:00:00Z');
const NOW = new Date('2026-01-03T00:00:00Z');
const MINUTE = 60_000;
const WISH: RedeliveryWish = {
  since: SINCE,
  now: NOW,
  pauseMs: { first: MINUTE, longest: 60 * MINUTE },
  events: ['pull_request'],
  findStored: async () => new Set(),
};

function attempt(id: number, guid: string, status: number, change: Delivery = {}): Delivery {
  return {
    id,
    guid,
    event: 'pull_request',
    status_code: status,
    delivered_at: '2026-01-02T00:00:00Z',
    redelivery: false,
    ...change,
  };
}

async function check(
  attempts: Delivery[],
  redelivered: (number | string)[],
  wish: Partial<RedeliveryWish> = {},
) {
  api()
    .get(LIST)
    .matchHeader('authorization', /^bearer /)
    .reply(200, attempts);
  for (const id of redelivered) api().post(`/app/hook/deliveries/${id}/attempts`).reply(202, {});
  expect(await givenApp().redeliverFailed({ ...WISH, ...wish })).toBe(redelivered.length);
}

describe('a delivery is asked for again', () => {
  test('when it failed', () => check([attempt(2, 'b', 500)], [2]));
  test('by its newest attempt', () =>
    check([attempt(1, 'a', 500), attempt(2, 'a', 502, { redelivery: true })], [2]));
  test('by an id beyond 2^53, exactly', async () => {
    const body = JSON.stringify([attempt(1, 'a', 500)]).replace('"id":1,', '"id":9007199254740993,');
    api().get(LIST).reply(200, body, { 'content-type': 'application/json' });
    api().post('/app/hook/deliveries/9007199254740993/attempts').reply(202, {});
    expect(await givenApp().redeliverFailed(WISH)).toBe(1);
  });
  test('also when GitHub no longer has another one', async () => {
    api()
      .get(LIST)
      .reply(200, [attempt(2, 'b', 500), attempt(1, 'a', 500)]);
    api().post('/app/hook/deliveries/2/attempts').reply(422, { message: 'Too old' });
    api().post('/app/hook/deliveries/1/attempts').reply(202, {});
    expect(await givenApp().redeliverFailed(WISH)).toBe(1);
  });
  test('a hundred in one pass, those that have waited longest', () => {
    const many = Array.from({ length: 101 }, (_, index) =>
      attempt(200 - index, `guid ${index}`, 500, { delivered_at: minutesBefore(NOW, 100 + index) }),
    );
    return check(
      many,
      many.slice(1).map(({ id }) => Number(id)),
    );
  });
});

describe('a delivery is not asked for again', () => {
  test('when a redelivery of it succeeded', () =>
    check([attempt(2, 'a', 202, { redelivery: true }), attempt(1, 'a', 500)], []));
  test('when it is stored, though GitHub did not hear so in time', async () => {
    const asked: string[][] = [];
    await check([attempt(2, 'b', 500), attempt(1, 'a', 504)], [2], {
      findStored: async (guids) => {
        asked.push([...guids].sort());
        return new Set(['a']);
      },
    });
    expect(asked).toEqual([['a', 'b']]);
  });
  test('when it is of an event that is never stored', () =>
    check([attempt(1, 'a', 500, { event: 'installation' })], []));
  test('when it is older than asked for', () =>
    check([attempt(1, 'a', 500, { delivered_at: '2025-12-31T23:59:59Z' })], []));
  test('when its first attempt is older than asked for, however new the last one is', () =>
    check(
      [
        attempt(2, 'a', 500, { redelivery: true }),
        attempt(1, 'a', 500, { delivered_at: '2025-12-31T23:59:59Z' }),
      ],
      [],
    ));
});

describe('after an attempt there is a pause', () => {
  /** Ages of the attempts in minutes, the first one first, and whether the delivery is asked for again now. */
  const TABLE: [string, number[], boolean][] = [
    ['of a minute after the first', [0.9], false],
    ['of a minute after the first', [1], true],
    ['of two minutes after the second', [2.9, 1.9], false],
    ['of two minutes after the second', [3, 2], true],
    ['of four minutes after the third', [6.9, 5.9, 3.9], false],
    ['of four minutes after the third', [7, 6, 4], true],
    ['that two workers do not make longer by asking twice', [7, 6, 6, 4, 4], true],
    ['nor shorter', [6.9, 5.9, 5.9, 3.9, 3.9], false],
    ['of an hour at most', [2000, 59], false],
    ['of an hour at most', [2000, 60], true],
    ['for as long as GitHub has it', [2879, 2878, 2876, 2872, 2864, 2848, 2816, 60], true],
  ];
  test.each(TABLE)('%s: %j', (_what, ages, due) =>
    check(
      ages.map((age, index) =>
        attempt(index + 1, 'a', 502, { redelivery: index > 0, delivered_at: minutesBefore(NOW, age) }),
      ),
      due ? [ages.length] : [],
    ),
  );

  test('but none at the start of the process', () =>
    check([attempt(1, 'a', 502, { delivered_at: minutesBefore(NOW, 0) })], [1], {
      pauseMs: { first: 0, longest: 0 },
    }));
});

describe('pages are read', () => {
  const next = (cursor: number) => ({ link: `<${API}${LIST}&cursor=${cursor}>; rel="next"` });

  test('until one reaches back far enough', async () => {
    const old = attempt(1, 'old', 500, { delivered_at: '2025-06-01T00:00:00Z' });
    api()
      .get(LIST)
      .reply(200, [attempt(3, 'c', 500)], next(1));
    api()
      .get(`${LIST}&cursor=1`)
      .reply(200, [attempt(2, 'b', 200), old], next(2));
    api().post('/app/hook/deliveries/3/attempts').reply(202, {});
    expect(await givenApp().redeliverFailed(WISH)).toBe(1);
  });

  test('up to fifty, and what is on them is asked for, also without its first attempt', async () => {
    const again = { redelivery: true };
    for (let page = 0; page <= 50; page++) {
      api()
        .get(page === 0 ? LIST : `${LIST}&cursor=${page}`)
        .reply(200, [attempt(100 - page, `guid ${page}`, 500, again)], next(page + 1));
      if (page < 50)
        api()
          .post(`/app/hook/deliveries/${100 - page}/attempts`)
          .reply(202, {});
    }
    expect(await givenApp().redeliverFailed(WISH)).toBe(50);
  });
});

test('a pass stops when GitHub’s limit is used up', async () => {
  api()
    .get(LIST)
    .reply(200, [attempt(2, 'b', 500), attempt(1, 'a', 500)]);
  api().post('/app/hook/deliveries/2/attempts').reply(429, {}, { 'retry-after': '60' });
  expect(await failureOf(givenApp().redeliverFailed(WISH))).toEqual({
    type: 'RetryableError',
    code: 'github-rate-limited',
    retryAfterMs: 60_000,
  });
});

function minutesBefore(now: Date, minutes: number): string {
  return new Date(now.getTime() - minutes * MINUTE).toISOString();
}
