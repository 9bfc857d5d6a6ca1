import { describe, expect, test } from '@jest/globals';
import { parseConfiguration } from '../../../src/core/configuration/parse-configuration.ts';

/** What the file sets, and its problems as `line: message`. */
function check(text: string, expected: { sets?: object; problems?: (string | RegExp)[] }): void {
  const { configuration, problems } = parseConfiguration(text);
  expect(configuration).toEqual(expected.sets ?? {});
  const told = problems.map(({ line, message }) => `${line ?? '-'}: ${message}`);
  expect(told).toEqual(
    (expected.problems ?? []).map((one) => (typeof one === 'string' ? one : expect.stringMatching(one))),
  );
}

const UNUSABLE = 'the file cannot be used';

describe('the repository configuration', () => {
  const FILES: [string, string, Parameters<typeof check>[1]][] = [
    ['may be empty', '', {}],
    ['may be a comment', '# later\n', {}],
    ['may have an empty section', 'gates:\n', {}],
    [
      'sets gates',
      'gates:\n  changed-line-coverage: 80\n  project-drop: 0.5\n  mutation-score: 60\n',
      { sets: { gates: { changedLineCoverage: 80, projectDrop: 0.5, mutationScore: 60 } } },
    ],
    [
      'sets gates of evaluations',
      'gates:\n  evaluations: {min-pass-rate: 90, max-drop: 2}\n',
      { sets: { gates: { evaluations: { minPassRate: 90, maxDrop: 2 } } } },
    ],
    [
      'says where evaluations are',
      'evaluations:\n  artifact: evals\n  workflow: evals.yml\n',
      { sets: { evaluations: { artifact: 'evals', workflow: 'evals.yml' } } },
    ],
    [
      'says where LCOV is',
      'own-ci: {artifact: "coverage-*", file: reports/*.info}\n',
      { sets: { ownCi: { artifact: 'coverage-*', file: 'reports/*.info' } } },
    ],
    [
      'chooses between the models of the operator and names none',
      'models:\n  business-logic: fast\n  security: gpt-5\n  base-url: http://x\n',
      {
        sets: { models: { businessLogic: 'fast' } },
        problems: ['3: `models.security` must be `fast` or `strong`', /^4: unknown key `models.base-url`/],
      },
    ],
    [
      'sets limits',
      [
        'budget:',
        '  calls-per-pull-request: 10',
        '  tokens-per-pull-request: 100000',
        '  usd-per-pull-request: 0.5',
        '  usd-per-day: 5',
        '  rounds: 3',
        '  ci-minutes-per-pull-request: 30',
        '  ci-minutes-per-day: 300',
      ].join('\n'),
      {
        sets: {
          budget: {
            callsPerPullRequest: 10,
            tokensPerPullRequest: 100_000,
            usdPerPullRequest: 0.5,
            usdPerDay: 5,
            rounds: 3,
            ciMinutesPerPullRequest: 30,
            ciMinutesPerDay: 300,
          },
        },
      },
    ],
    [
      'sets lists',
      'paths:\n  include: [src/]\n  ignore:\n    - "**/admin.py"\ninstructions:\n  - path: src/api\n    text: Use the client fixture.\n',
      {
        sets: {
          paths: { include: ['src/'], ignore: ['**/admin.py'] },
          instructions: [{ path: 'src/api', text: 'Use the client fixture.' }],
        },
      },
    ],
    [
      'leaves wrong items of a list out, each with its line',
      'paths:\n  ignore:\n    - a.py\n    - 7\n    - /\n    - b.py\n',
      {
        sets: { paths: { ignore: ['a.py', 'b.py'] } },
        problems: [/^4: `paths\.ignore\[2\]` must be a path/, /^5: `paths\.ignore\[3\]` must be a path/],
      },
    ],
    [
      'leaves incomplete and misspelt entries out',
      'instructions:\n  - path: a.py\n  - {path: a.py, test: x}\n  - {path: a.py, text: 1}\n  - plain\n',
      {
        sets: { instructions: [] },
        problems: [
          /^2: `instructions\[1\]\.text` must be a text/,
          /^3: unknown key `instructions\[2\]\.test`; did you mean `text`\?/,
          /^4: `instructions\[3\]\.text` must be a text/,
          /^5: `instructions\[4\]` must be a list of `key: value`/,
        ],
      },
    ],
    [
      'refuses a text for a list',
      'paths: {ignore: a.py}\n',
      { sets: { paths: { ignore: [] } }, problems: [/^1: `paths\.ignore` must be a list of paths/] },
    ],
    [
      'cuts a list that is too long',
      `paths: {ignore: [${Array.from({ length: 105 }, (_, i) => `f${i}`).join(', ')}]}\n`,
      {
        sets: { paths: { ignore: Array.from({ length: 100 }, (_, i) => `f${i}`) } },
        problems: [/^1: `paths\.ignore` may have 100 entries; this one and what follows/],
      },
    ],
    [
      'refuses what is none of the choices',
      'comment: sometimes\ndrafts: "yes"\n',
      { problems: [/^1: `comment` must be `always`, /, /^2: `drafts` must be `true` or `false`/] },
    ],
    [
      'may share a value by an alias',
      'gates:\n  mutation-score: &most 80\n  changed-line-coverage: *most\n',
      { sets: { gates: { mutationScore: 80, changedLineCoverage: 80 } } },
    ],
    [
      'names an unknown section and what was meant',
      'evaluations:\n  artifact: evals\n\ngate:\n  mutation-score: 1\n',
      {
        sets: { evaluations: { artifact: 'evals' } },
        problems: ['4: unknown key `gate`; did you mean `gates`?'],
      },
    ],
    [
      'names an unknown key in a section; the rest stays in force',
      'gates:\n  mutation_score: 60\n  project-drop: 1\n',
      {
        sets: { gates: { projectDrop: 1 } },
        problems: ['2: unknown key `gates.mutation_score`; did you mean `mutation-score`?'],
      },
    ],
    [
      'guesses nothing where nothing is near',
      'endpoint: http://127.0.0.1\n',
      { problems: ['1: unknown key `endpoint`'] },
    ],
    [
      'refuses a percentage beyond 100',
      'gates:\n  changed-line-coverage: 180\n',
      {
        sets: { gates: {} },
        problems: ['2: `gates.changed-line-coverage` must be a number from 0 to 100 (percent)'],
      },
    ],
    [
      'refuses a negative number',
      'gates: {project-drop: -1}\n',
      {
        sets: { gates: {} },
        problems: ['1: `gates.project-drop` must be a number from 0 to 100 (percentage points)'],
      },
    ],
    [
      'refuses text for a number',
      'gates:\n  mutation-score: "60"\n',
      { sets: { gates: {} }, problems: [/^2: `gates\.mutation-score` must be a number/] },
    ],
    [
      'refuses .nan',
      'gates:\n  mutation-score: .nan\n',
      { sets: { gates: {} }, problems: [/^2: `gates\.mutation-score` must be a number/] },
    ],
    [
      'refuses .inf',
      'budget:\n  usd-per-day: .inf\n',
      { sets: { budget: {} }, problems: [/^2: `budget\.usd-per-day` must be a number/] },
    ],
    [
      'refuses a list for a number',
      'gates:\n  mutation-score: [60]\n',
      { sets: { gates: {} }, problems: [/^2: `gates\.mutation-score` must be a number/] },
    ],
    [
      'refuses a part of a call',
      'budget:\n  calls-per-pull-request: 1.5\n',
      { sets: { budget: {} }, problems: [/^2: .* must be a whole number/] },
    ],
    [
      'refuses a value for a section',
      'gates: 80\n',
      { sets: { gates: {} }, problems: ['1: `gates` must be a list of `key: value`'] },
    ],
    [
      'refuses a path for a workflow',
      'evaluations:\n  workflow: ../evals.yml\n',
      { sets: { evaluations: {} }, problems: [/^2: `evaluations\.workflow` must be the name of a file/] },
    ],
    [
      'refuses an artifact name with a line break',
      'own-ci:\n  artifact: "a\\nb"\n',
      { sets: { ownCi: {} }, problems: [/^2: `own-ci\.artifact` must be the name of an artifact/] },
    ],
    ['that is a list is refused', '- gates\n', { problems: ['1: the file must be a list of `key: value`'] }],
    [
      'that is no YAML means defaults, with the line',
      'gates:\n  mutation-score: 60\n {\n',
      { problems: [/^\d+: the file cannot be used: /] },
    ],
    ['that sets a key twice means defaults', 'gates:\ngates:\n', { problems: [/^1: .*unique/] }],
    [
      'with a tag means defaults',
      'gates: !!js/function "x"\n',
      { problems: [/^\d+: the file cannot be used/] },
    ],
    [
      'with a known tag means defaults',
      'gates: !!map {}\n',
      { problems: [new RegExp(`^-: ${UNUSABLE}: it has a tag`)] },
    ],
    [
      'with many aliases means defaults',
      `a: &a 1\nb: [${'*a, '.repeat(30)}]\n`,
      { problems: [new RegExp(`^-: ${UNUSABLE}: it has more than 20 aliases`)] },
    ],
    [
      'that is too large means defaults',
      `# ${'x'.repeat(65 * 1024)}\n`,
      { problems: [new RegExp(`^-: ${UNUSABLE}: it is larger than 64 kB`)] },
    ],
    ['that nests without end means defaults', '['.repeat(60_000), { problems: [/the file cannot be used/] }],
    [
      'cannot reach what every object inherits',
      '__proto__: {gates: {}}\nconstructor: 1\n',
      { problems: [/^1: unknown key `__proto__`/, /^2: unknown key `constructor`/] },
    ],
    [
      'that contains itself by an alias is read as far as keys are known',
      'gates: &g\n  evaluations: *g\n  mutation-score: 5\n',
      {
        sets: { gates: { evaluations: {}, mutationScore: 5 } },
        problems: [/^2: unknown key/, /^3: unknown key/],
      },
    ],
  ];
  test.each(FILES)('%s', (_what, text, expected) => {
    check(text, expected);
  });

  test('names twenty problems and counts the rest', () => {
    const { problems } = parseConfiguration(
      Array.from({ length: 30 }, (_, index) => `zzzzz${index}: 1\n`).join(''),
    );
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toEqual({ line: null, message: 'and 10 more things that have no effect' });
  });
});
