import { describe, expect, test } from '@jest/globals';
import { parseOwnPrompt } from '../../../src/core/prompts/own-prompt.ts';
import { PromptError, parsePromptFile } from '../../../src/core/prompts/prompt-file.ts';

const OURS = `---
id: suggest-tests
version: 3
task: Try.
inputs: [diff, facts]
output: suggest-tests
max_output_tokens: 900
---

## system

Be brief.

## user

It is {{boundary}}.
{{facts}}
{{diff}}
`;
const SHA = '0123456789abcdef0123456789abcdef01234567';
const ours = parsePromptFile(OURS);

describe('a repository’s own prompt', () => {
  test('is named by its blob, may ask for less, and says what is data', () => {
    const less = parseOwnPrompt(OURS.replace('900', '500').replace('Be brief', 'Be kind'), SHA, ours);
    expect(less).toMatchObject({ id: 'suggest-tests', version: 'own:0123456789ab', maxOutputTokens: 500 });
    expect(less.system).toMatch(/^Be kind\.\n\n### What is data\n/);
    expect(parseOwnPrompt(OURS.replace('900', '9000'), SHA, ours).maxOutputTokens).toBe(900);
  });

  test.each([
    ['another id', OURS.replace('id: suggest-tests', 'id: other'), 2],
    ['another output', OURS.replace('output: suggest-tests', 'output: edge-cases'), 6],
    ['an unknown input', `${OURS.replace('[diff, facts]', '[diff, facts, key]')}{{key}}\n`, 5],
    ['a missing input', OURS.replace('[diff, facts]', '[diff]').replace('{{facts}}', ''), 5],
    ['an undeclared placeholder', `${OURS}{{more}}\n`, 19],
    ['an expression', OURS.replace('{{facts}}', '{{facts}} {{#if x}}'), 17],
    ['an input in the system part', OURS.replace('Be brief.', 'Be {{facts}}.'), 12],
    ['a wrong value', OURS.replace('version: 3', 'version: new'), 3],
    ['an unknown key', OURS.replace('version: 3', 'version: 3\nmodel: x'), 4],
    ['no YAML', OURS.replace('[diff, facts]', '[diff, facts'), 6],
    ['an alias', OURS.replace('task: Try.', 'task: &a Try.').replace('version: 3', 'version: *a'), null],
    ['no boundary', OURS.replace('{{boundary}}', ''), null],
    ['too many bytes', OURS + 'x'.repeat(17_000), null],
    ['no prompt file', 'Write good tests.', null],
  ])('is refused for %s, with the line', (_, text, line) => {
    let caught: unknown;
    try {
      parseOwnPrompt(text, SHA, ours);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(PromptError);
    expect((caught as PromptError).line).toBe(line);
  });
});
