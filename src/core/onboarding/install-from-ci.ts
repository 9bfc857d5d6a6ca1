import type { PackageManager } from './facts.ts';
import type { CiCommand, CiJob } from './find-ci-job.ts';
import { wordsOf } from './shell-lines.ts';

/** What the own CI does before its tests, sorted. */
export interface CiInstallation {
  manager: PackageManager | null;
  /** Commands that install the project, in the order of the file. */
  commands: CiCommand[];
  systemPackages: { names: string[]; line: number } | null;
  /** Installing into the runner's own interpreter with uv. */
  usesSystemInterpreter: boolean;
  /** Commands of another kind, which a person must judge. */
  others: CiCommand[];
  /** Commands that install, but hold an expression that cannot be resolved. */
  unresolved: CiCommand[];
}

const INSTALLS: readonly [PackageManager, RegExp][] = [
  ['pip', /^(?:sudo\s+)?(?:[\w./]*python[\d.]*\s+-m\s+)?pip3?\s+install\b/],
  ['uv', /^uv\s+(?:sync|pip\s+(?:install|sync))\b/],
  ['poetry', /^poetry\s+(?:install|sync)\b/],
  ['pipenv', /^(?:[\w./]*python[\d.]*\s+-m\s+)?pipenv\s+(?:install|sync)\b/],
  ['pdm', /^pdm\s+(?:install|sync)\b/],
];
/** Tools that bring others; installed anew where the workflow needs one. */
const TOOLS = new Set(
  'pip setuptools wheel virtualenv build tox tox-gh-actions tox-gh tox-uv nox uv poetry poetry-core pipenv pdm hatch coveralls codecov pre-commit flake8 ruff black isort mypy twine pip-tools pipx packaging'.split(
    ' ',
  ),
);
const WITH_VALUE =
  /^(-r|--requirement|-c|--constraint|-i|--index-url|--extra-index-url|--find-links|-f|--group|--python|--prefix|--target|--config-setting|-e|--editable)$/;
const MAX_SYSTEM_PACKAGES = 30;
const MAX_OTHERS = 6;
/** Commands that change nothing that a test needs. */
const NOISE =
  /^(?:echo|printf|export\s+PATH|set\b|pip\b.*(?:cache|list|freeze|--version)|[\w./]*python[\d.]*\s+(?:--version|-V|-m\s+pip\s+(?:list|freeze|--version)|-m\s+venv)|source\b|\.\s|curl\b|wget\b|which\b|ls\b|pwd\b|env\b|git\s+(?:fetch|config|--version)|poetry\s+(?:config|check|self|--version|env|lock)|pdm\s+(?:info|config|lock|--version|self)|uv\s+pip\s+(?:list|tree|check)|hatch\b|uv\s+(?:lock|--version|tool|venv|python|cache)|pipx\b|timeout\b.*--version|(?:sudo\s+)?apt(?:-get)?\s+(?:-\S+\s+)*update|\[|if\b|fi\b|else\b|then\b|for\b|done\b|function\b|(?:uv run |poetry run |pdm run |python -m )?(?:flake8|ruff|black|isort|mypy|pyright|pre-commit|bandit|pylint|codespell|djlint|semgrep)\b|npm\b|yarn\b|pnpm\b|.*\bmakemigrations\b.*--check|.*\bmanage\.py check\b|.*django-admin check\b)/;

export function readInstallation({ before }: Pick<CiJob, 'before'>): CiInstallation {
  const installation: CiInstallation = {
    manager: null,
    commands: [],
    systemPackages: null,
    usesSystemInterpreter: false,
    others: [],
    unresolved: [],
  };
  for (const command of before) {
    const apt = readApt(command.resolved ?? command.text);
    if (apt) {
      const names = [...(installation.systemPackages?.names ?? []), ...apt].slice(0, MAX_SYSTEM_PACKAGES);
      installation.systemPackages = {
        names: [...new Set(names)],
        line: installation.systemPackages?.line ?? command.line,
      };
      continue;
    }
    const kind = INSTALLS.find(([, pattern]) => pattern.test(command.text))?.[0];
    if (!kind) {
      if (!isNoise(command.text) && installation.others.length < MAX_OTHERS)
        installation.others.push(command);
    } else if (command.resolved === null || command.folder === null) installation.unresolved.push(command);
    else if (!isToolsOnly(command.resolved)) {
      installation.commands.push(command);
      installation.manager = betterManager(installation.manager, kind);
      if (/^uv\s+pip\b/.test(command.resolved) && /--system\b/.test(command.resolved))
        installation.usesSystemInterpreter = true;
    }
  }
  // Only what installs the project or its requirements counts; a lone plugin does not make the environment.
  if (!installation.commands.some(({ resolved }) => isSubstantial(resolved!))) installation.commands = [];
  if (installation.commands.length === 0) installation.manager = null;
  return installation;
}

function betterManager(known: PackageManager | null, found: PackageManager): PackageManager {
  return known !== null && known !== 'pip' ? known : found;
}

function isSubstantial(text: string): boolean {
  return (
    !/\bpip3?\s+install\b/.test(text) ||
    /(?:^|\s)(?:-r|--requirement|-e|--editable|--group)\b|\s["']?\.(?:["'[\s/]|$)|\s\S+\.txt\b/.test(text)
  );
}

function isToolsOnly(text: string): boolean {
  if (!/\bpip3?\s+install\b/.test(text)) return false;
  const words = wordsOf(text.slice(text.indexOf('install') + 'install'.length));
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    if (WITH_VALUE.test(word)) return false;
    if (word.startsWith('-')) continue;
    if (!TOOLS.has(word.replace(/[[<>=!~;].*$/, '').toLowerCase())) return false;
  }
  return true;
}

/** Names of Debian packages of `apt-get install`; null for other commands. Options and versions are left out. */
function readApt(text: string): string[] | null {
  const match = /^(?:sudo\s+)?(?:[A-Z_]+=\S+\s+)?(?:sudo\s+)?apt(?:-get)?\s+(?:-\S+\s+)*install\s+(.*)$/.exec(
    text,
  );
  return match ? wordsOf(match[1]!).filter((word) => /^[a-z0-9][a-z0-9.+-]+$/.test(word)) : null;
}

/** An install of the project itself becomes editable: an installed copy would be measured instead of the checked-out code. */
export function makeEditable(text: string): string {
  if (!/\bpip3?\s+install\b/.test(text)) return text;
  return text.replace(/(?<!\s(?:-e|--editable))(\s+)((["']?)\.\/?(?:\[[\w, .-]*\])?\3)(?=\s|$)/, '$1-e $2');
}

/** Commands about something else than what tests need, and pieces of a script that are none by themselves. */
function isNoise(text: string): boolean {
  return (
    NOISE.test(text) ||
    /\s--version\b/.test(text) ||
    /^[{}()'"]/.test(text) ||
    /^(?:\.\/)?(?:scripts|bin|ci|tools)\/(?:check|lint|build|docs?|format|coverage)\b/.test(text)
  );
}
