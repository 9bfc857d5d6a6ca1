import { z } from 'zod';
import { MAX_PATTERN_LENGTH } from './path-pattern.ts';

/** Where a repository keeps its settings. Read at the merge base: a pull request must not lower its own gates. */
export const CONFIGURATION_PATH = '.github/testwright.yml';
/** Whose settings hold for every repository of the same owner, and where they are looked for in it, in this order. */
export const ORGANISATION_REPOSITORY = '.github';
export const ORGANISATION_PATHS = [CONFIGURATION_PATH, 'testwright.yml'] as const;

/** One message for whatever is wrong with a value: what would be right. */
const number = (low: number, high: number, unit: string) => {
  const error = `must be a number from ${low} to ${high} (${unit})`;
  return z.number({ error }).min(low, { error }).max(high, { error });
};
const whole = (low: number, high: number, unit: string) => {
  const error = `must be a whole number from ${low} to ${high} (${unit})`;
  return z.int({ error }).min(low, { error }).max(high, { error });
};
const pattern = (what: string) => {
  const error = `must be ${what}, 1 to 200 characters in one line`;
  return z.string({ error }).regex(/^[^\p{Cc}]{1,200}$/u, { error });
};
const WORKFLOW = 'must be the name of a file in .github/workflows, such as `tests.yml`';
const workflowFile = z.string({ error: WORKFLOW }).regex(/^[\w.-]{1,100}\.ya?ml$/, { error: WORKFLOW });
const A_LOT = 1_000_000_000;
const PATTERN = `must be a path of the repository such as \`shop/admin.py\`, \`billing/\` or \`**/serializers.py\`, at most ${MAX_PATTERN_LENGTH} characters`;
const pathPattern = z
  .string({ error: PATTERN })
  .max(MAX_PATTERN_LENGTH, { error: PATTERN })
  .regex(/^[^\p{Cc}\\]*[^\p{Cc}\s./\\][^\p{Cc}\\]*$/u, { error: PATTERN });
const listOf = <Item extends z.ZodType>(item: Item, most: number, what: string) =>
  z.array(item, { error: `must be a list of ${what}, at most ${most}` }).max(most);
const paths = () => listOf(pathPattern, 100, 'paths');
const strength = (what: string) =>
  z.enum(['fast', 'strong'], { error: 'must be `fast` or `strong`' }).describe(what).optional();
const labels = () => listOf(pattern('the name of a label'), 20, 'names of labels');
const yesOrNo = z.boolean({ error: 'must be `true` or `false`' });
/** Longest wish for the tests of one path, in characters. */
const MAX_INSTRUCTION = 1000;
const INSTRUCTION = `must be a text of 1 to ${MAX_INSTRUCTION} characters`;

/**
 * Everything that a repository may set. A further section is a further key here: parsing, the line numbers of problems,
 * docs/repository-configuration.md and docs/testwright.schema.json follow from it. Never put an endpoint or a
 * credential here: those are the operator's.
 */
export const configurationSchema = z
  .strictObject({
    paths: z
      .strictObject({
        include: paths().describe('Changed files that are looked at; all, when left out.').optional(),
        ignore: paths()
          .describe('Changed files that are not looked at, also where `include` names them.')
          .optional(),
      })
      .describe(
        'Which changed files are reviewed. What is left out gets no test and counts for no number of changed lines; code that is reviewed may still be shown to the model with what it imports from there.',
      )
      .optional(),
    drafts: yesOrNo
      .describe(
        'Whether draft pull requests are reviewed on every push; `false`, when left out. `/testwright review` reviews a draft in any case.',
      )
      .optional(),
    labels: z
      .strictObject({
        only: labels()
          .describe('Pull requests that are reviewed: those with one of these labels; all, when left out.')
          .optional(),
        skip: labels()
          .describe('Labels of pull requests that are left alone, also with one of `only`.')
          .optional(),
      })
      .describe(
        'Which pull requests are reviewed, by their labels. Setting or removing one starts the review that it allows; `/testwright review` reviews in any case.',
      )
      .optional(),
    comment: z
      .enum(['always', 'on-coverage-drop', 'on-request'], {
        error: 'must be `always`, `on-coverage-drop` or `on-request`',
      })
      .describe(
        'When a pull request gets our comment: `always`; `on-coverage-drop`, only when coverage was measured and falls against base, or changed lines or branches are not reached by the repository’s own suite; `on-request`, only after `/testwright review`. Our check tells the result in any case, and a comment that is there is kept up to date. `always`, when left out.',
      )
      .optional(),
    instructions: listOf(
      z.strictObject({
        path: pathPattern.describe('Code whose tests are meant.'),
        text: z
          .string({ error: INSTRUCTION })
          .max(MAX_INSTRUCTION, { error: INSTRUCTION })
          .regex(/\S/, { error: INSTRUCTION })
          .describe('What to do, in plain words.'),
      }),
      30,
      'entries with `path` and `text`',
    )
      .describe(
        'Wishes for the tests of code at some paths. The model is shown them as preferences of the repository; they cannot change what a suggestion must pass.',
      )
      .optional(),
    'private-paths': paths()
      .describe(
        'Files that only a local model of the operator may see. Lists of the organisation, of the operator and of the head of a pull request are added, none takes anything away. Without a local model no model sees them.',
      )
      .optional(),
    gates: z
      .strictObject({
        'changed-line-coverage': number(0, 100, 'percent')
          .describe(
            'Lines and branches of the change that the repository’s own suite must reach, in percent, without suggested tests.',
          )
          .optional(),
        'project-drop': number(0, 100, 'percentage points')
          .describe('How far the coverage of the whole project may fall against base, in percentage points.')
          .optional(),
        'mutation-score': number(0, 100, 'percent')
          .describe(
            'Mutants of changed lines that the repository’s own suite must notice, in percent of those that were run against it.',
          )
          .optional(),
        evaluations: z
          .strictObject({
            'min-pass-rate': number(0, 100, 'percent')
              .describe('LLM evaluations that must pass, in percent.')
              .optional(),
            'max-drop': number(0, 100, 'percentage points')
              .describe('How far their pass rate may fall against base, in percentage points.')
              .optional(),
          })
          .describe('Thresholds for the scores that section `evaluations` finds.')
          .optional(),
      })
      .describe('Thresholds that decide the conclusion of our check run; without any it is always neutral.')
      .optional(),
    evaluations: z
      .strictObject({
        artifact: pattern('the name of an artifact')
          .describe(
            'Name of the artifact with the results: JSON of promptfoo, or JUnit XML of deepeval or pytest.',
          )
          .optional(),
        workflow: workflowFile.describe('The workflow that uploads it; any, when left out.').optional(),
      })
      .describe('Where the repository’s own LLM evaluations are.')
      .optional(),
    'own-ci': z
      .strictObject({
        artifact: pattern('the name of an artifact')
          .describe(
            'Artifact with LCOV files; when left out, artifacts with `cov` in their name, else all. `*` stands for any characters.',
          )
          .optional(),
        file: pattern('the name of a file')
          .describe(
            'LCOV files in it; when left out, `*.lcov` and `lcov.info`. `*` stands for any characters, also `/`.',
          )
          .optional(),
      })
      .describe('Where the repository’s own CI leaves LCOV, for pull requests without our workflow.')
      .optional(),
    reproduction: z
      .strictObject({
        label: pattern('the name of a label')
          .describe('The label on an issue that asks for a failing test; `needs-repro`, when left out.')
          .optional(),
        form: z
          .enum(['xfail', 'plain'], { error: 'must be `xfail` or `plain`' })
          .describe(
            'How the test is offered: `xfail`, marked `xfail(strict=True)`, so that it can be merged before the fix and turns red when the bug is fixed unnoticed (this, when left out), or `plain`, failing.',
          )
          .optional(),
        'draft-pull-request': z
          .boolean({ error: 'must be `true` or `false`' })
          .describe(
            'Whether the comment offers to open a draft pull request, which starts the repository’s other workflows; `true`, when left out.',
          )
          .optional(),
      })
      .describe('Failing tests for bug reports. Read on the default branch.')
      .optional(),
    'review-comments': z
      .strictObject({
        max: whole(0, 50, 'comments')
          .describe(
            'Comments at lines of the diff that may stand open at a time; 0: none, and the summary has it all.',
          )
          .optional(),
      })
      .describe('Comments on weak tests and on changed lines that no test reaches.')
      .optional(),
    models: z
      .strictObject({
        security: strength(
          'Code that concerns rights, identity, secrets or payments; `strong`, when left out.',
        ),
        'business-logic': strength(
          'Code that decides, calculates or changes state; `strong`, when left out.',
        ),
        legacy: strength('Long, older code without a test near it; `strong`, when left out.'),
        boilerplate: strength('Code without decisions; `fast`, when left out.'),
        analysis: strength(
          'Who is at fault for a failing test, and what a bug report means; `strong`, when left out.',
        ),
        rewriting: strength('Turning the assertions of a reproduction around; `fast`, when left out.'),
      })
      .describe(
        'Which of the operator’s two models is asked about what. Names, endpoints and credentials of models are the operator’s, who may have one for everything. Budgets stay in force: where the strong model does not fit into them, nothing is asked. What `private-paths` names goes to the local model in any case.',
      )
      .optional(),
    budget: z
      .strictObject({
        'calls-per-pull-request': whole(0, A_LOT, 'calls').describe('Calls of the model.').optional(),
        'tokens-per-pull-request': whole(0, A_LOT, 'tokens')
          .describe('Tokens of the model, in and out.')
          .optional(),
        'usd-per-pull-request': number(0, A_LOT, 'US dollars')
          .describe('Money for the model, in US dollars.')
          .optional(),
        'usd-per-day': number(0, A_LOT, 'US dollars')
          .describe('Money for the model in this repository, in US dollars a day.')
          .optional(),
        rounds: whole(0, 100, 'rounds')
          .describe('Rounds of CI, all pushes of a pull request together.')
          .optional(),
        'ci-minutes-per-pull-request': whole(0, A_LOT, 'minutes')
          .describe('Minutes of CI that our workflow may use.')
          .optional(),
        'ci-minutes-per-day': whole(0, A_LOT, 'minutes')
          .describe('Minutes of CI that our workflow may use in this repository a day.')
          .optional(),
      })
      .describe('Limits. They can only lower what the operator of Testwright allows.')
      .optional(),
  })
  .describe(`Settings of a repository for Testwright: ${CONFIGURATION_PATH}`);

type CamelKey<S extends string> = S extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelKey<Tail>>}`
  : S;
type CamelKeys<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { [K in keyof T as K extends string ? CamelKey<K> : K]: CamelKeys<T[K]> }
    : T;

/** The settings as plain data: the keys of the file in camel case, what it does not set is absent. */
export type RepositoryConfiguration = CamelKeys<z.infer<typeof configurationSchema>>;

/** The thresholds of section `gates`. */
export type GateThresholds = NonNullable<RepositoryConfiguration['gates']>;
