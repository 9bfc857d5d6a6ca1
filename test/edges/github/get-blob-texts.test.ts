import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createImmutableCache } from '../../../src/edges/github/immutable-cache.ts';
import type { BlobEntry } from '../../../src/edges/github/types.ts';
import { failureOf } from './failure-of.ts';
import { api, givenApp, givenReader, givenToken, REPO, REPOSITORY, useStrictNock } from './github-api.ts';

useStrictNock();

interface Blob extends BlobEntry {
  bytes: Buffer;
}

function blobOf(content: string | Buffer): Blob {
  const bytes = Buffer.from(content);
  const sha = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  return { sha, size: bytes.length, bytes };
}

const sources = (count: number): Blob[] => Array.from({ length: count }, (_, n) => blobOf(`N = ${n}\n`));
const textsOf = (blobs: readonly Blob[]) => blobs.map(({ sha, bytes }) => [sha, { text: bytes.toString() }]);

interface Query {
  query: string;
  variables: Record<string, string>;
}

/** The next query is answered by `answer`, which gets the SHAs in its order. */
function givenQuery(answer: (shas: string[]) => { status?: number; body: object }, asked: string[][] = []) {
  api()
    .post('/graphql')
    .reply(async (request: Request) => {
      const { query, variables } = (await request.json()) as Query;
      const shas = [...query.matchAll(/b\d+: object\(oid: \$(o\d+)\) \{ \.\.\. on Blob \{ text \} \}/g)].map(
        ([, name]) => variables[name!]!,
      );
      expect(variables).toMatchObject({ owner: REPOSITORY.owner, name: REPOSITORY.name });
      asked.push(shas);
      const reply = answer(shas);
      return [reply.status ?? 200, reply.body, { 'content-type': 'application/json' }];
    });
}

const dataOf = (
  shas: readonly string[],
  blobs: readonly Blob[],
  text = (blob: Blob) => blob.bytes.toString(),
) => ({
  repository: Object.fromEntries(
    shas.map((sha, index) => {
      const blob = blobs.find((one) => one.sha === sha);
      return [`b${index}`, blob ? { text: text(blob) } : null];
    }),
  ),
});

function givenBlob({ sha, bytes, size }: Blob) {
  api()
    .get(`${REPO}/git/blobs/${sha}`)
    .reply(200, { sha, size, encoding: 'base64', content: bytes.toString('base64') });
}

describe('many blobs', () => {
  test('come with one query, each once, and are remembered by every reader of the same installation', async () => {
    const blobs = sources(3);
    givenToken();
    const app = givenApp();
    const asked: string[][] = [];
    givenQuery((shas) => ({ body: { data: dataOf(shas, blobs) } }), asked);
    const texts = await app.reader(REPOSITORY).getBlobTexts([...blobs, blobs[0]!]);
    expect([...texts]).toEqual(textsOf(blobs));
    expect(asked).toEqual([blobs.map(({ sha }) => sha)]);
    expect([...(await app.reader(REPOSITORY).getBlobTexts(blobs))]).toEqual(textsOf(blobs));
    // The same SHAs are no secret, what they hold is: another installation asks for itself.
    api()
      .post('/app/installations/12/access_tokens')
      .reply(201, { token: 'ghs_other', expires_at: '2999-01-01T00:00:00Z' });
    givenQuery(() => ({ body: { data: { repository: null }, errors: [{ type: 'NOT_FOUND' }] } }));
    givenQuery(() => ({ body: { data: { repository: null }, errors: [{ type: 'NOT_FOUND' }] } }));
    for (const { sha } of blobs) api().get(`${REPO}/git/blobs/${sha}`).reply(404, { message: 'Not Found' });
    const other = app.reader({ ...REPOSITORY, installationId: 12 });
    expect((await failureOf(other.getBlobTexts(blobs))).code).toBe('github-not-found');
  });

  test('are asked for a hundred, or two megabytes, at a time', async () => {
    const small = sources(101);
    const large = Array.from({ length: 6 }, (_, n) => blobOf(`${n}${'x'.repeat(500_000)}`));
    const asked: string[][] = [];
    for (let query = 0; query < 3; query++)
      givenQuery((shas) => ({ body: { data: dataOf(shas, [...small, ...large]) } }), asked);
    const texts = await givenReader().getBlobTexts([...small, ...large]);
    expect(new Map(texts)).toEqual(new Map(textsOf([...small, ...large]) as [string, { text: string }][]));
    expect(asked.map((shas) => shas.length).sort((a, b) => b - a)).toEqual([100, 5, 2]);
  });

  test('that GraphQL does not hand out byte for byte are read one by one', async () => {
    const plain = blobOf('x = 1\n');
    const marked = blobOf('\ufeffx = 1\n');
    const latin = blobOf(Buffer.from('# größe\n', 'latin1'));
    const binary = blobOf(Buffer.of(1, 0, 2));
    const long = blobOf('x'.repeat(512_001));
    const blobs = [plain, marked, latin, binary, long];
    const asked: string[][] = [];
    givenQuery((shas) => {
      const data = dataOf(shas, blobs, ({ bytes }) => bytes.toString().replace('\ufeff', ''));
      data.repository['b3'] = { text: null } as never;
      return { body: { data } };
    }, asked);
    for (const blob of blobs.slice(1)) givenBlob(blob);
    const texts = await givenReader().getBlobTexts(blobs);
    expect(asked[0]).toHaveLength(4);
    expect(Object.fromEntries(texts)).toEqual({
      [plain.sha]: { text: 'x = 1\n' },
      [marked.sha]: { text: '\ufeffx = 1\n' },
      [latin.sha]: { unreadable: 'not-utf-8' },
      [binary.sha]: { unreadable: 'binary' },
      [long.sha]: { text: long.bytes.toString() },
    });
  });

  test('of a query that GitHub answers in part are asked for in smaller parts', async () => {
    const blobs = sources(10);
    const asked: string[][] = [];
    givenQuery((shas) => {
      const data = dataOf(shas.slice(0, 4), blobs);
      return { body: { data, errors: [{ type: 'RESOURCE_LIMITS_EXCEEDED', message: 'too much' }] } };
    }, asked);
    givenQuery((shas) => ({ body: { data: dataOf(shas, blobs) } }), asked);
    givenQuery((shas) => ({ body: { data: dataOf(shas, blobs) } }), asked);
    expect(new Map(await givenReader().getBlobTexts(blobs))).toEqual(new Map(textsOf(blobs) as never));
    expect(asked.map((shas) => shas.length)).toEqual([10, 3, 3]);
  });

  test('are read one by one where GraphQL does not answer, without many tries', async () => {
    const blobs = sources(10);
    const asked: string[][] = [];
    for (let query = 0; query < 3; query++) givenQuery(() => ({ status: 502, body: {} }), asked);
    for (const blob of blobs) givenBlob(blob);
    expect(new Map(await givenReader().getBlobTexts(blobs))).toEqual(new Map(textsOf(blobs) as never));
    expect(asked.map((shas) => shas.length)).toEqual([10, 5, 5]);
  });

  test('wait where the rate limit is used up', async () => {
    givenQuery(() => ({ body: { errors: [{ type: 'RATE_LIMITED', message: 'limit' }] } }));
    expect(await failureOf(givenReader().getBlobTexts(sources(2)))).toMatchObject({
      code: 'github-rate-limited',
    });
  });

  test('keep what was read when one of them is gone', async () => {
    const [first, second, gone] = sources(3) as [Blob, Blob, Blob];
    const reader = givenReader();
    givenQuery((shas) => ({ body: { data: dataOf(shas, [first, second]) } }));
    api().get(`${REPO}/git/blobs/${gone.sha}`).reply(404, { message: 'Not Found' });
    expect((await failureOf(reader.getBlobTexts([first, second, gone]))).code).toBe('github-not-found');
    expect([...(await reader.getBlobTexts([first, second]))]).toEqual(textsOf([first, second]));
  });
});

test('what is remembered is bounded: what was used longest ago goes first', async () => {
  const cache = createImmutableCache<number>(3000, (weight) => weight);
  const put = (name: string, weight: number) => cache.remember(REPOSITORY, name, async () => weight);
  await put('a', 1000);
  await put('b', 1001);
  cache.get(REPOSITORY, 'a');
  await put('c', 1000);
  expect(['a', 'b', 'c'].map((sha) => cache.get(REPOSITORY, sha) !== undefined)).toEqual([true, false, true]);
});
