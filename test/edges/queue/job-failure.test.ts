import { expect, test } from '@jest/globals';
import { buildJobFailure, parseJobFailure, toStorableError } from '../../../src/edges/queue/job-failure.ts';
import { DefectError, GitHubRefusal, RetryableError } from '../../../src/errors.ts';

test.each([
  [
    'a defect',
    new DefectError('broken', 'It broke.'),
    { code: 'broken', addressee: 'us', message: 'It broke.' },
  ],
  [
    'a refusal of GitHub',
    new GitHubRefusal('gone', 410, 'Gone.'),
    { code: 'github-gone', addressee: 'user', message: 'Gone.' },
  ],
  [
    'passing trouble',
    new RetryableError('slow', 'Slow.', { retryAfterMs: 1 }),
    { code: 'slow', addressee: 'retry', message: 'Slow.' },
  ],
  ['an error of JavaScript', new TypeError('no'), { code: 'job-crashed', addressee: 'us', message: 'no' }],
  ['a string', 'text', { code: 'job-crashed', addressee: 'us', message: 'text' }],
])('of %s, code, addressee and message are kept', (_, error, expected) => {
  expect(buildJobFailure(error)).toEqual(expected);
  const { message, ...fields } = toStorableError(buildJobFailure(error));
  expect(parseJobFailure({ message, ...fields })).toEqual(expected);
});

test.each([
  [{ message: 'handler execution exceeded 3600s' }, 'handler execution exceeded 3600s'],
  [{ value: 'pg-boss shut down while active' }, 'pg-boss shut down while active'],
  [{ value: { message: 'job heartbeat timeout' } }, 'The process that worked on this job ended.'],
  [null, 'The process that worked on this job ended.'],
  ['text', 'The process that worked on this job ended.'],
])('what pg-boss itself keeps (%j) is a lost worker', (output, message) => {
  expect(parseJobFailure(output)).toEqual({ code: 'worker-lost', addressee: 'us', message });
});
