import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Contract } from '../../localhub/contract/contract.ts';
import { translateSchema } from '../../localhub/contract/translate-schema.ts';
import type { World } from './support.ts';
import { refusal, startWorld } from './support.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({});
});
afterAll(() => world.close());

describe('an OpenAPI 3.0 schema as JSON Schema', () => {
  function check(schema: object, expected: object) {
    expect(translateSchema(schema as never, 'api')).toEqual(expected);
  }

  test('`nullable` allows null beside the type', () =>
    check({ type: 'string', nullable: true }, { type: ['string', 'null'] }));
  test('`nullable` allows null among the values', () =>
    check({ type: 'string', enum: ['a'], nullable: true }, { type: ['string', 'null'], enum: ['a', null] }));
  test('`nullable` of a combination allows null beside it', () =>
    check(
      { nullable: true, oneOf: [{ type: 'string' }] },
      { anyOf: [{ type: 'null' }, { oneOf: [{ type: 'string' }] }] },
    ));
  test('`nullable: false` says nothing', () =>
    check({ type: 'string', nullable: false }, { type: 'string' }));
  test('a property may be called nullable', () =>
    check(
      { properties: { nullable: { type: 'string' } } },
      { properties: { nullable: { type: 'string' } } },
    ));
  test('references lead into the named document', () =>
    check({ $ref: '#/components/schemas/x' }, { $ref: 'api#/components/schemas/x' }));
});

describe('what violates the description is recorded', () => {
  /** Sends a request and compares refusal and record. */
  async function check(request: () => Promise<unknown>, operation: string, problem: string) {
    expect((await refusal(request())).status).toBe(422);
    expect(world.hub.violations).toEqual([
      { kind: 'request', operation, problem: expect.stringContaining(problem) },
    ]);
    expect(() => world.hub.assertNoViolations()).toThrow(operation);
    world.hub.assertNoViolations();
  }
  const post = (path: string, body: Record<string, unknown>) =>
    world.octokit.request(`POST /repos/acme/shop${path}`, body);

  test('a body of the wrong type', () =>
    check(() => post('/git/refs', { ref: 'refs/heads/x', sha: 1 }), 'git/create-ref', '/sha must be string'));
  test('a body that lacks something', () =>
    check(
      () => post('/git/refs', { ref: 'refs/heads/x' }),
      'git/create-ref',
      "must have required property 'sha'",
    ));
  test('a body that says what GitHub does not know', () =>
    check(
      () => post('/git/commits', { message: 'm', tree: world.main, parent: world.main }),
      'git/create-commit',
      'there is no body property parent',
    ));
  test('a value that is none of the allowed', () =>
    check(
      () => post('/check-runs', { name: 'n', head_sha: world.main, status: 'done' }),
      'checks/create',
      '/status must be equal to one of the allowed values',
    ));
  test('a query parameter of the wrong type', () =>
    check(
      () => world.octokit.request('GET /repos/acme/shop/pulls?page=two'),
      'pulls/list',
      'query page: /value must be integer',
    ));
  test('a query parameter that is not there', () =>
    check(
      () => world.octokit.request('GET /repos/acme/shop/pulls?shape=round'),
      'pulls/list',
      'no query parameter shape',
    ));

  test.each([
    ['a wrong body', 200, { sha: 1 }, 'must'],
    ['a status that the operation has not', 299, {}, 'is no status'],
    ['a body where there is none', 204, {}, 'is no status'],
    ["an error without GitHub's form", 418, { error: 'x' }, 'must'],
  ])('a response with %s', (_, status, body, problem) => {
    const contract = new Contract();
    contract.checkResponse('git/get-commit', status, body);
    expect(contract.violations).toEqual([
      { kind: 'response', operation: 'git/get-commit', problem: expect.stringContaining(problem) },
    ]);
  });

  test.each([
    ['push', null, 'push'],
    ['pull_request', 'opened', 'pull-request-opened'],
    ['workflow_run', 'in_progress', 'workflow-run-in-progress'],
    ['meteor', 'fell', 'meteor-fell'],
  ])('a webhook %s %s without content', (event, action, operation) => {
    const contract = new Contract();
    contract.checkWebhook(event, action, {});
    expect(contract.violations).toMatchObject([{ kind: 'webhook', operation }]);
  });
});

describe('limits', () => {
  let number: number;
  beforeAll(async () => {
    number = await world.hub.openPullRequest({
      repo: world.repository,
      head: 'change',
      base: 'main',
      title: 'Price',
      author: 'ada',
    });
  });
  const comment = (body: string) =>
    world.octokit.rest.issues.createComment({ ...world.at, issue_number: number, body });
  const annotation = {
    path: 'a.py',
    start_line: 1,
    end_line: 1,
    annotation_level: 'notice' as const,
    message: 'm',
  };
  const check = (output: { text?: string; summary?: string; annotations?: (typeof annotation)[] }) =>
    world.octokit.rest.checks.create({
      ...world.at,
      name: 'limits',
      head_sha: world.main,
      output: { title: 't', summary: 's', ...output },
    });

  test('a comment has at most 65,536 characters, counted as people do', async () => {
    expect((await comment('🐍'.repeat(65_536))).status).toBe(201);
    expect(await refusal(comment('x'.repeat(65_537)))).toEqual({
      status: 422,
      message: 'Body is too long (maximum is 65536 characters)',
    });
    expect((await refusal(comment(' '))).status).toBe(422);
    const { data: first } = await comment('x');
    const editing = world.octokit.rest.issues.updateComment({
      ...world.at,
      comment_id: first.id,
      body: 'x'.repeat(65_537),
    });
    expect((await refusal(editing)).status).toBe(422);
    world.hub.assertNoViolations();
  });

  test('the output of a check has at most 65,535 characters in text and in summary', async () => {
    expect((await check({ text: 'x'.repeat(65_535), summary: 'x'.repeat(65_535) })).status).toBe(201);
    expect((await refusal(check({ text: 'x'.repeat(65_536) }))).status).toBe(422);
    expect((await refusal(check({ summary: 'x'.repeat(65_536) }))).status).toBe(422);
    expect(world.hub.takeViolations()).toHaveLength(2);
  });

  test('a request brings at most 50 annotations; an update adds to those there are', async () => {
    const { data: created } = await check({ annotations: Array(50).fill(annotation) });
    expect((await refusal(check({ annotations: Array(51).fill(annotation) }))).status).toBe(422);
    expect(world.hub.takeViolations()).toHaveLength(1);
    const { data: updated } = await world.octokit.rest.checks.update({
      ...world.at,
      check_run_id: created.id,
      output: { title: 't', summary: 's', annotations: [annotation] },
    });
    expect(updated.output.annotations_count).toBe(51);
  });

  test('pages hold 30 unless asked and never more than 100, and link to the others', async () => {
    for (let count = world.hub.comments(world.repository, number).length; count < 103; count += 1)
      await world.hub.addComment(world.repository, number, 'ada', `Comment ${count}`);
    const list = (page: { per_page?: number; page?: number }) =>
      world.octokit.rest.issues.listComments({ ...world.at, issue_number: number, ...page });
    const byDefault = await list({});
    expect(byDefault.data).toHaveLength(30);
    expect(byDefault.headers.link).toContain('page=2>; rel="next"');
    expect(byDefault.headers.link).toContain('page=4>; rel="last"');
    expect((await list({ per_page: 500 })).data).toHaveLength(100);
    expect((await list({ per_page: 100, page: 2 })).headers.link).not.toContain('rel="next"');
    const all = await world.octokit.paginate(world.octokit.rest.issues.listComments, {
      ...world.at,
      issue_number: number,
    });
    expect(all.map(({ id }) => id)).toEqual(world.hub.comments(world.repository, number).map(({ id }) => id));
  });
});

test('what has not changed is answered with 304 for its tag, and limits of the rate are told', async () => {
  const { token } = (await world.octokit.auth({ type: 'installation' })) as { token: string };
  const ask = (headers: Record<string, string>) =>
    fetch(`${world.hub.url}/repos/acme/shop/git/ref/heads/main`, {
      headers: { authorization: `token ${token}`, ...headers },
    });
  const first = await ask({});
  expect(first.headers.get('x-ratelimit-limit')).toBe('5000');
  const etag = first.headers.get('etag') ?? '';
  expect((await ask({ 'if-none-match': etag })).status).toBe(304);
  expect((await ask({ 'if-none-match': 'W/"other"' })).status).toBe(200);
});
