import type { Choice, InstallLine, PackageManager, ProjectFiles, Todo } from './facts.ts';
import type { CiJob } from './find-ci-job.ts';
import { makeEditable, readInstallation } from './install-from-ci.ts';
import { readInstallFiles } from './install-from-files.ts';
import type { ToxEnvironment } from './tox.ts';

export interface InstallPlan {
  manager: PackageManager;
  lines: InstallLine[];
  interpreter: string;
  systemPackages: string[];
  choices: Choice[];
  todos: Todo[];
}

/** Managers that make an environment of their own beside the runner's interpreter, all of them in `.venv` when told so. */
const OWN_ENVIRONMENT: Record<PackageManager, boolean> = {
  pip: false,
  hatch: false,
  uv: true,
  poetry: true,
  pipenv: true,
  pdm: true,
};
const MAX_LINES = 20;

/** How the project is installed: in the words of its own CI where these say it, else from its files. */
export function planInstall(
  files: ProjectFiles,
  home: string,
  job: CiJob | null,
  tox: ToxEnvironment | null,
  python: string,
  extraPackages: readonly string[],
): InstallPlan {
  const ci = job ? readInstallation(job) : null;
  const choices: Choice[] = [];
  const todos: Todo[] = [];
  const isElsewhere = job !== null && ['tox', 'nox', 'hatch'].includes(job.test.runner);
  let manager: PackageManager = 'pip';
  let lines: InstallLine[] = [];
  let usesSystem = false;
  const copied = ci && job && !isElsewhere ? ci.commands : [];
  const started = job && !isElsewhere && copied.length === 0 ? installOfRunner(job) : null;
  if (job && ci && copied.length > 0) {
    manager = ci.manager ?? 'pip';
    usesSystem = ci.usesSystemInterpreter;
    lines = copied.slice(0, MAX_LINES).map((command) => ({
      text: makeEditable(command.resolved!).replace(/("?)\$\{?PYTHON_?VERSION\}?\1/g, python),
      folder: command.folder!,
    }));
    const isChanged = copied.some(({ resolved }) => makeEditable(resolved!) !== resolved);
    choices.push({
      what: 'Installation',
      value: lines.map(({ text }) => text).join('; '),
      source: { path: job.file.path, line: copied[0]!.line },
      why: isChanged ? 'with `-e`, so that the checked-out code is what is imported' : null,
    });
  } else if (job && started) {
    manager = 'uv';
    lines = [{ text: started, folder: job.test.command.folder ?? '' }];
    choices.push({
      what: 'Installation',
      value: started,
      source: { path: job.file.path, line: job.test.command.line },
      why: 'what `uv run` would install',
    });
  } else {
    const found = readInstallFiles(files, home, tox);
    if (found) {
      manager = found.manager;
      lines = found.lines.map((text) => ({ text, folder: home }));
      choices.push({
        what: 'Installation',
        value: found.lines.at(-1)!,
        source: found.source,
        why: found.why,
      });
    } else {
      todos.push({
        text: 'No file says how your project is installed: add the commands to the step `Install`.',
        source: null,
      });
    }
  }
  if (ci?.systemPackages && job) {
    choices.push({
      what: 'System packages',
      value: ci.systemPackages.names.join(' '),
      source: { path: job.file.path, line: ci.systemPackages.line },
      why: null,
    });
  }
  for (const { text, line } of [...(ci?.unresolved ?? []), ...(ci?.others ?? [])]) {
    todos.push({
      text: `Your CI also runs \`${text.replaceAll('`', "'")}\` before the tests. Add it if they need it.`,
      source: job ? { path: job.file.path, line } : null,
    });
  }
  if (tox && tox.conditional.length > 0 && (isElsewhere || copied.length === 0)) {
    todos.push({
      text: `tox installs more in some of its environments (\`${tox.conditional.slice(0, 3).join('`, `').slice(0, 200)}\`${tox.conditional.length > 3 ? ' …' : ''}). Add what the newest one has, if tests need it.`,
      source: tox.source,
    });
  }
  const own =
    OWN_ENVIRONMENT[manager] &&
    !usesSystem &&
    !(manager === 'uv' && lines.every(({ text }) => text.startsWith('uv pip')));
  return {
    manager,
    lines: surround(manager, lines, python, own, extraPackages),
    interpreter: own ? `\${{ github.workspace }}/${environmentFolder(lines)}.venv/bin/python` : 'python',
    systemPackages: ci?.systemPackages?.names ?? [],
    choices,
    todos,
  };
}

/** `uv run --group x pytest` installs before it runs. */
function installOfRunner({ test }: CiJob): string | null {
  const flags = /^uv\s+run\s+((?:--?[\w-]+(?:[= ](?!-)[\w.[\]-]+)?\s+)*)/.exec(
    test.command.resolved ?? '',
  )?.[1];
  if (flags === undefined) return null;
  const kept = [
    ...flags.matchAll(
      /--(?:locked|frozen|all-extras|all-groups|dev|no-dev|no-default-groups|all-packages)\b|--(?:group|extra|package|only-group)[= ][\w.-]+/g,
    ),
  ].map(([flag]) => flag);
  return ['uv sync', ...kept].join(' ');
}

function environmentFolder(lines: readonly InstallLine[]): string {
  const folder = lines.find(({ text }) => !text.startsWith('python -m pip'))?.folder ?? '';
  return folder === '' ? '' : `${folder}/`;
}

/** The lines with the manager itself before them, and what our action needs behind them. */
function surround(
  manager: PackageManager,
  lines: readonly InstallLine[],
  python: string,
  own: boolean,
  extra: readonly string[],
): InstallLine[] {
  const folder = lines[0]?.folder ?? '';
  const needed = ['pytest', 'coverage', ...extra].join(' ');
  const at = (text: string): InstallLine => ({ text, folder });
  const system = manager === 'uv' && !own && lines.some(({ text }) => text.includes('--system'));
  const behind = at(
    own ? `python -m pip --python .venv/bin/python install ${needed}` : `python -m pip install ${needed}`,
  );
  switch (manager) {
    case 'pip':
    case 'hatch':
      return [...lines, behind];
    case 'uv': {
      const wanted = lines.map(({ text, folder: where }) => ({
        text:
          /^uv sync\b/.test(text) && !/--python\b/.test(text)
            ? `${text} --python ${python}`
            : withSystem(text, own || system),
        folder: where,
      }));
      return [at('python -m pip install uv'), ...wanted, behind];
    }
    case 'poetry':
      return [
        at('python -m pip install poetry'),
        at('poetry config virtualenvs.in-project true'),
        ...lines,
        behind,
      ];
    case 'pipenv':
      return [at('python -m pip install pipenv'), at('export PIPENV_VENV_IN_PROJECT=1'), ...lines, behind];
    case 'pdm':
      return [at('python -m pip install pdm'), ...lines, behind];
  }
}

/** `uv pip install` outside of an environment needs to be told that the runner's interpreter is meant. */
function withSystem(text: string, isSettled: boolean): string {
  return isSettled || !/^uv pip install\b/.test(text)
    ? text
    : text.replace('uv pip install', 'uv pip install --system');
}
