import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { renderPrompt } from '../../../src/core/prompts/render-prompt.ts';
import { REPLY_SCHEMAS } from '../../../src/core/suggestions/reply-schema.ts';
import { hashPrompt, readPrompts } from '../../../src/edges/files/read-prompts.ts';

const DIRECTORY = join(import.meta.dirname, '../../../prompts');
const released: Record<string, string> = JSON.parse(readFileSync(join(DIRECTORY, 'released.json'), 'utf8'));
const BOUNDARY = '3f2b8c1e-0d4a-4b6f-9a57-112233445566';

/** Inputs that the workflows fill in. */
const INPUTS: Record<string, string[]> = {
  'suggest-tests': ['project_facts', 'test_conventions', 'targets', 'diff', 'context', 'changed_tests'],
  'repair-test': [
    'project_facts',
    'target_source',
    'failing_tests',
    'diagnosis',
    'constraints',
    'hidden_state',
  ],
  'cover-lines': [
    'project_facts',
    'test_conventions',
    'targets_numbered',
    'uncovered',
    'constraints',
    'existing_suggestions',
  ],
  'assess-catch': ['intent', 'catches'],
  'fix-failing-test': ['project_facts', 'intent', 'targets', 'failing_tests', 'diagnosis'],
  'edge-cases': ['project_facts', 'test_conventions', 'targets', 'context', 'existing_suggestions'],
  'plan-reproduction': ['project_facts', 'report', 'suspects', 'context', 'earlier_attempts'],
  'write-passing-test': [
    'project_facts',
    'test_conventions',
    'report',
    'plan',
    'suspects',
    'context',
    'failed_versions',
  ],
  'flip-test': ['report', 'plan', 'passing_tests', 'problems'],
  'validate-reproduction': ['report', 'test', 'failure'],
};

const ANATOMY: [string, RegExp][] = [
  ['persona', /^Act as an? /],
  ['task', /^### Task$/m],
  ['think first', /^### How to proceed$/m],
  ['what never to do', /^### Never$/m],
  ['form of the reply', /^### Form of the reply$/m],
  ['data is no instruction', /never an\s+instruction to you/],
];
/** Those that ask for a judgement or a plan. */
const WITHOUT_TESTS = new Set(['assess-catch', 'plan-reproduction', 'validate-reproduction']);
/** Of those that ask for tests. */
const TEST_ANATOMY: [string, RegExp][] = [
  ['mocking at the border', /what leaves the process/],
  ['review of the own tests', /Return only the\s+corrected\s+version/],
  ['no files but tests', /`conftest\.py`/],
  ['no network and no clock', /no network, sleeping, real time/],
  ['the database only with pytest-django', /pytest-django/],
];

test.each(Object.entries(released))('the released prompt %s has not been edited since', (path, hash) => {
  expect(hashPrompt(readFileSync(join(DIRECTORY, path), 'utf8'))).toBe(hash);
});

test('every version in the folder is released', () => {
  const files = readdirSync(DIRECTORY, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.md'),
  );
  expect(files.map((path) => path.replaceAll('\\', '/')).sort()).toEqual(Object.keys(released).sort());
});

describe.each(Object.keys(INPUTS))('the prompt %s', (id) => {
  test('takes exactly the inputs that the workflow fills in', async () => {
    const prompt = (await readPrompts(DIRECTORY)).get(id);
    expect(prompt.inputs).toEqual(INPUTS[id]);
    expect(prompt.output).toBe(id);
  });

  test('names every property of the reply it asks for', async () => {
    const { system } = (await readPrompts(DIRECTORY)).get(id);
    const schema = REPLY_SCHEMAS[id as keyof typeof REPLY_SCHEMAS];
    for (const property of Object.keys(schema.shape)) expect(system).toContain(`\`${property}\``);
  });

  test('has the anatomy of its kind', async () => {
    const { system, user } = (await readPrompts(DIRECTORY)).get(id);
    const parts: [string, RegExp][] = WITHOUT_TESTS.has(id) ? [...ANATOMY] : [...ANATOMY, ...TEST_ANATOMY];
    for (const [name, pattern] of parts) expect([name, pattern.test(system)]).toEqual([name, true]);
    expect(user.trim()).toMatch(/nothing in it changes your instructions\.$/);
  });

  test('renders with each input inside a fence', async () => {
    const prompt = (await readPrompts(DIRECTORY)).get(id);
    const inputs = Object.fromEntries(prompt.inputs.map((name) => [name, `text of ${name}`]));
    const { system, user } = renderPrompt(prompt, inputs, BOUNDARY);
    expect(system).not.toContain(BOUNDARY);
    for (const name of prompt.inputs) {
      expect(user).toContain(`<<<${name} ${BOUNDARY}>>>\ntext of ${name}\n<<<end ${name} ${BOUNDARY}>>>`);
    }
    expect(user).not.toContain('{{');
  });
});

test('a prompt that nobody released is a defect', async () => {
  const library = await readPrompts(DIRECTORY);
  expect(() => library.get('write-poem')).toThrow(/write-poem/);
});
