import { describe, expect, test } from '@jest/globals';
import { mergeConfigurations } from '../../../src/core/configuration/merge-configurations.ts';
import { parseConfiguration } from '../../../src/core/configuration/parse-configuration.ts';
import { settleConfiguration } from '../../../src/core/configuration/settle-configuration.ts';

type Merged = Parameters<typeof mergeConfigurations>[0];

describe("a repository's settings over those of its organisation", () => {
  const CASES: [what: string, repository: Merged, organisation: Merged, expected: Merged][] = [
    [
      'are those of whoever says something',
      { gates: { projectDrop: 1 } },
      { ownCi: { file: 'a' } },
      { gates: { projectDrop: 1 }, ownCi: { file: 'a' } },
    ],
    [
      'go before, key by key',
      { gates: { projectDrop: 1 } },
      { gates: { projectDrop: 2, mutationScore: 3 } },
      { gates: { projectDrop: 1, mutationScore: 3 } },
    ],
    [
      'go before, key by key, in sections of sections',
      { gates: { evaluations: { maxDrop: 1 } } },
      { gates: { evaluations: { minPassRate: 2 } } },
      { gates: { evaluations: { maxDrop: 1, minPassRate: 2 } } },
    ],
    [
      'cannot raise a limit',
      { budget: { rounds: 9, usdPerDay: 1 } },
      { budget: { rounds: 3, usdPerDay: 2, callsPerPullRequest: 7 } },
      { budget: { rounds: 3, usdPerDay: 1, callsPerPullRequest: 7 } },
    ],
    ['can set a limit of their own', { budget: { rounds: 9 } }, {}, { budget: { rounds: 9 } }],
  ];
  test.each(CASES)('%s', (_what, repository, organisation, expected) => {
    expect(mergeConfigurations(repository, organisation)).toEqual(expected);
  });
});

describe('the settings in force', () => {
  const ORGANISATION = {
    file: 'o/.github: testwright.yml',
    read: parseConfiguration('gates: {project-drop: 2}'),
  };
  const BROKEN = parseConfiguration('gates: [');
  test('without any file are the defaults', () => {
    expect(settleConfiguration({ base: null, organisation: null, head: null })).toEqual({
      configuration: {},
      organisationFile: null,
      problems: [],
    });
  });

  test('are never those of head, whose problems come first', () => {
    const settled = settleConfiguration({
      base: parseConfiguration('gates: {project-drop: 1}\nx: 1'),
      organisation: ORGANISATION,
      head: parseConfiguration('gates: {project-drop: 9}\ny: 1'),
    });
    expect(settled.configuration).toEqual({ gates: { projectDrop: 1 } });
    expect(settled.problems.map(({ line, source }) => [source?.of, line])).toEqual([
      ['head', 2],
      ['base', 2],
    ]);
  });

  test('are named where the file of base cannot be used', () => {
    const messageOf = (organisation: typeof ORGANISATION | null) =>
      settleConfiguration({ base: BROKEN, organisation, head: null }).problems[0]!.message;
    expect(messageOf(ORGANISATION)).toMatch(
      /In force instead are the settings of `o\/\.github: testwright\.yml` and the defaults\.$/,
    );
    expect(messageOf(null)).toMatch(/In force instead are the defaults\.$/);
  });
});
