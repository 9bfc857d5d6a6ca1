import { chooseRow, type MatrixRow } from './matrix.ts';
import { at, entriesOf, listOf, readYaml, textOf, type YamlFile } from './read-yaml.ts';
import { isTaken, resolveExpressions } from './resolve-expressions.ts';
import { joinFolder, readCommands, type ShellCommand } from './shell-lines.ts';
import { findTestCommand, type TestCommand } from './test-command.ts';

/** A command of the job that was chosen, with its place in the repository. */
export interface CiCommand extends ShellCommand {
  /** As `text`, with what the matrix decides filled in; null while an expression is left. */
  resolved: string | null;
  line: number;
  /** Of the step that holds it. */
  step: number;
}

/** The job of the repository's own CI that runs its tests. */
export interface CiJob {
  file: YamlFile;
  id: string;
  keys: readonly string[];
  job: unknown;
  row: MatrixRow;
  steps: unknown[];
  /** Commands before the tests, in order. */
  before: CiCommand[];
  test: TestCommand & { command: CiCommand };
}

export function isWorkflowPath(path: string): boolean {
  return /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path);
}

/**
 * The job that most likely runs the tests: by what its commands are, then whether pushes or pull requests start it, then
 * by its names; of equals the one with the fewest services. Null when no workflow file runs tests on Linux.
 */
export function findCiJob(
  texts: ReadonlyMap<string, string>,
  own: string,
  knownPythons: readonly string[],
): CiJob | null {
  let best: { job: CiJob; score: number } | null = null;
  for (const [path, text] of texts) {
    if (!isWorkflowPath(path) || path === own) continue;
    const file = readYaml(path, text);
    if (!file) continue;
    for (const [id, job] of entriesOf(at(file.data, 'jobs'))) {
      const found = readJob(file, id, job, knownPythons);
      if (!found) continue;
      const score = scoreOf(file, found);
      if (!best || score > best.score) best = { job: found, score };
    }
  }
  return best?.job ?? null;
}

function scoreOf(file: YamlFile, { id, job, test }: CiJob): number {
  const starts = new Set([
    ...listOf(at(file.data, 'on')),
    ...entriesOf(at(file.data, 'on')).map(([name]) => name),
    at(file.data, 'on'),
  ]);
  const isUsual = starts.has('push') || starts.has('pull_request');
  const name = `${id} ${textOf(at(job, 'name')) ?? ''} ${file.path}`;
  return (
    test.strength * 20 -
    (isOnePart(test.words) ? 40 : 0) +
    (isUsual ? 30 : 0) +
    (/\b(unit.?)?tests?\b|pytest|\bci\b/i.test(name) ? 10 : 0) -
    (/lint|docs?\b|e2e|nightly|bench|perf|release|deploy|publish|downstream|experimental|latest.deps|minimum|migration|smoke|integration|mypy|typing/i.test(
      name,
    )
      ? 25
      : 0) -
    entriesOf(at(job, 'services')).length
  );
}

/** Tests of one deep folder or file are rarely the project's suite. */
function isOnePart(words: readonly string[]): boolean {
  const paths = words.filter((word) => !word.startsWith('-') && /^[\w.-]+\/[\w./-]+\w/.test(word));
  return paths.length === 1 && paths[0]!.replace(/\/$/, '').split('/').length > 2;
}

function readJob(file: YamlFile, id: string, job: unknown, knownPythons: readonly string[]): CiJob | null {
  const keys = ['jobs', id];
  const row = chooseRow(at(job, 'strategy', 'matrix'), knownPythons);
  const runsOn = textOf(at(job, 'runs-on')) ?? '';
  if (/^(windows|macos)/i.test(resolveExpressions(runsOn, row).text)) return null;
  const steps = listOf(at(job, 'steps'));
  const home =
    textOf(at(job, 'defaults', 'run', 'working-directory')) ??
    textOf(at(file.data, 'defaults', 'run', 'working-directory')) ??
    '';
  const before: CiCommand[] = [];
  let test: CiJob['test'] | null = null;
  for (const [index, step] of steps.entries()) {
    if (!isTaken(at(step, 'if'), row)) continue;
    for (const command of commandsOf(file, [...keys, 'steps', index], step, index, home, row)) {
      const found = findTestCommand(command.resolved ?? command.text);
      if (found && (!test || found.strength > test.strength)) test = { ...found, command };
      if (!test) before.push(command);
    }
  }
  return test ? { file, id, keys, job, row, steps, before, test } : null;
}

function commandsOf(
  file: YamlFile,
  keys: (string | number)[],
  step: unknown,
  index: number,
  home: string,
  row: MatrixRow,
): CiCommand[] {
  const script = textOf(at(step, 'run'));
  if (script === null) return [];
  const place = joinFolder(
    '',
    resolveExpressions(textOf(at(step, 'working-directory')) ?? home, row).text.replace(
      /^\$\{\{ github\.workspace \}\}\//,
      '',
    ),
  );
  const first = file.lineOf([...keys, 'run']);
  // A block scalar begins with `|` on the line of its key.
  const shift = script.includes('\n') ? 1 : 0;
  return readCommands(script).map((command) => {
    const { text, left } = resolveExpressions(command.text, row);
    return {
      ...command,
      folder: place === null || command.folder === null ? null : joinFolder(place, command.folder),
      resolved: left.length === 0 ? text.trim() : null,
      line: first + shift + command.offset,
      step: index,
    };
  });
}
