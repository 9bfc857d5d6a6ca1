import { nameOf } from '../python/path-index.ts';
import { isWorkflowPath } from './find-ci-job.ts';

/** Files of one repository that are read for its workflow. */
const MAX_FILES = 40;
const MAX_WORKFLOWS = 20;
/** Larger files are not written by hand. */
const MAX_BYTES = 300_000;
const MAX_DEPTH = 4;

const WANTED =
  /^(pyproject\.toml|setup\.py|setup\.cfg|tox\.(ini|toml)|Pipfile|hatch\.toml|pytest\.ini|\.pytest\.ini|manage\.py|\.python-version|runtime\.txt|(docker-)?compose\.ya?ml|[\w.-]*requirements?[\w.-]*\.(txt|in))$/i;

/** The paths worth reading, those nearest to the top first: workflow files, manifests, settings of pytest and Django. */
export function chooseFilesToRead(
  entries: readonly { path: string; size: number; mode: string }[],
): string[] {
  const plain = entries
    .filter(({ size, mode }) => mode.startsWith('100') && size <= MAX_BYTES)
    .map(({ path }) => path);
  const depth = (path: string): number => path.split('/').length;
  const nearest = (a: string, b: string): number => depth(a) - depth(b) || (a < b ? -1 : 1);
  const workflows = plain
    .filter(isWorkflowPath)
    .toSorted((a, b) => rank(a) - rank(b) || nearest(a, b))
    .slice(0, MAX_WORKFLOWS);
  const manifests = plain
    .filter(
      (path) =>
        depth(path) <= MAX_DEPTH &&
        !/(^|\/)(node_modules|vendor|third_party|\.[^/]+|[^/]*\{\{[^/]*)\//.test(path),
    )
    .filter((path) => WANTED.test(nameOf(path)) || /(^|\/)requirements\/[^/]+\.(txt|in)$/.test(path))
    .toSorted(nearest);
  return [...workflows, ...manifests].slice(0, MAX_FILES);
}

/** Workflow files that probably test come first, in case there are very many. */
function rank(path: string): number {
  return /test|ci|python|django|main|build|check/i.test(nameOf(path)) ? 0 : 1;
}
