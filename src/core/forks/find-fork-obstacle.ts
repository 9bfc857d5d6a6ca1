import { findPrivileges, startsOnCreate } from './find-privileges.ts';

/** An entry of a commit's tree. */
interface Entry {
  path: string;
  sha: string;
  mode: string;
}

interface Tree {
  entries: readonly Entry[];
  truncated: boolean;
}

/** What a fork's commit consists of, and what it is compared with. */
export interface ForkTrees {
  /** The fork's commit. */
  head: Tree;
  /** Where it left the base branch, and that branch as it is now. */
  mergeBase: Tree;
  baseTip: Tree;
}

/** Why a fork's commit must not be run in the base repository, whoever approves it. */
export interface ForkObstacle {
  code:
    | 'not-all-listed'
    | 'changes-ci'
    | 'older-ci'
    | 'workflow-missing'
    | 'workflow-privileged'
    | 'starts-on-create';
  /** Which files; empty where none is to be named. */
  paths: string[];
  /** One or two sentences; what is code stands between backticks. */
  reason: string;
}

const WORKFLOWS = '.github/workflows/';
const MAX_NAMED = 10;

/**
 * Whether the fork says itself what CI does. Our workflow runs on the companion commit in the version that this commit has, which is
 * the fork's: so nothing of that kind may come from the fork.
 */
export function findForeignCi({ head, mergeBase, baseTip }: ForkTrees): ForkObstacle | null {
  if (head.truncated || mergeBase.truncated || baseTip.truncated) {
    return {
      code: 'not-all-listed',
      paths: [],
      reason: 'GitHub lists this repository only in part, so that changes to its CI could be missed.',
    };
  }
  const changed = listDifferences(head, mergeBase, saysWhatRuns);
  if (changed.length > 0) {
    return {
      code: 'changes-ci',
      paths: changed,
      reason: `This pull request changes what CI runs: ${name(changed)}. The code of a fork that does so is not run here; move that part to a pull request of its own.`,
    };
  }
  const older = listDifferences(head, baseTip, (path) => path.startsWith(WORKFLOWS));
  return older.length > 0
    ? {
        code: 'older-ci',
        paths: older,
        reason: `The base branch has other versions of ${name(older)}. Merge or rebase it into this pull request, then approve the new commit.`,
      }
    : null;
}

/**
 * Whether the repository's own workflows are fit to be run with the code of a stranger: they must hold nothing that such code
 * could take.
 * @param paths the workflow files at head
 * @param texts their texts; one that could not be read is missing
 */
export function findUnfitCi(
  workflow: string,
  paths: readonly string[],
  texts: ReadonlyMap<string, string>,
): ForkObstacle | null {
  if (!paths.includes(workflow)) {
    return {
      code: 'workflow-missing',
      paths: [workflow],
      reason: `There is no ${quote(workflow)} in this repository, so nothing can be run.`,
    };
  }
  const text = texts.get(workflow);
  const privilege = text === undefined ? 'cannot be read' : findPrivileges(text);
  if (privilege) {
    return {
      code: 'workflow-privileged',
      paths: [workflow],
      reason: `${quote(workflow)} is not fit to run the code of a fork, because it ${privilege}. Our documentation has one that only reads.`,
    };
  }
  const onCreate = paths.filter((path) => !texts.has(path) || startsOnCreate(texts.get(path)!));
  return onCreate.length > 0
    ? {
        code: 'starts-on-create',
        paths: onCreate,
        reason: `${name(onCreate)} may start by itself when a branch is created, with this repository's secrets and the code of the fork.`,
      }
    : null;
}

/** The workflow files of a tree, whose texts are wanted. */
export function isWorkflow(path: string): boolean {
  return /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path);
}

/** Everything below `.github` (or `.github` itself, as a link) and every action that a workflow could use by its path. */
function saysWhatRuns(path: string): boolean {
  const lower = path.toLowerCase();
  return lower === '.github' || lower.startsWith('.github/') || /(^|\/)action\.ya?ml$/.test(lower);
}

function listDifferences(a: Tree, b: Tree, concerns: (path: string) => boolean): string[] {
  const of = (tree: Tree): Map<string, string> =>
    new Map(
      tree.entries
        .filter(({ path }) => concerns(path))
        .map(({ path, sha, mode }) => [path, `${mode} ${sha}`]),
    );
  const [left, right] = [of(a), of(b)];
  const paths = new Set([...left.keys(), ...right.keys()]);
  return [...paths].filter((path) => left.get(path) !== right.get(path)).sort();
}

function name(paths: readonly string[]): string {
  const shown = paths.slice(0, MAX_NAMED).map(quote).join(', ');
  return paths.length > MAX_NAMED ? `${shown} and ${paths.length - MAX_NAMED} more` : shown;
}

function quote(path: string): string {
  return `\`${path.replaceAll('`', '').slice(0, 100)}\``;
}
