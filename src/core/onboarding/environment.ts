import type { EnvironmentEntry } from './facts.ts';
import type { CiJob } from './find-ci-job.ts';
import type { MatrixRow } from './matrix.ts';
import { at, entriesOf, textOf, type YamlFile } from './read-yaml.ts';
import { resolveExpressions } from './resolve-expressions.ts';

const MAX_ENTRIES = 40;
const MAX_VALUE = 500;
/** Settings of tools that run around the tests. */
const NOT_NEEDED =
  /^(FORCE_COLOR|PY_COLORS|NO_COLOR|PIP_\w+|TOXENV|TOX_\w+|NOX\w*|CODECOV_\w*|COVERALLS_\w*|UV_\w+|POETRY_\w+|PDM_\w+|PIPENV_\w+|HATCH_\w+|GITHUB_TOKEN|GH_TOKEN|COVERAGE_\w+|PYTEST_ADDOPTS|\w*_VERSION|PATH)$/;

/**
 * The variables of an `env` block. A value that is a secret, a variable of the repository or depends on the run is never
 * copied: it is null, and a person must choose a harmless one.
 */
export function readEnvironment(
  file: YamlFile,
  keys: readonly (string | number)[],
  env: unknown,
  row: MatrixRow,
): EnvironmentEntry[] {
  return entriesOf(env)
    .slice(0, MAX_ENTRIES)
    .flatMap(([name, value]): EnvironmentEntry[] => {
      if (!/^[A-Za-z_]\w*$/.test(name)) return [];
      const source = { path: file.path, line: file.lineOf([...keys, name]) };
      const { text, left } = resolveExpressions(textOf(value) ?? '', row);
      return [
        {
          name,
          value: left.length > 0 || text.length > MAX_VALUE || /\$\{\w/.test(text) ? null : text,
          source,
        },
      ];
    });
}

/** What is set for the tests in the job that runs them: by the workflow, the job and the step, the inner ones last. */
export function readJobEnvironment({ file, keys, job, row, steps, test }: CiJob): EnvironmentEntry[] {
  const found = new Map<string, EnvironmentEntry>();
  const step = test.command.step;
  for (const [place, env] of [
    [['env'], at(file.data, 'env')],
    [[...keys, 'env'], at(job, 'env')],
    [[...keys, 'steps', step, 'env'], at(steps[step], 'env')],
  ] as [(string | number)[], unknown][]) {
    for (const entry of readEnvironment(file, place, env, row))
      if (!NOT_NEEDED.test(entry.name)) found.set(entry.name, entry);
  }
  // `NAME=value pytest` on the line itself.
  const line = test.command.resolved ?? '';
  for (const match of /^((?:[A-Z_]\w*=\S*\s+)*)/.exec(line)![1]!.matchAll(/([A-Z_]\w*)=(\S*)/g)) {
    if (NOT_NEEDED.test(match[1]!)) continue;
    found.set(match[1]!, {
      name: match[1]!,
      value: match[2]!,
      source: { path: file.path, line: test.command.line },
    });
  }
  // An empty value is what the combination of the matrix does not set.
  return [...found.values()].filter(({ value }) => value !== '');
}
