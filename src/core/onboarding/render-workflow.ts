import {
  describeSource,
  type EnvironmentEntry,
  type ProjectFacts,
  type Service,
  type Source,
} from './facts.ts';

/** As in docs/workflow-example.yml. */
const CHECKOUT = 'actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2';
const SETUP_PYTHON = 'actions/setup-python@a26af69be951a213d495a4c3e4e4022e16d87065 # v5.6.0';
const ACTION = 'testwright/testwright@v0';
/** Stands for a value that was not copied, and is recognizable in a failing test. */
const PLACEHOLDER = 'placeholder';
const MINUTES = 30;

/** The workflow file, with the source of each line that came from the repository. */
export function renderWorkflow(facts: ProjectFacts, workflowFile: string): string {
  const lines = [
    `# Add this file to the default branch as .github/workflows/${workflowFile}.`,
    '# Testwright starts it by name for its companion branches; nothing else does.',
    'name: Testwright',
    '',
    'on:',
    '  workflow_dispatch:',
    '',
    '# The code that runs here has not been reviewed: no secrets, no write access, nothing to steal.',
    'permissions:',
    '  contents: read',
    '',
    'jobs:',
    '  testwright:',
    `    runs-on: ${facts.runsOn}`,
    `    timeout-minutes: ${MINUTES}`,
    ...renderServices(facts.services),
    ...renderEnvironment(facts.env, 4),
    '    steps:',
    `      - uses: ${CHECKOUT}`,
    '        with:',
    '          fetch-depth: 0 # base and head are checked out one after another',
    '          persist-credentials: false',
    `      - uses: ${SETUP_PYTHON}`,
    '        with:',
    `          python-version: ${scalar(facts.python)}${comment(sourceOf(facts, 'Python'))}`,
    ...renderSystemPackages(facts),
    ...renderInstall(facts),
    `      - uses: ${ACTION}`,
    '        with:',
    ...(facts.interpreter === 'python' ? [] : [`          python: ${facts.interpreter}`]),
    ...(facts.folder === '' ? [] : [`          working-directory: ${scalar(facts.folder)}`]),
    ...(facts.pytestArguments.length === 0
      ? []
      : [`          pytest-arguments: ${scalar(facts.pytestArguments.map(shellWord).join(' '))}`]),
    `          time-limit-minutes: '${MINUTES - 5}'`,
  ];
  return withoutExpressions(`${lines.join('\n')}\n`);
}

/** Whatever a file of the repository says, the one expression in our workflow is ours: GitHub would put secrets into others. */
function withoutExpressions(text: string): string {
  return text.replace(/\$\{\{(?! github\.workspace \}\})/g, '$ {{');
}

function renderServices(services: readonly Service[]): string[] {
  if (services.length === 0) return [];
  return [
    '    services:',
    ...services.flatMap(({ name, image, env, ports, options, source }) => [
      `      ${name}:`,
      `        image: ${scalar(image)}${comment(source)}`,
      ...renderEnvironment(env, 8),
      ...(ports.length > 0 ? ['        ports:', ...ports.map((port) => `          - ${scalar(port)}`)] : []),
      ...(options === null ? [] : [`        options: ${scalar(options)}`]),
    ]),
  ];
}

function renderEnvironment(env: readonly EnvironmentEntry[], indent: number): string[] {
  if (env.length === 0) return [];
  const space = ' '.repeat(indent);
  return [
    `${space}env:`,
    ...env.map(({ name, value, source }) =>
      value === null
        ? `${space}  ${name}: ${PLACEHOLDER} # TODO: not copied from ${source ? describeSource(source) : 'your CI'}; a harmless value, or delete this line`
        : `${space}  ${name}: ${scalar(value)}${comment(source)}`,
    ),
  ];
}

function renderSystemPackages({ systemPackages, choices }: ProjectFacts): string[] {
  if (systemPackages.length === 0) return [];
  const source = choices.find(({ what }) => what === 'System packages')?.source ?? null;
  return [
    `      - name: System packages${comment(source)}`,
    `        run: sudo apt-get update -qq && sudo apt-get install -y --no-install-recommends ${systemPackages.join(' ')}`,
  ];
}

/** One step for each folder in turn. */
function renderInstall({ install, choices }: ProjectFacts): string[] {
  const source = choices.find(({ what }) => what === 'Installation')?.source ?? null;
  const groups: { folder: string; lines: string[] }[] = [];
  for (const { text, folder } of install) {
    const last = groups.at(-1);
    if (last?.folder === folder) last.lines.push(text);
    else groups.push({ folder, lines: [text] });
  }
  return groups.flatMap(({ folder, lines }, index) => [
    `      - name: Install${index === 0 ? comment(source) : ''}`,
    ...(folder === '' ? [] : [`        working-directory: ${scalar(folder)}`]),
    '        run: |',
    ...lines.map((line) => `          ${line}`),
  ]);
}

function sourceOf({ choices }: ProjectFacts, what: string): Source | null {
  return choices.find((choice) => choice.what === what)?.source ?? null;
}

function comment(source: Source | null): string {
  return source === null ? '' : ` # ${describeSource(source).replace(/[^\x20-\x7e]/g, '?')}`;
}

/** A YAML scalar on one line, in single quotes: nothing in it has a meaning. */
function scalar(value: string): string {
  return /[\p{Cc}\u2028\u2029\ufeff]/u.test(value)
    ? JSON.stringify(value)
    : `'${value.replaceAll("'", "''")}'`;
}

/** The action splits its argument as a shell would. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `"${word.replace(/["\\$`]/g, '\\$&')}"`;
}
