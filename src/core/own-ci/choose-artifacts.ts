import { fitsPattern } from '../configuration/name-pattern.ts';

/** A workflow run as far as choosing needs it. */
export interface FoundRun {
  id: number;
  /** Path of the workflow file. */
  path: string;
  event: string;
  status: string;
}

/** Artifacts of one run that are worth a download. */
const MAX_ARTIFACTS = 10;
/** Without configuration, larger ones are builds and images. */
const MAX_GUESSED_BYTES = 20 * 1024 * 1024;
const UNDER_WAY = new Set(['queued', 'in_progress', 'requested', 'pending']);

/**
 * The finished runs of a commit by workflow, those first whose artifacts count before the others'. A push tests the
 * commit itself, a pull request its merge with the base branch; so runs of a push go first, then the newest.
 */
export function groupRuns<Run extends FoundRun>(runs: readonly Run[]): Run[][] {
  const finished = runs
    .filter(({ status }) => status === 'completed')
    .toSorted((a, b) => Number(b.event === 'push') - Number(a.event === 'push') || b.id - a.id);
  return [...Map.groupBy(finished, ({ path }) => path).values()];
}

/** Names of workflow files with a run that has not finished. One that waits for an approval may do so for ever. */
export function findPending(runs: readonly FoundRun[]): string[] {
  const open = runs.filter(({ status }) => UNDER_WAY.has(status));
  return [...new Set(open.map(({ path }) => workflowName(path)))].sort();
}

/** `tests.yml` of `.github/workflows/tests.yml`. */
export function workflowName(path: string): string {
  return path.split('/').at(-1)!;
}

/** The artifacts that may hold LCOV: those configured, else those with `cov` in their name, else all that are small. */
export function chooseArtifacts(
  artifacts: readonly { name: string; bytes: number }[],
  configured: string | undefined,
): string[] {
  const names = (chosen: readonly { name: string }[]): string[] =>
    [...new Set(chosen.map(({ name }) => name))].sort().slice(0, MAX_ARTIFACTS);
  if (configured !== undefined) return names(artifacts.filter(({ name }) => fitsPattern(configured, name)));
  const small = artifacts.filter(({ bytes }) => bytes <= MAX_GUESSED_BYTES);
  const telling = small.filter(({ name }) => /cov/i.test(name));
  return names(telling.length > 0 ? telling : small);
}

/** Whether a file of an artifact is LCOV by its name. */
export function isLcovName(name: string, configured: string | undefined): boolean {
  if (configured !== undefined) {
    return fitsPattern(configured, name) || fitsPattern(configured, name.split('/').at(-1)!);
  }
  return /(^|\/)[^/]*\.lcov$|(^|\/)lcov\.info$/i.test(name);
}
