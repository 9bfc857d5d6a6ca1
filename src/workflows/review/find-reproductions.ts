import {
  chooseReproductions,
  findMark,
  type KnownReproduction,
  type MarkedTest,
  toSuggestion,
} from '../../core/reproduction/choose-reproductions.ts';
import { findConfirmed, type ReproductionRecord } from '../../core/reproduction/reproduction-record.ts';
import type { ReviewRecord } from '../../core/review/review-record.ts';
import type { Suggestion } from '../../core/suggestions/suggestion.ts';
import type { ReproductionStore } from '../../edges/database/reproduction-types.ts';
import type { Run, RunStore } from '../../edges/database/types.ts';
import type { GitHubReader } from '../../edges/github/types.ts';
import { readTexts } from './gather-change.ts';

/** The newest ones whose runs are looked up. */
const MAX_KNOWN = 50;

/** The failing tests of this repository's issues whose runs are still remembered. */
export async function listKnownReproductions(
  store: Pick<RunStore, 'findRun'>,
  reproductions: Pick<ReproductionStore, 'listReproductions'>,
  repositoryId: number,
): Promise<KnownReproduction[]> {
  const known: KnownReproduction[] = [];
  for (const one of (await reproductions.listReproductions(repositoryId)).slice(0, MAX_KNOWN)) {
    const record = (await store.findRun(one.runId))?.record as ReproductionRecord | null | undefined;
    const candidate = record ? findConfirmed(record) : null;
    if (!candidate?.flipped) continue;
    known.push({
      issueNumber: one.issueNumber,
      path: one.path,
      testName: one.testName,
      flipped: candidate.flipped,
      suspectPaths: candidate.coverage.map(({ id }) => id.split('::')[0]!),
    });
  }
  return known;
}

/**
 * The failing tests of issues that this pull request may make pass: as suggestions where head does not have them, and with
 * their marks where it does.
 */
export async function findReproductions(
  { reader, known }: { reader: GitHubReader; known: readonly KnownReproduction[] },
  run: Run,
  record: ReviewRecord,
  allPaths: readonly string[],
): Promise<{ suggestions: Suggestion[]; marked: MarkedTest[] }> {
  const { toRun, merged } = chooseReproductions(known, {
    linked: record.intent.issues.map(({ number }) => number),
    changedPaths: record.changed.map(({ path }) => path),
    allPaths,
  });
  const suggestions = toRun.map((one, index) => toSuggestion(one, `s${record.nextSuggestionNumber + index}`));
  record.nextSuggestionNumber += suggestions.length;
  if (merged.length === 0) return { suggestions, marked: [] };
  const texts = await readTexts(
    reader,
    await reader.getTree(run.headSha),
    merged.map(({ path }) => path),
  );
  const marked = merged.map(({ issueNumber, path, testName }) => {
    const blob = texts.get(path);
    return {
      issueNumber,
      path,
      testName,
      mark: blob && 'text' in blob ? findMark(blob.text, issueNumber) : null,
    };
  });
  return { suggestions, marked };
}
