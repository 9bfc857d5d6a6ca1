import { z } from 'zod';

/**
 * The shapes that models are asked for. Two readings of one schema:
 * - what a provider is sent (`z.toJSONSchema`) is strict: every property required, none besides them, no length
 *   keywords, so that OpenAI's strict mode and Anthropic's structured output both accept it;
 * - what is accepted back checks the top level and leaves list items as they came. `parseReply` reads the items one
 *   by one: a bad one is dropped and counted, the others live. A list in which no item has the right shape is a
 *   wrong reply, so that the model is shown what is wrong and asked once more.
 */
export const proposedTestSchema = z.object({
  target_id: z.string().describe('The id of the target, copied from the list of targets.'),
  path: z.string().describe('Repository path of the test file.'),
  title: z.string().describe('What the test shows, in at most ten words.'),
  checks: z.string().describe('One or two sentences: what is checked and why it matters.'),
  imports: z.array(z.string()).describe('The import statements that the code needs, one statement an entry.'),
  code: z.string().describe('Top-level test functions or one test class, without imports.'),
});

export const proposedEdgeTestSchema = proposedTestSchema.extend({
  edge: z.string().describe('The edge that the test stands on, in at most eight words.'),
});

export const proposedEdgeCaseSchema = z.object({
  target_id: z.string().nullable().describe('The id of the target, or null when none fits.'),
  kind: z.enum(['edge', 'security']),
  scenario: z.string(),
  why: z.string(),
});

export const proposedWeaknessSchema = z.object({
  path: z.string().describe('Repository path of the changed test file.'),
  test: z.string().describe('Name of the test.'),
  problem: z.string(),
  advice: z.string(),
});

export const repairedTestSchema = z.object({
  suggestion_id: z.string().describe('The id of the failing test, copied from the list.'),
  title: z.string(),
  checks: z.string(),
  imports: z.array(z.string()),
  code: z.string(),
});

export const givenUpTestSchema = z.object({
  suggestion_id: z.string(),
  reason: z.string(),
});

export const faultSchema = z.object({
  failing_id: z.string().describe('The id of the failing test, copied from the list.'),
  at_fault: z.enum(['test', 'code', 'unclear']),
  reason: z.string().describe('One or two sentences that name the source and quote it shortly.'),
  advice: z.string().describe('Where the code is at fault, what to change in it; else empty.'),
});

export const replacementSchema = z.object({
  failing_id: z.string().describe('The id of the failing test, copied from the list.'),
  title: z.string(),
  checks: z.string(),
  imports: z.array(z.string()),
  code: z.string(),
});

export const assessedCatchSchema = z.object({
  suggestion_id: z.string().describe('The id of the test, copied from the list.'),
  verdict: z.enum(['likely-bug', 'likely-intended', 'unclear']),
  reason: z.string().describe('One or two sentences that name the source and quote it shortly.'),
});

export type ProposedFault = z.infer<typeof faultSchema>;
export type ProposedReplacement = z.infer<typeof replacementSchema>;
export type AssessedCatch = z.infer<typeof assessedCatchSchema>;
export type ProposedTest = z.infer<typeof proposedTestSchema>;
export type ProposedEdgeTest = z.infer<typeof proposedEdgeTestSchema>;
export type ProposedEdgeCase = z.infer<typeof proposedEdgeCaseSchema>;
export type ProposedWeakness = z.infer<typeof proposedWeaknessSchema>;
export type RepairedTest = z.infer<typeof repairedTestSchema>;
export type GivenUpTest = z.infer<typeof givenUpTestSchema>;

export const suggestTestsReplySchema = z.object({
  reasoning: z.string().describe('The test plan: the scenarios that need tests, a line each.'),
  tests: listOf(proposedTestSchema),
  edge_cases: listOf(proposedEdgeCaseSchema),
  weaknesses: listOf(proposedWeaknessSchema),
});

export const repairTestReplySchema = z.object({
  diagnosis: z.string().describe('For each failing test: what went wrong and why.'),
  tests: listOf(repairedTestSchema),
  give_up: listOf(givenUpTestSchema),
});

export const coverLinesReplySchema = z.object({
  reasoning: z.string().describe('The plan: for each uncovered line or branch, which input reaches it.'),
  tests: listOf(proposedTestSchema),
});

export const edgeCasesReplySchema = z.object({
  reasoning: z.string().describe('The edges of each target, a line each, and what it promises there.'),
  tests: listOf(proposedEdgeTestSchema),
  edge_cases: listOf(proposedEdgeCaseSchema),
});

export const fixFailingTestReplySchema = z.object({
  diagnosis: z.string().describe('For each failing test: what went wrong and why.'),
  faults: listOf(faultSchema),
  tests: listOf(replacementSchema),
});

export const assessCatchReplySchema = z.object({ catches: listOf(assessedCatchSchema) });

export const planReproductionReplySchema = z.object({
  understanding: z.string().describe('What the report says, in one or two sentences.'),
  decision: z
    .enum(['reproduce', 'not-a-bug', 'not-enough'])
    .describe('Whether the report describes a bug that a test can show.'),
  reason: z.string().describe('Why this decision, in one or two sentences.'),
  suspects: z.array(z.string()).describe('Ids of the suspects that the test must run, the likeliest first.'),
  wrong_behaviour: z.string().describe('What the code does now, with the values of the test.'),
  right_behaviour: z.string().describe('What it should do instead.'),
  exception: z
    .string()
    .nullable()
    .describe('Class of the exception that the report says is raised, or null.'),
  plan: z.string().describe('Arrange, act, assert, in words: the inputs, the call, what is compared.'),
});

export const writePassingTestReplySchema = z.object({
  reasoning: z.string().describe('How the tests follow the plan, and how the candidates differ.'),
  tests: listOf(proposedTestSchema),
});

export const flipTestReplySchema = z.object({
  reasoning: z.string().describe('For each test: which expectation becomes which, and why.'),
  tests: listOf(repairedTestSchema),
});

export const validateReproductionReplySchema = z.object({
  reason: z
    .string()
    .describe('What the report complains about, what the test shows, and whether they are the same.'),
  revealing: z.boolean().describe('Whether the failure shows the bug of this report.'),
});

/** The schemas by prompt id, as the front matter of a prompt names its output. */
export const REPLY_SCHEMAS = {
  'suggest-tests': suggestTestsReplySchema,
  'repair-test': repairTestReplySchema,
  'cover-lines': coverLinesReplySchema,
  'assess-catch': assessCatchReplySchema,
  'edge-cases': edgeCasesReplySchema,
  'plan-reproduction': planReproductionReplySchema,
  'write-passing-test': writePassingTestReplySchema,
  'flip-test': flipTestReplySchema,
  'validate-reproduction': validateReproductionReplySchema,
  'fix-failing-test': fixFailingTestReplySchema,
} as const;

export type ReplyKind = keyof typeof REPLY_SCHEMAS;

/**
 * A list whose items are checked later, one by one, but whose JSON Schema tells the provider what an item must be.
 * Metadata is merged into the JSON Schema by zod, which is how `items` gets there.
 */
function listOf(item: z.ZodType) {
  const { $schema: _, ...items } = z.toJSONSchema(item);
  return z
    .array(z.unknown())
    .superRefine((values, context) => {
      const results = values.map((value) => item.safeParse(value));
      const first = results[0];
      if (first && !first.success && results.every((result) => !result.success)) {
        context.addIssue({
          code: 'custom',
          message: `no item has the right shape; the first one: ${z.prettifyError(first.error)}`,
        });
      }
    })
    .meta({ items });
}
