import { joinFolder, wordsOf } from './shell-lines.ts';

/** What starts the tests in the project's own CI. */
export interface TestCommand {
  runner: 'pytest' | 'django' | 'unittest' | 'tox' | 'nox' | 'hatch' | 'script';
  /** Arguments behind the name of the runner. */
  words: string[];
  /** How sure it is: a script that is called `test` may do anything. */
  strength: number;
  /** The folder of `manage.py`, from where the command runs. */
  folder: string;
}

const NO_TESTS =
  /^(?:sudo\s+)?(?:apt|apt-get|brew|echo|printf|cat|cp|mkdir|curl|wget|git|docker|test|export)\b|\b(?:pip3?|uv pip|pipx|uv tool|poetry|pdm|pipenv)\s+(?:install|add|sync|--version)\b/;

/** The tests that this shell command runs, or null. */
export function findTestCommand(text: string): TestCommand | null {
  if (NO_TESTS.test(text)) return null;
  const words = wordsOf(text);
  const at = (pattern: RegExp): number => words.findIndex((word) => pattern.test(word));
  const from = (index: number): string[] => words.slice(index + 1);
  const found = (
    runner: TestCommand['runner'],
    index: number,
    strength: number,
    folder = '',
  ): TestCommand => ({
    runner,
    words: from(index),
    strength,
    folder,
  });
  const tox = at(/^(?:.*\/)?(tox|nox)$/);
  if (tox >= 0) return isLint(from(tox)) ? null : found(words[tox]!.endsWith('nox') ? 'nox' : 'tox', tox, 2);
  const pytest = at(/^(?:.*\/)?(pytest|py\.test)$/);
  if (pytest >= 0) return found('pytest', pytest, 4);
  const manage = at(/(^|\/)(manage\.py|django-admin|django)$/);
  if (manage >= 0) {
    const rest = from(manage);
    if (rest.find((word) => !word.startsWith('-')) !== 'test') return null;
    const folder = joinFolder('', words[manage]!.split('/').slice(0, -1).join('/')) ?? '';
    return { runner: 'django', words: rest.slice(1), strength: 4, folder };
  }
  const script = at(/(^|\/)runtests(\.py|\.sh)?$/);
  if (script >= 0) return found('script', script, 3);
  const unittest = at(/^unittest$/);
  if (unittest >= 0) return found('unittest', unittest, 3);
  const hatch = at(/^hatch$/);
  if (hatch >= 0)
    return from(hatch).some((word) => /^(?:[\w.+-]+:)?(?:test|cov)/.test(word))
      ? found('hatch', hatch, 2)
      : null;
  const named =
    /^(?:.*\s)?(?:make|just|poe|task|invoke|inv|pdm run|poetry run|uv run|rye run|(?:bash |sh )?\.?\/?(?:scripts|bin|ci|tools)\/?)\s*(?:-\S+\s+)*(?:test|tests|unit|check-tests|coverage|pytest)(?:[-_.:]?\w+)*\b/.test(
      text,
    );
  return named ? found('script', 0, 1) : null;
}

/** `tox -e lint`, `nox -s docs`. */
function isLint(words: readonly string[]): boolean {
  return (
    /\b(lint|docs?|flake8|mypy|typing|types|typecheck|black|isort|style|pre-commit|dist|packag\w*|ruff|check-manifest)\b/i.test(
      words.join(' '),
    ) && !/\bpy\d*|\btests?\b/i.test(words.join(' '))
  );
}

/** Options of pytest that decide which tests there are and how they work; those about output, order and speed are not needed. */
const KEPT_WITH_VALUE = new Set([
  '-m',
  '-k',
  '-p',
  '-c',
  '-o',
  '-W',
  '--ds',
  '--dc',
  '--import-mode',
  '--ignore',
  '--ignore-glob',
  '--deselect',
  '--asyncio-mode',
  '--rootdir',
  '--confcutdir',
  '--settings',
]);
const KEPT_ALONE = new Set(['--nomigrations', '--no-migrations', '--doctest-modules', '--pyargs']);
/** Plugins that only change the output. */
const OUTPUT_PLUGINS = /^no:(sugar|cacheprovider|randomly|xdist|cov)$/;

/** Those of pytest's arguments that our runs need too, and what was left out. */
export function choosePytestArguments(words: readonly string[]): { kept: string[]; paths: string[] } {
  const kept: string[] = [];
  const paths: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    if (/^[|&>]/.test(word)) break;
    const [name = '', value] = splitOption(word);
    if (KEPT_ALONE.has(word)) kept.push(word);
    else if (KEPT_WITH_VALUE.has(name)) {
      const given = value ?? words[++index];
      if (given === undefined || given.includes('${{') || given.includes('$') || isAboutOutput(name, given))
        continue;
      kept.push(...(name.startsWith('--') ? [`${name}=${given}`] : [name, given]));
    } else if (
      /^(-n|--numprocesses|--cov-config|--cov-report|--cov-fail-under|--basetemp|--durations|--maxfail|--tb|--timeout|--reruns|-r|--junitxml|--dist|--splits|--group)$/.test(
        word,
      )
    ) {
      index += value === undefined ? 1 : 0;
    } else if (!word.startsWith('-') && !word.includes('$')) paths.push(word);
  }
  return { kept, paths };
}

function isAboutOutput(name: string, value: string): boolean {
  return (
    (name === '-p' && OUTPUT_PLUGINS.test(value)) ||
    (name === '-o' && /^(junit|log|console|cache)/.test(value))
  );
}

function splitOption(word: string): [string, string | undefined] {
  const equals = word.indexOf('=');
  return word.startsWith('--') && equals > 0
    ? [word.slice(0, equals), word.slice(equals + 1)]
    : [word, undefined];
}
