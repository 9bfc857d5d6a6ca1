import { buildChangeSet } from '../../core/change-set/build-change-set.ts';
import type { ChangeSet, Skipped } from '../../core/change-set/change-set.ts';
import { chooseFilesToRead, isWorthReading } from '../../core/change-set/choose-files-to-read.ts';
import { fitsAnyPath } from '../../core/configuration/path-pattern.ts';
import { CONFIGURATION_PATH } from '../../core/configuration/schema.ts';
import { choosePaths } from '../../core/context/choose-paths.ts';
import { createIndexer } from '../../core/index/index-texts.ts';
import type { ProjectIndex } from '../../core/index/project-index.ts';
import type { Target } from '../../core/python/target.ts';
import { findTargets } from '../../core/python/targets.ts';
import type { Found } from '../../core/retrieval/rank-symbols.ts';
import type { ReviewRecord } from '../../core/review/review-record.ts';
import type { Run } from '../../edges/database/types.ts';
import type {
  BlobText,
  GitHubReader,
  PullRequest,
  PullRequestFile,
  RepositoryTree,
} from '../../edges/github/types.ts';
import { type SurroundingDependencies, surroundTargets } from '../retrieval/surround-targets.ts';
import type { GatheredFiles } from './gather-files.ts';

/** What the first files name (fixtures, re-exports, bases of bases) is only known once they are read. */
export const READING_PASSES = 3;

/** What a pull request changes and what of the repository surrounds it. */
export interface GatheredChange {
  changeSet: ChangeSet;
  /** Every path at head. */
  allPaths: string[];
  /** Those of regular files that are not executable. */
  plainPaths: ReadonlySet<string>;
  /** GitHub listed the tree only in part. */
  isTreeTruncated: boolean;
  targets: Target[];
  skipped: Skipped[];
  /** Texts at head: the changed files and what their context needs. */
  texts: Map<string, string>;
  /** Of the Python files among them, and of all others that are known. */
  index: ProjectIndex;
  /** What a search of the whole project found for the targets. */
  found: readonly Found[];
}

/** The two sides of a pull request; base is where its branch left the base branch. */
export interface Sides {
  baseSha: string;
  trees: { base: RepositoryTree; head: RepositoryTree };
}

/** Beside the changed files these are wanted of a repository that GitHub lists in part only. */
const ALWAYS_NEAR = [CONFIGURATION_PATH, 'tests/', 'test/'];

/** Lists what is at base and at head. */
export async function gatherSides(
  reader: GitHubReader,
  pull: PullRequest,
  files: readonly PullRequestFile[],
): Promise<Sides> {
  const baseSha = await reader.getMergeBase(pull.baseSha, pull.headSha);
  const changed = files.flatMap(({ path, previousPath }) => [path, ...(previousPath ? [previousPath] : [])]);
  const near = [...changed, ...ALWAYS_NEAR];
  const [head, base] = await Promise.all([reader.getTree(pull.headSha, near), reader.getTree(baseSha, near)]);
  return { baseSha, trees: { base, head } };
}

/** Reads the change and its surroundings through the API. Everything is read at fixed commits. */
export async function gatherChange(
  deps: SurroundingDependencies,
  run: Run,
  record: ReviewRecord,
  { pull, sides, files, hidden }: GatheredFiles,
): Promise<GatheredChange> {
  const { reader, parser } = deps;
  const { head: headTree, base: baseTree } = sides.trees;
  const { read: python, skipped: unread } = chooseFilesToRead(files);
  const headPaths = python.filter(({ status }) => status !== 'removed').map(({ path }) => path);
  const basePaths = python
    .filter(({ status }) => status !== 'added')
    .map(({ path, previousPath }) => previousPath ?? path);
  // Both sides with the same queries: most of what is read is known now.
  const [headTexts, baseTexts] = await readSides(reader, [
    { tree: headTree, paths: headPaths },
    { tree: baseTree, paths: basePaths },
  ]);
  const modes = new Map(headTree.entries.map((entry) => [entry.path, entry.mode]));
  const readOrOther = files.filter((file) => !isWorthReading(file) || python.includes(file));
  const changeSet = buildChangeSet({
    files: readOrOther,
    baseSha: sides.baseSha,
    headSha: pull.headSha,
    headTexts,
    baseTexts,
    modes,
  });
  const allPaths = headTree.entries.map((entry) => entry.path);
  const { targets, skipped } = findTargets(parser, changeSet, allPaths);
  const texts = new Map<string, string>();
  for (const [path, blob] of headTexts) if ('text' in blob) texts.set(path, blob.text);
  // Names do not lead into paths that are hidden.
  const shown = headTree.entries.filter(({ path }) => !fitsAnyPath(hidden, path));
  const project = await surroundTargets(
    deps,
    run,
    record,
    { ...headTree, entries: shown },
    targets,
    baseTree.entries.filter(({ path }) => basePaths.includes(path)),
  );
  const indexTexts = createIndexer(
    parser,
    shown.map(({ path }) => path),
    project.records,
  );
  const { found } = project;
  for (let pass = 0; pass < READING_PASSES; pass++) {
    const wanted = choosePaths({ index: indexTexts(texts), targets, changeSet, texts, found }).map(
      ({ path }) => path,
    );
    if (wanted.length === 0) break;
    const more = await readTexts(
      reader,
      headTree,
      wanted.filter((path) => !texts.has(path)),
    );
    for (const [path, blob] of more) if ('text' in blob) texts.set(path, blob.text);
  }
  const truncated = headTree.truncated
    ? [
        {
          what: 'repository tree',
          reason:
            'GitHub lists it only in part; folders of changed files and of tests were looked through, others may be missing from the context',
        },
      ]
    : [];
  return {
    changeSet,
    allPaths,
    plainPaths: new Set(allPaths.filter((path) => modes.get(path) === '100644')),
    isTreeTruncated: headTree.truncated,
    targets,
    skipped: [...changeSet.skipped, ...unread, ...skipped, ...truncated, ...project.skipped],
    texts,
    index: indexTexts(texts),
    found,
  };
}

/** The texts of these paths in the tree; a path that the tree lacks, or that is a link, is left out. */
export async function readTexts(
  reader: Pick<GitHubReader, 'getBlobTexts'>,
  tree: RepositoryTree,
  paths: readonly string[],
): Promise<Map<string, BlobText>> {
  return (await readSides(reader, [{ tree, paths }]))[0]!;
}

/** As `readTexts`, of several trees at once. */
export async function readSides<Sides extends { tree: RepositoryTree; paths: readonly string[] }[]>(
  reader: Pick<GitHubReader, 'getBlobTexts'>,
  sides: readonly [...Sides],
): Promise<{ [Side in keyof Sides]: Map<string, BlobText> }> {
  const wanted = sides.map(({ tree, paths }) => {
    const entries = new Map(tree.entries.map((entry) => [entry.path, entry]));
    return [...new Set(paths)].flatMap((path) => {
      const entry = entries.get(path);
      return entry?.mode.startsWith('100') ? [entry] : [];
    });
  });
  const blobs = await reader.getBlobTexts(wanted.flat());
  return wanted.map((side) => new Map(side.map(({ path, sha }) => [path, blobs.get(sha)!]))) as {
    [Side in keyof Sides]: Map<string, BlobText>;
  };
}
