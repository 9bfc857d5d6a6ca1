import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface DemoArguments {
  /** `review`: a pull request. `repro`: a bug report. */
  story: 'review' | 'repro';
  /** Null: the example shop, or the example ledger. A bug report has no head but the base's own. */
  repository: { path: string; base: string; head: string } | null;
  /** File of a bug report, a line `# title` and then the text; null: that of the example ledger. */
  report: string | null;
  /** Interpreter with the repository's dependencies; null: the project's own virtual environment. */
  python: string | null;
  /** Variables that our workflow sets for the suite, such as DJANGO_SETTINGS_MODULE. */
  env: Record<string, string>;
  /** Nobody accepts anything; everything stays until Ctrl-C, for a person to go on in the browser. */
  stay: boolean;
  json: string | null;
  /** Folder for pictures of the pages. */
  screenshots: string | null;
  port: number;
}

/** Wrong words on the command line: the message says what to change. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const USAGE = `npm run demo -- [options]

Without options: a pull request of the example shop, from webhook to summary comment, and a maintainer who accepts one test.

  --story NAME    review (as above), or repro: a bug report that becomes a failing test and a draft pull request
  --repo PATH     any git repository (it is cloned, never written to)
  --base REF      what the pull request is opened against, or the code that has the reported bug   (with --repo)
  --head REF      the change                                (with --repo, but not with --story repro)
  --report FILE   a bug report in Markdown, its title in the first line   (with --story repro and --repo)
  --python PATH   interpreter that has the repository's dependencies, pytest and coverage
  --env NAME=VALUE  a variable that the suite needs, such as DJANGO_SETTINGS_MODULE=tests.settings (repeatable)
  --json FILE     write the result as JSON
  --stay          accept nothing; keep the local GitHub and the app running, so that you play the maintainer in your browser
  --screenshots FOLDER  pictures of the pages, taken with the machine's Chrome or Chromium
  --port N        port of the local GitHub (default: any free one)
  --help          this text

A model is used when ANTHROPIC_API_KEY, OPENAI_API_KEY or their _BASE_URL is set; otherwise the built-in engine.`;

/** @throws UsageError */
export function parseArguments(argv: string[]): DemoArguments | 'help' {
  const values = readValues(argv);
  if (values.help) return 'help';
  if (!values.repo && (values.base || values.head))
    throw new UsageError('--base and --head need --repo PATH.');
  if (!values.repo && values.env) throw new UsageError('--env needs --repo PATH.');
  const story = values.story ?? 'review';
  if (story !== 'review' && story !== 'repro') throw new UsageError('--story must be review or repro.');
  if (story === 'review') {
    if (values.report) throw new UsageError('--report needs --story repro.');
    if (values.repo && !(values.base && values.head))
      throw new UsageError('--repo needs --base REF and --head REF: the two ends of the pull request.');
  } else {
    if (values.head)
      throw new UsageError('--story repro has no --head: the report is about the code at --base.');
    if (Boolean(values.repo) !== Boolean(values.report))
      throw new UsageError('--story repro needs --repo PATH and --report FILE together, or neither.');
    if (values.repo && !values.base)
      throw new UsageError('--repo needs --base REF: the code that has the reported bug.');
  }
  const port = Number(values.port ?? '0');
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError('--port must be from 0 to 65535.');
  return {
    story,
    repository: values.repo
      ? { path: readDirectory(values.repo), base: values.base!, head: values.head ?? values.base! }
      : null,
    report: values.report ? readFile('--report', values.report) : null,
    python: values.python ? readFile('--python', values.python) : null,
    env: Object.fromEntries((values.env ?? []).map(readVariable)),
    stay: values.stay ?? false,
    json: values.json ? resolve(values.json) : null,
    screenshots: values.screenshots ? resolve(values.screenshots) : null,
    port,
  };
}

function readValues(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: {
        story: { type: 'string' },
        repo: { type: 'string' },
        base: { type: 'string' },
        head: { type: 'string' },
        report: { type: 'string' },
        python: { type: 'string' },
        env: { type: 'string', multiple: true },
        json: { type: 'string' },
        port: { type: 'string' },
        stay: { type: 'boolean' },
        screenshots: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** `${{` would be an expression in the workflow file that the value is written to. */
function readVariable(text: string): [string, string] {
  const match = /^([A-Za-z_]\w*)=([^\n\r]*)$/.exec(text);
  if (!match || text.includes('${{')) throw new UsageError(`--env ${text} must have the form NAME=VALUE.`);
  return [match[1]!, match[2]!];
}

function readDirectory(path: string): string {
  const full = resolve(path);
  if (!existsSync(full) || !statSync(full).isDirectory())
    throw new UsageError(`--repo ${path} is not a folder.`);
  return full;
}

function readFile(option: string, path: string): string {
  const full = resolve(path);
  if (!existsSync(full)) throw new UsageError(`${option} ${path} does not exist.`);
  return full;
}
