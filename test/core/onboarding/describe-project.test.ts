import { describe, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { parseWorkflow } from '../../../localhub/actions/workflow-file.ts';
import { decideOnboarding } from '../../../src/core/onboarding/decide-onboarding.ts';
import { describeProject } from '../../../src/core/onboarding/describe-project.ts';
import { describeSource } from '../../../src/core/onboarding/facts.ts';
import { findMissingPermissions } from '../../../src/core/onboarding/find-missing-permissions.ts';
import { renderWorkflow } from '../../../src/core/onboarding/render-workflow.ts';
import { choosePytestArguments, findTestCommand } from '../../../src/core/onboarding/test-command.ts';
import { ci, LAYOUTS, type Layout } from './layouts.ts';

interface Rendered {
  text: string;
  job: {
    'runs-on': string;
    env?: Record<string, string>;
    services?: Record<string, object>;
    steps: { uses?: string; run?: string; with?: Record<string, string>; 'working-directory'?: string }[];
  };
  todos: string[];
  sources: Record<string, string>;
}

function render(files: Layout): Rendered {
  const facts = describeProject(
    { texts: new Map(Object.entries(files)), allPaths: Object.keys(files) },
    'testwright.yml',
  );
  const text = renderWorkflow(facts, 'testwright.yml');
  const data = parse(text) as { jobs: { testwright: Rendered['job'] } };
  // Valid for the runner that executes workflow files here, which has no service containers.
  const { services: _services, ...job } = data.jobs.testwright;
  parseWorkflow({ path: 'testwright.yml', text: stringify({ ...data, jobs: { testwright: job } }) });
  return {
    text,
    job: data.jobs.testwright,
    todos: facts.todos.map((todo) => `${todo.text}${todo.source ? ` | ${describeSource(todo.source)}` : ''}`),
    sources: Object.fromEntries(
      facts.choices.map(({ what, value, source }) => [
        what,
        `${value} | ${source ? describeSource(source) : 'default'}`,
      ]),
    ),
  };
}

const installOf = ({ job }: Rendered): string =>
  job.steps
    .filter(({ run }) => run && !run.includes('apt-get'))
    .map(({ run }) => run!.trim())
    .join('\n');
const actionOf = ({ job }: Rendered): Record<string, string> => job.steps.at(-1)!.with!;
const VENV = `\${{ github.workspace }}/.venv/bin/python`;

describe('a workflow is fitted to', () => {
  const TABLE: [
    name: keyof typeof LAYOUTS,
    expected: {
      python: string;
      install: string;
      action?: Record<string, string>;
      env?: Record<string, string>;
    },
  ][] = [
    [
      'requirements and Django, without CI',
      {
        python: '3.12',
        install:
          'python -m pip install -r requirements.txt -r requirements-dev.txt\npython -m pip install pytest coverage',
      },
    ],
    [
      'poetry',
      {
        python: '3.12',
        install:
          'python -m pip install poetry\npoetry config virtualenvs.in-project true\npoetry install --no-interaction --with test\npython -m pip --python .venv/bin/python install pytest coverage',
        action: { python: VENV },
      },
    ],
    [
      'uv with a lock file',
      {
        python: '3.13',
        install:
          'python -m pip install uv\nuv sync --locked --group test --python 3.13\npython -m pip --python .venv/bin/python install pytest coverage',
        action: { python: VENV },
      },
    ],
    [
      'Pipfile',
      {
        python: '3.10',
        install:
          'python -m pip install pipenv\nexport PIPENV_VENV_IN_PROJECT=1\npipenv sync --dev\npython -m pip --python .venv/bin/python install pytest coverage',
        action: { python: VENV },
      },
    ],
    [
      'src layout with an extra',
      {
        python: '3.13',
        install: 'python -m pip install -e ".[test]"\npython -m pip install pytest coverage',
      },
    ],
    [
      'tox alone',
      {
        python: '3.12',
        install:
          "python -m pip install -e . 'pytest>=7' -r requirements.txt\npython -m pip install pytest coverage",
        action: { 'pytest-arguments': '-m "not slow"' },
        env: { MODE: 'tests', DB_USER: 'tester' },
      },
    ],
    [
      'a project in a folder',
      {
        python: '3.11',
        install: 'pip install -r requirements.txt\npython -m pip install pytest coverage pytest-django',
        action: { 'working-directory': 'backend', 'pytest-arguments': '-o "python_files=tests.py test*.py"' },
        env: { DJANGO_SETTINGS_MODULE: 'shop.settings' },
      },
    ],
    [
      'PostgreSQL in CI',
      {
        python: '3.12',
        install: 'pip install -r requirements.txt\npython -m pip install pytest coverage',
        action: { 'pytest-arguments': '--ds=shop.settings' },
        env: { DATABASE_URL: 'postgres://postgres:postgres@localhost:5432/postgres' },
      },
    ],
    [
      'Redis, in a container',
      {
        python: '3.11',
        install: 'pip install -e . pytest\npython -m pip install pytest coverage',
        env: { REDIS_URL: 'redis://127.0.0.1:6379/0' },
      },
    ],
    [
      'many Python versions',
      {
        python: '3.12',
        install: 'pip install -e ".[test]" "django~=5.2"\npython -m pip install pytest coverage',
      },
    ],
    [
      'manage.py alone',
      {
        python: '3.12',
        install: 'python -m pip install pytest coverage pytest-django',
        action: { 'pytest-arguments': '-o "python_files=tests.py test*.py"' },
        env: { DB_HOST: '127.0.0.1', DB_PASSWORD: 'postgres', DJANGO_SETTINGS_MODULE: 'shop.settings' },
      },
    ],
    [
      'extras of setup.py',
      {
        python: '3.12',
        install: 'python -m pip install -e ".[test]"\npython -m pip install pytest coverage',
      },
    ],
    [
      'secrets in CI',
      {
        python: '3.12',
        install: 'python -m pip install -r requirements.txt\npython -m pip install pytest coverage',
        env: { MODE: 'ci', API_KEY: 'placeholder', REGION: 'placeholder' },
      },
    ],
    [
      'hatch environments',
      {
        python: '3.12',
        install: "python -m pip install -e . pytest 'httpx>=0.27'\npython -m pip install pytest coverage",
      },
    ],
    [
      'pdm',
      {
        python: '3.12',
        install:
          'python -m pip install pdm\npdm install\npython -m pip --python .venv/bin/python install pytest coverage',
        action: { python: VENV },
      },
    ],
    [
      'a compose file',
      {
        python: '3.12',
        install:
          'python -m pip install -r requirements/base.txt -r requirements/test.txt\npython -m pip install pytest coverage',
      },
    ],
    ['nothing that says how', { python: '3.12', install: 'python -m pip install pytest coverage' }],
  ];
  test.each(TABLE)('%s', (name, { python, install, action = {}, env }) => {
    const rendered = render(LAYOUTS[name]);
    expect(rendered.job.steps[1]!.with).toEqual({ 'python-version': python });
    expect(installOf(rendered)).toBe(install);
    expect(actionOf(rendered)).toEqual({ ...action, 'time-limit-minutes': '25' });
    expect(rendered.job.env).toEqual(env);
  });
});

test('a service is taken over with its health check, and gets the port that the steps know', () => {
  const postgres = render(LAYOUTS['PostgreSQL in CI']);
  expect(postgres.job.services).toEqual({
    db: {
      image: 'postgres:15',
      env: { POSTGRES_PASSWORD: 'postgres' },
      ports: ['5432:5432'],
      options: '--health-cmd pg_isready --health-interval 10s',
    },
  });
  expect(postgres.text).toContain('apt-get install -y --no-install-recommends libpq-dev gettext');
  const redis = render(LAYOUTS['Redis, in a container']);
  expect(redis.job.services).toMatchObject({ redis: { image: 'redis:7', ports: ['6379:6379'] } });
  expect(redis.todos).toContainEqual(expect.stringContaining('in the container `python:3.11`'));
  const composed = render(LAYOUTS['a compose file']);
  expect(composed.job.services).toMatchObject({
    db: { image: 'postgres:17', env: { POSTGRES_PASSWORD: 'dev' } },
  });
  expect(composed.todos).toContainEqual(expect.stringContaining('compose file'));
  const guessed = render(LAYOUTS['manage.py alone']);
  expect(guessed.job.services).toMatchObject({ postgres: { image: 'postgres:16' } });
  expect(guessed.todos).toContainEqual(expect.stringContaining('is a guess (`postgres:16`)'));
});

test('each choice names where it was read', () => {
  expect(render(LAYOUTS['many Python versions']).sources).toEqual({
    Python: '3.12 | .github/workflows/tests.yml line 8',
    Tests: 'coverage run -m pytest | .github/workflows/tests.yml line 21',
    Installation: 'pip install -e ".[test]" "django~=5.2" | .github/workflows/tests.yml line 20',
  });
  expect(render(LAYOUTS['tox alone']).sources).toMatchObject({
    Tests: 'pytest -m "not slow" | tox.ini line 3',
    Installation: "python -m pip install -e . 'pytest>=7' -r requirements.txt | tox.ini line 3",
  });
  expect(render(LAYOUTS['nothing that says how']).sources).toEqual({
    Python: '3.12 | default',
    Tests: 'pytest | default',
  });
});

test('no secret is copied, and what only a person can decide is said', () => {
  const { text, todos } = render(LAYOUTS['secrets in CI']);
  expect(text).not.toMatch(/secrets\.|vars\.|example\.org/);
  expect(todos).toEqual([
    expect.stringMatching(
      /^Your CI also runs `pip install .*secrets\.PYPI.*\| \.github\/workflows\/ci\.yml line 13$/,
    ),
    expect.stringMatching(
      /^Your CI also runs `cp settings\.example\.ini settings\.ini` before the tests.*line 14$/,
    ),
    expect.stringMatching(/^`API_KEY` was not copied: .*line 17$/),
    expect.stringMatching(/^`REGION` was not copied: .*line 18$/),
  ]);
  expect(render(LAYOUTS['nothing that says how']).todos).toEqual([
    expect.stringContaining('No file says how your project is installed'),
  ]);
  expect(render(LAYOUTS['tox alone']).todos).toEqual([expect.stringContaining('`old: six==1.0`')]);
});

test('hostile files lead to a valid workflow or none of theirs', () => {
  const evil = render({
    'x.py': '',
    'pyproject.toml': '[project]\nname = "x"\n[project.optional-dependencies]\n"test]; curl evil" = []\n',
    '.github/workflows/ci.yml': `on: push\njobs:\n  test:\n    runs-on: "ubuntu-latest\\n    env: {A: b}"\n    services:\n      "a: b":\n        image: "x\\n  y"\n    env:\n      A: "1' # \\n    B: 2"\n    steps:\n      - run: pytest -m "a' b" -k 'x"y'\n        working-directory: ../../etc\n`,
    'tox.ini': '[testenv\n',
    '.github/workflows/bomb.yml': `a: &a [x,x]\n${Array.from({ length: 20 }, (_, i) => `b${i}: &b${i} [*${i === 0 ? 'a' : `b${i - 1}`},*${i === 0 ? 'a' : `b${i - 1}`}]`).join('\n')}\n`,
  });
  expect(evil.job['runs-on']).toBe('ubuntu-latest');
  expect(evil.job.services).toBeUndefined();
  expect(evil.job.env).toEqual({ A: "1' # \n    B: 2" });
  expect(installOf(evil)).toBe('python -m pip install -e .\npython -m pip install pytest coverage');
  expect(evil.todos).toContainEqual(expect.stringContaining('could not be followed'));
});

test('no expression of theirs gets into the workflow, wherever it stands', () => {
  const secret = `\${{ secrets.TOKEN }}`;
  const { text } = render({
    'x.py': '',
    'tox.ini': `[testenv]\ndeps = pytest ${secret}\nsetenv =\n    A = ${secret}\ncommands = pytest -m "${secret}"\n`,
    'docker-compose.yml': `services:\n  db:\n    image: postgres\n    environment:\n      B: '${secret}'\n`,
  });
  expect(text.replaceAll(`\${{ github.workspace }}`, '')).not.toContain(`\${{`);
  const { text: inMatrix } = render({
    'x.py': '',
    '.github/workflows/ci.yml': ci(
      `strategy:\n  matrix:\n    extra: ['${secret}']\nenv:\n  C: \${{ matrix.extra }}\nsteps:\n  - run: pip install -e .\n  - run: pip install -r \${{ matrix.extra }}\n  - run: pytest\n`,
    ),
  });
  expect(inMatrix).not.toContain('secrets.');
  expect(inMatrix).toContain('C: placeholder');
});

test('commands that start tests are told from those that do not', () => {
  const runner = (text: string): string | null => findTestCommand(text)?.runner ?? null;
  const TABLE: [string, string | null][] = [
    ['pytest -q', 'pytest'],
    ['poetry run python -m pytest tests', 'pytest'],
    ['python -b -m coverage run -m django test -v2', 'django'],
    ['python manage.py test --parallel', 'django'],
    ['python manage.py migrate', null],
    ['python -m unittest discover', 'unittest'],
    ['tox -e py', 'tox'],
    ['tox -e lint', null],
    ['hatch test', 'hatch'],
    ['make test', 'script'],
    ['scripts/test', 'script'],
    ['pip install pytest', null],
    ['uv pip install pytest', null],
    ['echo pytest', null],
    ['make lint', null],
  ];
  for (const [text, expected] of TABLE) expect([text, runner(text)]).toEqual([text, expected]);
});

test('of pytest’s arguments those stay that decide which tests there are', () => {
  expect(
    choosePytestArguments([
      '-n',
      'auto',
      '-m',
      'not slow',
      '--cov=x',
      '-p',
      'no:sugar',
      '--ds=a.b',
      '-W',
      'error',
      'tests',
      '-k',
      '$X',
    ]),
  ).toEqual({
    kept: ['-m', 'not slow', '--ds=a.b', '-W', 'error'],
    paths: ['tests'],
  });
});

test('which repositories get an issue', () => {
  const usual = { isArchived: false, isFork: false, hasIssues: true };
  const why = (repository: object, paths: string[]): string => {
    const decision = decideOnboarding({ ...usual, ...repository }, paths, 'testwright.yml');
    return decision.kind === 'skip' ? decision.why : 'onboard';
  };
  expect(why({}, ['a.py'])).toBe('onboard');
  expect(why({}, ['a.js'])).toBe('no-python');
  expect(why({}, ['a.py', '.github/workflows/testwright.yml'])).toBe('has-workflow');
  expect(why({ isArchived: true }, ['a.py'])).toBe('archived');
  expect(why({ isFork: true }, ['a.py'])).toBe('fork');
  expect(why({ hasIssues: false }, ['a.py'])).toBe('issues-off');
});

test('a permission that was not granted is named with what it means', () => {
  const all = {
    contents: 'write',
    pull_requests: 'write',
    checks: 'write',
    actions: 'write',
    issues: 'write',
    merge_queues: 'read',
  };
  expect(findMissingPermissions(all)).toEqual([]);
  expect(findMissingPermissions({ ...all, issues: 'read', actions: undefined as never })).toEqual([
    expect.stringMatching(/`actions: write` is not granted \(it is `none`\): nothing can be run/),
    expect.stringMatching(/`issues: write` is not granted \(it is `read`\)/),
  ]);
});
