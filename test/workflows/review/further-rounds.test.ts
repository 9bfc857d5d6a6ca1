import { expect, test } from '@jest/globals';
import { createReviewRecord } from '../../../src/core/review/review-record.ts';
import type { Run } from '../../../src/edges/database/types.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';
import type { PlanningDependencies } from '../../../src/workflows/review/dependencies.ts';
import { proposeRepairs } from '../../../src/workflows/review/further-rounds.ts';
import { givenSuggestion } from '../../support/suggestion.ts';

const CODE = (value: number) => `def test_total():\n    assert total(${value}, 1) == ${value}\n`;

/** A model that answers every question with this reply, already stored, so that no service is asked. */
function givenDependencies(reply: unknown, parser: PlanningDependencies['parser']): PlanningDependencies {
  return {
    parser,
    settings: { workflowFile: 'testwright.yml', maxFurtherRounds: 2, contextTokenBudget: 24_000 },
    asking: {
      prompts: { get: () => ({ id: 'repair-test', version: '1' }) },
      models: { strong: {}, fast: {} },
      local: null,
      privatePaths: [],
      redactor: { redact: async (text: string) => ({ text, redactions: [] }) },
      replies: {
        findReply: async () => ({
          kind: 'ok',
          value: reply,
          usage: { inputTokens: 1, outputTokens: 1 },
          model: 'm',
          calls: 1,
        }),
      },
    },
  } as unknown as PlanningDependencies;
}

test('two repairs of one round that have the same test name get names of their own', async () => {
  const parser = await loadPythonParser();
  const record = createReviewRecord(
    { action: 'opened', senderId: 1, senderLogin: 'x', senderType: 'User' },
    'https://github.example/o/r',
  );
  record.targets = [
    {
      id: 'prices.py::total',
      path: 'prices.py',
      module: 'prices',
      qualname: 'total',
      source: 'def total(price, quantity):\n    return price * quantity\n',
      startLine: 1,
      endLine: 2,
      changedLines: [2],
      parameters: [],
      decorators: [],
      reasons: [],
    } as never,
  ];
  const failing = ['s1', 's2'].map((id, index) => ({
    suggestion: givenSuggestion({
      id,
      targetId: 'prices.py::total',
      path: 'tests/test_prices_more.py',
      code: CODE(index),
    }),
    verdict: { tests: [], reason: 'x' } as never,
  }));
  const tests = [5, 6].map((value, index) => ({
    suggestion_id: `s${index + 1}`,
    title: 't',
    checks: 'c',
    imports: ['from prices import total'],
    code: CODE(value),
  }));
  const deps = givenDependencies({ diagnosis: 'd', tests: [...tests, tests[0]], give_up: [] }, parser);
  const repaired = await proposeRepairs(deps, { id: 'r', round: 1 } as Run, record, failing, [
    'prices.py',
    'tests/test_prices.py',
  ]);
  expect(repaired.map((one) => [one.id, one.repairs])).toEqual([
    ['s1', 1],
    ['s2', 1],
  ]);
  const places = repaired.flatMap((one) => one.testNames.map((name) => `${one.path}::${name}`));
  expect(new Set(places).size).toBe(2);
});
