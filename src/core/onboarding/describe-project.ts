import { folderOf, nameOf } from '../python/path-index.ts';
import { readPytestSettings } from '../python/pytest-settings.ts';
import { chooseFolder } from './choose-folder.ts';
import { choosePython, declaredPythons } from './choose-python.ts';
import { readDjango } from './django.ts';
import { readJobEnvironment } from './environment.ts';
import type { Choice, EnvironmentEntry, ProjectFacts, ProjectFiles, Service, Todo } from './facts.ts';
import { type CiJob, findCiJob } from './find-ci-job.ts';
import { planInstall } from './plan-install.ts';
import { at, textOf } from './read-yaml.ts';
import { resolveExpressions } from './resolve-expressions.ts';
import { reachFromRunner, readCiServices, readComposeServices, readSettingsDatabase } from './services.ts';
import { wordsOf } from './shell-lines.ts';
import { choosePytestArguments, findTestCommand, type TestCommand } from './test-command.ts';
import { readTox, type ToxEnvironment } from './tox.ts';

const SETTINGS = 'DJANGO_SETTINGS_MODULE';

/**
 * What the workflow file of this repository should say, read from its own files: the job of its CI that runs the tests, and
 * its manifests. Each choice names its source; what no file says, or what only a person may decide, becomes a todo.
 * `workflowFile` is the name of our own workflow file, which is not read. Pure; nothing of the repository is executed.
 */
export function describeProject(files: ProjectFiles, workflowFile: string): ProjectFacts {
  const job = findCiJob(files.texts, `.github/workflows/${workflowFile}`, declaredPythons(files, ''));
  const { folder, home, source, todos } = chooseFolder(files.allPaths, job);
  const choices: Choice[] = source
    ? [{ what: 'Folder of the project', value: folder, source, why: null }]
    : [];
  const tox = readTox(files, home);
  const python = choosePython(files, home, job);
  choices.push(python.choice);

  const tests = readTests(files, job, tox);
  choices.push(...tests.choices);
  todos.push(...tests.todos);
  const surroundings = readSurroundings(files, home, job, tox, tests.runner);
  todos.push(...surroundings.todos);
  const django = readDjango(files, folder, job, tox, surroundings.env);
  const env = [...surroundings.env];
  const extraPackages: string[] = [];
  const pytestArguments = [...tests.pytestArguments];
  if (django) {
    if (django.settings) {
      choices.push({
        what: 'Django settings',
        value: django.settings.module,
        source: django.settings.source,
        why: null,
      });
      const isSet =
        django.settings.inPytestSettings ||
        env.some(({ name }) => name === SETTINGS) ||
        pytestArguments.some((word) => word.startsWith('--ds'));
      if (!isSet) env.push({ name: SETTINGS, value: django.settings.module, source: django.settings.source });
    } else if (tests.runner !== 'pytest') {
      todos.push({
        text: `The settings module that your tests use was not found. If they need one, set \`${SETTINGS}\` under \`env\`.`,
        source: null,
      });
    }
    if (!django.hasPlugin && (django.settings !== null || tests.runner === 'django')) {
      extraPackages.push('pytest-django');
      choices.push({
        what: 'pytest-django',
        value: 'added',
        source: null,
        why: 'no file of yours names it, and Testwright’s action runs pytest',
      });
    }
  }
  if (django && tests.runner !== 'pytest' && readPytestSettings(files.texts).pythonFiles.length === 0) {
    pytestArguments.push('-o', 'python_files=tests.py test*.py');
    choices.push({
      what: 'Test files',
      value: 'tests.py test*.py',
      source: null,
      why: 'Django’s own pattern, because no file tells pytest',
    });
  }

  const install = planInstall(files, home, job, tox, python.version, extraPackages);
  choices.push(...install.choices);
  todos.push(...install.todos);
  for (const service of surroundings.services) {
    choices.push({
      what: `Service ${service.name}`,
      value: service.image,
      source: service.source,
      why: null,
    });
  }
  for (const { name, value, source: from } of [
    ...env,
    ...surroundings.services.flatMap(({ env: own }) => own),
  ]) {
    if (value === null)
      todos.push({
        text: `\`${name}\` was not copied: there it is a secret, or depends on the run. The file has a placeholder: choose a harmless value, or delete the line.`,
        source: from,
      });
    else if (name !== SETTINGS && env.some((entry) => entry.name === name))
      choices.push({ what: 'Variable', value: `${name}=${value}`, source: from, why: null });
  }
  return {
    folder,
    runsOn: readRunner(job),
    python: python.version,
    manager: install.manager,
    interpreter: install.interpreter,
    systemPackages: install.systemPackages,
    services: surroundings.services,
    env,
    install: install.lines,
    pytestArguments,
    choices,
    todos,
  };
}

function readTests(
  files: ProjectFiles,
  job: CiJob | null,
  tox: ToxEnvironment | null,
): { runner: TestCommand['runner']; pytestArguments: string[]; choices: Choice[]; todos: Todo[] } {
  const told = job ? { path: job.file.path, line: job.test.command.line } : null;
  const inTox = (job === null || job.test.runner === 'tox') && tox ? firstTest(tox.commands) : null;
  const test = inTox ?? job?.test ?? null;
  if (!test) {
    const settings = readPytestSettings(files.texts);
    const manage = files.allPaths.some(
      (path) => nameOf(path) === 'manage.py' && folderOf(path).split('/').length <= 2,
    );
    const runner = settings.file || !manage ? 'pytest' : 'django';
    return {
      runner,
      pytestArguments: [],
      choices: [
        {
          what: 'Tests',
          value: runner === 'django' ? 'manage.py test' : 'pytest',
          source: settings.file ? { path: settings.file, line: null } : null,
          why: 'no workflow of yours runs tests',
        },
      ],
      todos: [],
    };
  }
  const source = inTox && tox ? tox.source : told;
  const text = inTox ? inTox.text : job!.test.command.text;
  const { kept, paths } =
    test.runner === 'pytest' ? choosePytestArguments(test.words) : { kept: [], paths: [] };
  const choices: Choice[] = [{ what: 'Tests', value: text, source, why: null }];
  const todos: Todo[] = [];
  if (kept.length > 0) choices.push({ what: 'Options of pytest', value: kept.join(' '), source, why: null });
  if (!['pytest', 'django', 'unittest'].includes(test.runner)) {
    todos.push({
      text: `Your CI starts its tests with \`${text.replaceAll('`', "'")}\`; Testwright’s action runs \`pytest\`. Check that \`pytest\` alone works, and add what that command sets up.`,
      source,
    });
  }
  const hasPlaces = readPytestSettings(files.texts).testPaths.length > 0;
  if (paths.length > 0 && !hasPlaces && paths.some((path) => !/^(\.\/?|tests?\/?)$/.test(path))) {
    todos.push({
      text: `Your CI gives pytest paths (\`${paths.join(' ').slice(0, 200).replaceAll('`', "'")}\`). Put them into \`testpaths\` of pytest’s settings if pytest alone collects more than you want.`,
      source,
    });
  }
  return { runner: test.runner, pytestArguments: kept, choices, todos };
}

function firstTest(commands: readonly string[]): (TestCommand & { text: string }) | null {
  for (const text of commands) {
    const found = findTestCommand(text);
    if (found) return { ...found, text };
  }
  return null;
}

function readSurroundings(
  files: ProjectFiles,
  home: string,
  job: CiJob | null,
  tox: ToxEnvironment | null,
  runner: TestCommand['runner'],
): { services: Service[]; env: EnvironmentEntry[]; todos: Todo[] } {
  const fromTox: EnvironmentEntry[] =
    (job === null || job.test.runner === 'tox') && tox
      ? tox.env
          .filter(({ name, value }) => !/^(COVERAGE|PIP|TOX)_/.test(name) && value !== '')
          .map(({ name, value, line }) => ({
            name,
            // tox's folder is the repository; its other substitutions are not known here.
            value: /\{/.test(value) ? null : value.replace(/^\.\//, `\${{ github.workspace }}/`),
            source: { path: tox.source.path, line },
          }))
      : [];
  if (job) {
    const { services, todos } = readCiServices(job);
    const image = textOf(at(job.job, 'container', 'image')) ?? textOf(at(job.job, 'container'));
    const container = image === null ? null : resolveExpressions(image, job.row).text;
    const own = readJobEnvironment(job).map((entry) =>
      container === null || entry.value === null
        ? entry
        : { ...entry, value: reachFromRunner(entry.value, services) },
    );
    if (container !== null) {
      todos.push({
        text: `Your CI runs its tests in the container \`${container.slice(0, 100).replaceAll('`', "'")}\`; this job runs on the runner itself, where services are at \`127.0.0.1\`. Add what the container brings.`,
        source: { path: job.file.path, line: job.file.lineOf([...job.keys, 'container']) },
      });
    }
    const names = new Set(own.map(({ name }) => name));
    return { services, env: [...fromTox.filter(({ name }) => !names.has(name)), ...own], todos };
  }
  const composed = readComposeServices(files, home);
  if (composed.length > 0) {
    return {
      services: composed,
      env: fromTox,
      todos: [
        {
          text: 'The services are those of your compose file. On the runner they are at `127.0.0.1`: set the variables from which your settings read host and port under `env`.',
          source: composed[0]!.source,
        },
      ],
    };
  }
  const database = runner === 'unittest' ? null : readSettingsDatabase(files);
  return database
    ? { services: [database.service], env: [...fromTox, ...database.env], todos: [database.todo] }
    : { services: [], env: fromTox, todos: [] };
}

function readRunner(job: CiJob | null): string {
  const written = job ? textOf(at(job.job, 'runs-on')) : null;
  const resolved = written === null || !job ? null : resolveExpressions(written, job.row);
  const name = resolved?.left.length === 0 ? (wordsOf(resolved.text)[0] ?? '').toLowerCase() : '';
  // Own and larger runners may be neither there nor wanted for this.
  return /^ubuntu-(latest|\d\d\.\d\d)$/.test(name) ? name : 'ubuntu-latest';
}
