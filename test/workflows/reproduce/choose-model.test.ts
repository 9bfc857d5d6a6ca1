import { expect, test } from '@jest/globals';
import { isolateReport } from '../../../src/core/reproduction/isolate-report.ts';
import { createReproductionRecord } from '../../../src/core/reproduction/reproduction-record.ts';
import type { ReproducingDependencies } from '../../../src/workflows/reproduce/ask.ts';
import { hidePrivate, withholdPrivate } from '../../../src/workflows/reproduce/choose-model.ts';

const TREE = {
  truncated: false,
  entries: ['shop/a.py', 'shop/secret.py', 'README.md'].map((path) => ({
    path,
    sha: '',
    mode: '100644',
    size: 1,
  })),
};

function check(body: string, local: string | null, privatePaths: string[]) {
  const record = createReproductionRecord({
    trigger: { action: 'labeled', senderId: 1, senderLogin: 'a', senderType: 'User' },
    requestedAt: '',
    repositoryUrl: '',
    baseSha: '',
    defaultBranch: 'main',
    configuration: { configuration: { privatePaths }, problems: [] },
    issue: { title: 't', author: null },
    hasAsked: false,
  });
  record.report = isolateReport({ title: 't', body });
  const asking = {
    privatePaths: ['vault/'],
    local: local === null ? null : { label: local },
  } as unknown as ReproducingDependencies['asking'];
  const paths = hidePrivate({ asking }, record, TREE).entries.map(({ path }) => path);
  return { record, paths };
}

test.each<[string, string, string | null, string[], number, string]>([
  ['nothing is private', 'Words.', null, [], 3, 'any'],
  ['no file is', 'Words.', null, ['other/'], 3, 'any'],
  ['without a local model private files are gone', 'Words.', null, ['shop/secret.py'], 2, 'any'],
  [
    'and a report that names one is for nobody',
    'In /app/shop/secret.py',
    null,
    ['shop/secret.py'],
    2,
    'none',
  ],
  ['nor is code that is all private', 'Words.', null, ['shop'], 1, 'none'],
  ['a local model sees all', 'In shop/secret.py', 'local', ['shop/secret.py'], 3, 'local'],
])('%s', (_what, body, local, privatePaths, count, model) => {
  const { record, paths } = check(body, local, privatePaths);
  expect({ count: paths.length, model: record.privacy?.model }).toEqual({ count, model });
});

test('what CI quotes of a private file is withheld', () => {
  const { record } = check('Words.', null, ['shop/secret.py']);
  const inputs = { failure: 'shop/secret.py:3: KeyError', test: 'def test_x(): ...' };
  expect(withholdPrivate(record, inputs)).toEqual({
    failure: expect.stringContaining('withheld'),
    test: inputs.test,
  });
});
