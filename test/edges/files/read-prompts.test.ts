import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { hashPrompt, readPrompts } from '../../../src/edges/files/read-prompts.ts';
import { DefectError, OperatorError } from '../../../src/errors.ts';

const made: string[] = [];
afterEach(async () => {
  for (const directory of made.splice(0)) await rm(directory, { recursive: true });
});

const promptText = (id: string, version: number) =>
  `---\nid: ${id}\nversion: ${version}\ntask: Try.\ninputs: [diff]\noutput: suggest-tests\nmax_output_tokens: 9\n---\n\n` +
  `## system\n\nBe brief.\n\n## user\n\n{{boundary}} {{diff}}\n`;

async function givenPrompts(files: Record<string, string>, released: unknown): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'prompts-'));
  made.push(directory);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(directory, path, '..'), { recursive: true });
    await writeFile(join(directory, path), text);
  }
  await writeFile(
    join(directory, 'released.json'),
    typeof released === 'string' ? released : JSON.stringify(released),
  );
  return directory;
}

test('the newest released version is used, by number and not by spelling; drafts are not', async () => {
  const files = Object.fromEntries(
    [2, 9, 10, 11].map((version) => [`try-out/${version}.md`, promptText('try-out', version)]),
  );
  const released = Object.fromEntries(
    [2, 9, 10].map((version) => [`try-out/${version}.md`, hashPrompt('x')]),
  );
  const library = await readPrompts(await givenPrompts(files, released));
  expect(library.get('try-out').version).toBe('10');
});

test.each<[string, Record<string, string>, unknown]>([
  ['released.json is broken', {}, '{'],
  ['released.json names a file outside', {}, { '../x/1.md': hashPrompt('x') }],
  ['a file is no prompt', { 'try-out/1.md': 'hello' }, { 'try-out/1.md': hashPrompt('x') }],
  [
    'a file is another prompt',
    { 'try-out/1.md': promptText('other', 1) },
    { 'try-out/1.md': hashPrompt('x') },
  ],
])('it is a defect when %s', async (_, files, released) => {
  await expect(readPrompts(await givenPrompts(files, released))).rejects.toBeInstanceOf(DefectError);
});

test('a missing folder or file is for the operator', async () => {
  await expect(readPrompts('/does/not/exist')).rejects.toBeInstanceOf(OperatorError);
  const directory = await givenPrompts({}, { 'try-out/1.md': hashPrompt('x') });
  await expect(readPrompts(directory)).rejects.toBeInstanceOf(OperatorError);
});

test('the hash of a prompt does not depend on line endings', () => {
  expect(hashPrompt('a\r\nb\r\n')).toBe(hashPrompt('a\nb\n'));
});
