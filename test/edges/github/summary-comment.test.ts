import { describe, expect, test } from '@jest/globals';
import { summaryMarker } from '../../../src/core/names/comment-marker.ts';
import { failureOf } from './failure-of.ts';
import {
  APP_ID,
  api,
  givenApp,
  givenWriter,
  type Methods,
  nextPage,
  type Part,
  REPO,
  REPOSITORY,
  useStrictNock,
} from './github-api.ts';

useStrictNock();

type Comment = Part<Methods['issues']['listComments']['response']['data'][number]>;

const LIST = `${REPO}/issues/3/comments?per_page=100`;
const MARKER = summaryMarker(3);
const BODY = `${MARKER}\n## Testwright\n`;

function comment(id: number, body = BODY, app: { id: number } | null = { id: APP_ID }): Comment {
  return { id, body, html_url: `https://github.test/c/${id}`, performed_via_github_app: app };
}

function ensure(comments: Comment[], body = BODY) {
  const writer = givenWriter();
  api().get(LIST).reply(200, comments);
  return writer.ensureSummaryComment(3, MARKER, body);
}

const at = (id: number) => ({ id, url: `https://github.test/c/${id}` });

describe('the summary comment', () => {
  test('is created when there is none of ours', async () => {
    api().post(`${REPO}/issues/3/comments`, { body: BODY }).reply(201, comment(9));
    expect(await ensure([])).toEqual(at(9));
  });

  test.each([
    ['a person who copied its text', comment(1, BODY, null)],
    ['another app', comment(1, BODY, { id: APP_ID + 1 })],
    ['us about something else', comment(1, 'Welcome!')],
    ['us, quoting the marker later', comment(1, `> ${MARKER}`)],
    ['us, for another pull request', comment(1, summaryMarker(33))],
  ])('is not the comment of %s', async (_case, other) => {
    api().post(`${REPO}/issues/3/comments`).reply(201, comment(9));
    expect(await ensure([other])).toEqual(at(9));
  });

  test('is left alone when it says the same, whatever the line endings', async () => {
    expect(await ensure([comment(9, BODY.replaceAll('\n', '\r\n'))])).toEqual(at(9));
  });

  test('is edited in place when it says something else', async () => {
    api().patch(`${REPO}/issues/comments/9`, { body: BODY }).reply(200, comment(9));
    expect(await ensure([comment(9, `${MARKER}\nold`)])).toEqual(at(9));
  });

  test('is found on a later page', async () => {
    const writer = givenWriter();
    const others = Array.from({ length: 100 }, (_, index) => comment(index + 1, 'hello', null));
    api()
      .get(LIST)
      .reply(200, others, nextPage(`${LIST}&page=2`));
    api()
      .get(`${LIST}&page=2`)
      .reply(200, [comment(900)]);
    expect(await writer.ensureSummaryComment(3, MARKER, BODY)).toEqual(at(900));
  });

  test('is the oldest of several; the others of ours are deleted, one of them by someone else', async () => {
    api().delete(`${REPO}/issues/comments/8`).reply(204);
    api().delete(`${REPO}/issues/comments/9`).reply(404, { message: 'Not Found' });
    expect(await ensure([comment(9), comment(7), comment(6, BODY, null), comment(8)])).toEqual(at(7));
  });

  test('is created once, also when the reply to its creation was lost', async () => {
    const writer = givenWriter();
    api().get(LIST).reply(200, []);
    api().post(`${REPO}/issues/3/comments`).reply(502);
    expect((await failureOf(writer.ensureSummaryComment(3, MARKER, BODY))).code).toBe('github-unsure');
    api()
      .get(LIST)
      .reply(200, [comment(9)]);
    expect(await writer.ensureSummaryComment(3, MARKER, BODY)).toEqual(at(9));
  });

  test.each([
    ['is too long for GitHub', BODY + 'x'.repeat(65_537 - BODY.length), 'comment-too-long'],
    ['does not begin with its marker', 'x', 'comment-without-marker'],
  ])('is a defect of ours when it %s', async (_case, body, code) => {
    const writer = givenApp().writer(REPOSITORY);
    expect(await failureOf(writer.ensureSummaryComment(3, MARKER, body))).toEqual({
      type: 'DefectError',
      code,
    });
  });

  test('may have as many characters as GitHub takes', async () => {
    const body = BODY + 'x'.repeat(65_536 - BODY.length);
    expect(await ensure([comment(9, body)], body)).toEqual(at(9));
  });
});
