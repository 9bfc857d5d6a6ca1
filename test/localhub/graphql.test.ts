import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { git, startWorld, type World } from './support.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({
    files: {
      'shop/a.py': 'A = 1\n',
      'shop/latin.py': '# plain\n',
      'shop/long.py': 'x = 1\n'.repeat(100_000),
    },
  });
});
afterEach(() => void world.hub.takeViolations());
afterAll(() => world.close());

interface Answer {
  data?: { repository: Record<string, unknown> | null };
  errors?: { type?: string; path?: string[]; message: string; extensions?: object }[];
}

async function ask(query: string, variables: object = {}): Promise<Answer> {
  const { data } = await world.octokit.request('POST /graphql', { query, variables });
  return data as Answer;
}

const shaOf = (path: string): string => git(world.repository.gitDir, 'rev-parse', `${world.main}:${path}`);
const READ = `query ($a: GitObjectID!, $b: GitObjectID!) { repository(owner: "acme", name: "shop") {
  a: object(oid: $a) { oid ... on Blob { text isTruncated isBinary byteSize } }
  b: object(oid: $b) { __typename oid ... on Blob { text isTruncated } }
} }`;

describe('objects of a repository', () => {
  test('come many at once, each with what its type has; one that is not there is null', async () => {
    const [a, long] = [shaOf('shop/a.py'), shaOf('shop/long.py')];
    const { data } = await ask(READ, { a, b: long });
    expect(data?.repository?.['a']).toEqual({
      oid: a,
      text: 'A = 1\n',
      isTruncated: false,
      isBinary: false,
      byteSize: 6,
    });
    const cut = data?.repository?.['b'] as { __typename: string; text: string; isTruncated: boolean };
    expect([cut.__typename, cut.text.length, cut.isTruncated]).toEqual(['Blob', 512_000, true]);
    const other = await ask(READ, { a: world.main, b: 'f'.repeat(40) });
    expect(other).toEqual({ data: { repository: { a: { oid: world.main }, b: null } } });
    expect(world.hub.violations).toEqual([]);
  });

  test('are found by an expression, too', async () => {
    const { data } = await ask(
      '{ repository(owner: "acme", name: "shop") { object(expression: "main:shop/a.py") { oid } } }',
    );
    expect(data?.repository).toEqual({ object: { oid: shaOf('shop/a.py') } });
  });
});

describe("what GitHub's schema does not allow is answered with errors and recorded", () => {
  async function check(query: string, variables: object, problem: string) {
    const { data, errors } = await ask(query, variables);
    expect(data).toBeUndefined();
    expect(errors?.[0]?.message).toContain(problem);
    expect(world.hub.violations).toEqual([
      { kind: 'request', operation: 'graphql/repository', problem: expect.stringContaining(problem) },
    ]);
    expect(() => world.hub.assertNoViolations()).toThrow('graphql/repository');
  }
  const of = (selection: string): string => `{ repository(owner: "acme", name: "shop") { ${selection} } }`;

  test('a field that its type lacks', () =>
    check(of('object(expression: "main") { text }'), {}, 'Cannot query field "text" on type "GitObject"'));
  test('an argument of the wrong type', () =>
    check(of('pullRequest(number: "1") { id }'), {}, 'Int cannot represent non-integer value'));
  test('a variable that is no object id', () => check(READ, { a: 'main', b: world.main }, 'to GitObjectID'));
  test('an object without a choice of its fields', () =>
    check(of('object(expression: "main")'), {}, 'must have a selection of subfields'));
});

test('what is refused has a type and a path, and the rest is answered', async () => {
  const { data, errors } = await ask(
    '{ repository(owner: "acme", name: "shop") { name pullRequest(number: 99) { id } } }',
  );
  expect(data?.repository).toEqual({ name: 'shop', pullRequest: null });
  expect(errors).toMatchObject([{ type: 'NOT_FOUND', path: ['repository', 'pullRequest'] }]);
  expect(world.hub.violations).toEqual([]);
});

test('what is no document is told so', async () => {
  for (const body of ['', '{ a', '{ ...Fragment']) expect((await ask(body)).errors).toHaveLength(1);
});
