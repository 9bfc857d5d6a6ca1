import { describe, expect, test } from '@jest/globals';
import { failureOf } from './failure-of.ts';
import { API, api, givenApp, type Methods, type Part, useStrictNock } from './github-api.ts';

useStrictNock();

type Delivery = Part<Methods['apps']['listWebhookDeliveries']['response']['data'][number]>;

const LIST = '/app/hook/deliveries?per_page=100';
const SINCE = new Date('2026-01-01T00:00:00Z');

function attempt(id: number, guid: string, status: number, change: Delivery = {}): Delivery {
  return {
    id,
    guid,
    status_code: status,
    delivered_at: '2026-01-02T00:00:00Z',
    redelivery: false,
    ...change,
  };
}

async function check(attempts: Delivery[], redelivered: (number | string)[]) {
  api()
    .get(LIST)
    .matchHeader('authorization', /^bearer /)
    .reply(200, attempts);
  for (const id of redelivered) api().post(`/app/hook/deliveries/${id}/attempts`).reply(202, {});
  expect(await givenApp().redeliverFailed({ since: SINCE })).toBe(redelivered.length);
}

describe('a delivery is asked for again', () => {
  test('when it failed', () => check([attempt(2, 'b', 500), attempt(1, 'a', 200)], [2]));
  test('when it could not be delivered at all', () => check([attempt(1, 'a', 0)], [1]));
  test('by its newest attempt', () =>
    check([attempt(1, 'a', 500), attempt(2, 'a', 502, { redelivery: true })], [2]));
  test('by an id beyond 2^53, exactly', async () => {
    const body = JSON.stringify([attempt(1, 'a', 500)]).replace('"id":1,', '"id":9007199254740993,');
    api().get(LIST).reply(200, body, { 'content-type': 'application/json' });
    api().post('/app/hook/deliveries/9007199254740993/attempts').reply(202, {});
    expect(await givenApp().redeliverFailed({ since: SINCE })).toBe(1);
  });
  test('up to three times', () => {
    const again = (id: number) => attempt(id, 'a', 500, { redelivery: true });
    return check([again(3), again(2), attempt(1, 'a', 500)], [3]);
  });
  test('also when GitHub no longer has another one', async () => {
    api()
      .get(LIST)
      .reply(200, [attempt(2, 'b', 500), attempt(1, 'a', 500)]);
    api().post('/app/hook/deliveries/2/attempts').reply(422, { message: 'Too old' });
    api().post('/app/hook/deliveries/1/attempts').reply(202, {});
    expect(await givenApp().redeliverFailed({ since: SINCE })).toBe(1);
  });
});

describe('a delivery is not asked for again', () => {
  test('when a redelivery of it succeeded', () =>
    check([attempt(2, 'a', 202, { redelivery: true }), attempt(1, 'a', 500)], []));
  test('when three redeliveries have failed', () => {
    const again = (id: number) => attempt(id, 'a', 500, { redelivery: true });
    return check([again(4), again(3), again(2), attempt(1, 'a', 500)], []);
  });
  test('when it is older than asked for', () =>
    check([attempt(1, 'a', 500, { delivered_at: '2025-12-31T23:59:59Z' })], []));
  test('when a hundred were asked for in this pass', () => {
    const many = Array.from({ length: 101 }, (_, index) => attempt(index + 1, `guid ${index}`, 500));
    return check(
      many,
      many.slice(0, 100).map(({ id }) => Number(id)),
    );
  });
});

test('pages are read until one reaches back far enough', async () => {
  const next = (cursor: string) => ({ link: `<${API}${LIST}&cursor=${cursor}>; rel="next"` });
  const old = attempt(1, 'old', 500, { delivered_at: '2025-06-01T00:00:00Z' });
  api()
    .get(LIST)
    .reply(200, [attempt(3, 'c', 500)], next('x'));
  api()
    .get(`${LIST}&cursor=x`)
    .reply(200, [attempt(2, 'b', 200), old], next('y'));
  api().post('/app/hook/deliveries/3/attempts').reply(202, {});
  expect(await givenApp().redeliverFailed({ since: SINCE })).toBe(1);
});

test('a pass stops when GitHub’s limit is used up', async () => {
  api()
    .get(LIST)
    .reply(200, [attempt(2, 'b', 500), attempt(1, 'a', 500)]);
  api().post('/app/hook/deliveries/2/attempts').reply(429, {}, { 'retry-after': '60' });
  expect(await failureOf(givenApp().redeliverFailed({ since: SINCE }))).toEqual({
    type: 'RetryableError',
    code: 'github-rate-limited',
    retryAfterMs: 60_000,
  });
});
