import { buildChangeSet } from '../../core/change-set/build-change-set.ts';
import { isWorthReading } from '../../core/change-set/choose-files-to-read.ts';
import { choosePreview, type PullPreview } from '../../core/onboarding/preview.ts';
import type { PythonParser } from '../../core/python/parser.ts';
import { findTargets } from '../../core/python/targets.ts';
import type { GitHubReader, PullRequest } from '../../edges/github/types.ts';
import { GitHubRefusal } from '../../errors.ts';
import { readSides } from '../review/gather-change.ts';

const MAX_PULLS = 5;
/** Of one pull request. With both sides it takes at most 5 requests and a few pages of files. */
const MAX_FILES = 4;

/** What a review would look at on the newest pull requests: no model, no CI, nothing written. */
export async function previewPulls(reader: GitHubReader, parser: PythonParser): Promise<PullPreview[]> {
  const previews: PullPreview[] = [];
  for (const pull of await reader.listNewestPullRequests(MAX_PULLS)) {
    try {
      previews.push(await previewPull(reader, parser, pull));
    } catch (error) {
      // A deleted fork, for example.
      if (!(error instanceof GitHubRefusal)) throw error;
      previews.push(choosePreview(pull, { kind: 'unreadable' }));
    }
  }
  return previews;
}

async function previewPull(
  reader: GitHubReader,
  parser: PythonParser,
  pull: PullRequest,
): Promise<PullPreview> {
  const files = await reader.listPullRequestFiles(pull.number);
  const python = files
    .filter(isWorthReading)
    .sort((a, b) => b.additions + b.deletions - (a.additions + a.deletions))
    .slice(0, MAX_FILES);
  if (python.every(({ status }) => status === 'removed')) return choosePreview(pull, { kind: 'no-python' });
  const baseSha = await reader.getMergeBase(pull.baseSha, pull.headSha);
  const [headTree, baseTree] = await Promise.all([reader.getTree(pull.headSha), reader.getTree(baseSha)]);
  const [headTexts, baseTexts] = await readSides(reader, [
    { tree: headTree, paths: python.map(({ path }) => path) },
    { tree: baseTree, paths: python.map(({ path, previousPath }) => previousPath ?? path) },
  ]);
  const changeSet = buildChangeSet({ files: python, baseSha, headSha: pull.headSha, headTexts, baseTexts });
  const allPaths = headTree.entries.map(({ path }) => path);
  const { targets } = findTargets(parser, changeSet, allPaths);
  return choosePreview(pull, {
    kind: 'read',
    changedPython: files.filter(isWorthReading).length,
    readPython: python.length,
    changedTests: changeSet.files.filter(({ isTest }) => isTest).map(({ path }) => path),
    targets,
    allPaths,
  });
}
