import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import {
  renderConfigurationPage,
  renderConfigurationSchema,
  renderEnvironmentExample,
  renderRepositoryConfigurationPage,
} from '../scripts/generate-docs.ts';
import { renderRulesTable } from '../scripts/render-rules-table.ts';
import { OUTCOME_CODES } from '../src/outcome.ts';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

describe('documents that are compared with the code', () => {
  test('the configuration page is generated from the settings', () => {
    expect(read('docs/configuration.md')).toBe(renderConfigurationPage());
    expect(read('.env.example')).toBe(renderEnvironmentExample());
  });

  test('the page about a repository’s settings and their JSON Schema are generated from the schema', () => {
    expect(read('docs/repository-configuration.md')).toBe(renderRepositoryConfigurationPage());
    expect(read('docs/testwright.schema.json')).toBe(renderConfigurationSchema());
  });

  test('the page about review comments lists the rules as they are', () => {
    expect(read('docs/review-comments.md')).toContain(renderRulesTable());
  });

  test('every outcome has its section, and no section lacks its outcome', () => {
    const sections = [...read('docs/outcomes.md').matchAll(/^### `([a-z-]+)`$/gm)].map((match) => match[1]!);
    expect([...sections].sort()).toEqual([...OUTCOME_CODES].sort());
  });
});
