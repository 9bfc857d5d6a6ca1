import { matchLines } from '../change-set/line-diff.ts';

/** What the suggestions change in one file. */
export interface PatchFile {
  path: string;
  /** As `git apply` takes it; null when it cannot be shown. */
  text: string | null;
  /** Why it cannot be shown: a clause that completes "left out, because". */
  why: string | null;
}

const CONTEXT = 3;
/** A file whose patch is longer is not read in a comment. */
const MAX_PATCH = 60_000;

/**
 * Added and changed files as a patch in git's format, a part a file, so that parts can be left out. `before` is null for a
 * new file; all are plain files.
 */
export function renderPatch(
  files: readonly { path: string; before: string | null; after: string }[],
): PatchFile[] {
  return files.map(({ path, before, after }) => {
    // In a comment a carriage return is lost, and then the patch does not apply.
    if (before?.includes('\r') || after.includes('\r')) {
      return { path, text: null, why: 'its lines end in CR LF, which a comment does not keep' };
    }
    const text = renderFile(path, before, after);
    return text.length > MAX_PATCH
      ? { path, text: null, why: `its patch has more than ${MAX_PATCH} characters` }
      : { path, text, why: null };
  });
}

function renderFile(path: string, before: string | null, after: string): string {
  const [a, b] = [quote(`a/${path}`), quote(`b/${path}`)];
  const header =
    before === null
      ? [`diff --git ${a} ${b}`, 'new file mode 100644', '--- /dev/null', `+++ ${b}`]
      : [`diff --git ${a} ${b}`, `--- ${a}`, `+++ ${b}`];
  return `${[...header, ...renderHunks(toLines(before ?? ''), toLines(after))].join('\n')}\n`;
}

/** Lines with their ends, so that a last line without one differs from the same line with one. */
function toLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

interface Step {
  mark: ' ' | '-' | '+';
  line: string;
}

function renderHunks(before: string[], after: string[]): string[] {
  const steps = listSteps(before, after);
  const changes = steps.flatMap(({ mark }, index) => (mark === ' ' ? [] : [index]));
  const shown: string[] = [];
  for (let first = 0; first < changes.length; ) {
    let last = first;
    while (last + 1 < changes.length && changes[last + 1]! - changes[last]! <= 2 * CONTEXT + 1) last++;
    const from = Math.max(0, changes[first]! - CONTEXT);
    const hunk = steps.slice(from, changes[last]! + CONTEXT + 1);
    const start = (mark: '-' | '+'): number =>
      steps.slice(0, from).filter((step) => step.mark === ' ' || step.mark === mark).length;
    shown.push(
      `@@ -${describeRange(start('-'), hunk, '-')} +${describeRange(start('+'), hunk, '+')} @@`,
      ...hunk.map(({ mark, line }) =>
        line.endsWith('\n') ? `${mark}${line.slice(0, -1)}` : `${mark}${line}\n\\ No newline at end of file`,
      ),
    );
    first = last + 1;
  }
  return shown;
}

function describeRange(start: number, hunk: readonly Step[], mark: '-' | '+'): string {
  const length = hunk.filter((step) => step.mark === ' ' || step.mark === mark).length;
  return `${length === 0 ? start : start + 1},${length}`;
}

function listSteps(before: string[], after: string[]): Step[] {
  const steps: Step[] = [];
  let [old, fresh] = [0, 0];
  const pass = (to: { old: number; new: number }): void => {
    for (; old < to.old; old++) steps.push({ mark: '-', line: before[old]! });
    for (; fresh < to.new; fresh++) steps.push({ mark: '+', line: after[fresh]! });
  };
  for (const pair of matchLines(before, after)) {
    pass(pair);
    steps.push({ mark: ' ', line: before[old++]! });
    fresh++;
  }
  pass({ old: before.length, new: after.length });
  return steps;
}

/** Git quotes names with characters that end or bend a line of a patch. */
function quote(name: string): string {
  return /["\\\p{Cc}]/u.test(name) ? JSON.stringify(name) : name;
}
