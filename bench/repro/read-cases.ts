import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BUGS = fileURLToPath(new URL('../../examples/bugs/', import.meta.url));

/** One answer of a model, scripted: the test as it passes while the bug is there, and as it fails. */
export interface Script {
  /** `right`, or `wrong: …`. */
  name: string;
  isRight: boolean;
  /** What the last gate is told to answer. */
  validator: boolean;
  imports: string[];
  passing: string;
  flipped: string;
}

/** A report about a planted bug. examples/bugs/README.md says what is in its folder. */
export interface BugCase {
  name: string;
  kind: string;
  style: string;
  title: string;
  body: string;
  answer: string | null;
  /** The reporter wants something else than what is documented: nothing is to be confirmed. */
  notABug: boolean;
  suspects: string[];
  wrongBehaviour: string;
  rightBehaviour: string;
  exception: string | null;
  /** The hidden fix, a patch; null when nothing is to be fixed. */
  fix: string | null;
  /** The default branch. */
  files: Record<string, string>;
  scripts: Script[];
}

/** All cases, by name. @throws Error when a case is not as examples/bugs/README.md says. */
export function readCases(): BugCase[] {
  return readdirSync(join(BUGS, 'cases')).sort().map(readCase);
}

function readCase(name: string): BugCase {
  const folder = join(BUGS, 'cases', name);
  const read = (file: string): string | null =>
    existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : null;
  const report = /^# (.+)\n([\s\S]+)$/.exec(read('report.md') ?? '');
  if (!report) throw new Error(`${name}/report.md must begin with "# title"`);
  const about = JSON.parse(read('case.json') ?? '{}') as Omit<BugCase, 'name'> & { project: string };
  return {
    name,
    kind: about.kind,
    style: about.style,
    title: report[1]!,
    body: report[2]!.trim(),
    answer: read('answer.md'),
    notABug: about.notABug ?? false,
    suspects: about.suspects,
    wrongBehaviour: about.wrongBehaviour,
    rightBehaviour: about.rightBehaviour,
    exception: about.exception,
    fix: read('fix.patch'),
    files: readFiles(join(BUGS, about.project)),
    scripts: (read('replies.py') ?? '')
      .split(/^# === /m)
      .slice(1)
      .map((section) => readScript(name, section)),
  };
}

function readScript(caseName: string, section: string): Script {
  const [, head, passing, flipped] = /^(.+)\n([\s\S]+?)^# --- flipped\n([\s\S]+)$/m.exec(section) ?? [];
  if (!head || !passing || !flipped)
    throw new Error(`${caseName}/replies.py: section "${section.slice(0, 40)}"`);
  const [name = '', ...notes] = head.split(' | ');
  const start = passing.search(/^def |^@/m);
  return {
    name,
    isRight: name === 'right',
    validator: !notes.includes('validator: false'),
    imports: passing.slice(0, start).trim().split('\n').filter(Boolean),
    passing: `${passing.slice(start).trim()}\n`,
    flipped: `${flipped.trim()}\n`,
  };
}

function readFiles(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || /__pycache__|\.pytest_cache/.test(path)) continue;
    files[path.slice(folder.length + 1).replaceAll('\\', '/')] = readFileSync(path, 'utf8');
  }
  return files;
}
