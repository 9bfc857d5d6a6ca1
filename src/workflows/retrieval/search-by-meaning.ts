import type { Skipped } from '../../core/change-set/change-set.ts';
import type { SymbolRef } from '../../core/index/project-index.ts';
import type { Redactor } from '../../core/redaction/redact.ts';
import type { Found } from '../../core/retrieval/rank-symbols.ts';
import type { SearchQuery } from '../../core/retrieval/search-query.ts';
import type { IndexStore } from '../../edges/database/index-types.ts';
import type { CallSpending } from '../../edges/database/types.ts';
import { type Budget, startMeter } from '../review/budget.ts';
import { embedProject, embedTexts, type Meaning } from './embed-project.ts';
import type { KnownProject } from './index-project.ts';

export interface MeaningDependencies {
  meaning: Meaning;
  store: Pick<IndexStore, 'loadRecords'>;
  redactor: Redactor;
  budget: Budget;
  /** Whose spending it is, and what limits it. */
  runId: string;
  record: Parameters<typeof startMeter>[2];
}

const MAX_FOUND = 40;

/** Definitions whose passages are closest in meaning to what is looked for. What the service does not do is said. */
export async function searchByMeaning(
  deps: MeaningDependencies,
  project: KnownProject,
  query: SearchQuery,
  isLeftOut: (ref: SymbolRef) => boolean,
): Promise<{ found: Found[]; skipped: Skipped[] }> {
  const { meaning, budget, runId, record } = deps;
  const { modelId } = meaning.model;
  const { repositoryId, blobs } = project;
  const meter = await startMeter(budget, runId, record, { modelId, maxOutputTokens: 0 });
  try {
    const skipped = await embedProject({ ...deps, meter }, project);
    if (query.text.trim() === '') return { found: [], skipped };
    const asked = await embedTexts({ ...deps, meter }, [query.text]);
    if ('stop' in asked) {
      // Said once: what stops the question has mostly stopped the files before it.
      const reason = `not done: ${asked.stop}`;
      return { found: [], skipped: skipped.length > 0 ? skipped : [{ what: 'search by meaning', reason }] };
    }
    const shas = [...new Set(blobs.values())];
    const parts = await meaning.vectors.searchVectors(repositoryId, modelId, shas, asked.vectors[0]!);
    const pathsOf = Map.groupBy(blobs.keys(), (path) => blobs.get(path)!);
    const found = parts.flatMap(({ blobSha, qualnames }) =>
      (pathsOf.get(blobSha) ?? []).flatMap((path) =>
        qualnames.map((qualname) => ({ ref: { path, qualname }, reason: 'close in meaning' })),
      ),
    );
    return { found: found.filter(({ ref }) => !isLeftOut(ref)).slice(0, MAX_FOUND), skipped };
  } finally {
    if (meter.calls.length > 0) await budget.ledger.saveCalls(runId, 'embeddings', [sumUp(meter.calls)]);
  }
}

/** One row a run: dozens of small requests are not what a limit on calls is for. */
function sumUp(calls: readonly CallSpending[]): CallSpending {
  const add = (key: 'inputTokens' | 'cachedInputTokens' | 'cacheWriteTokens' | 'outputTokens'): number =>
    calls.reduce((sum, call) => sum + call[key], 0);
  const [first] = calls;
  const isPriced = calls.every(({ microUsd }) => microUsd !== null);
  return {
    ...first!,
    inputTokens: add('inputTokens'),
    cachedInputTokens: add('cachedInputTokens'),
    cacheWriteTokens: add('cacheWriteTokens'),
    outputTokens: add('outputTokens'),
    isEstimated: calls.some(({ isEstimated }) => isEstimated),
    microUsd: isPriced ? calls.reduce((sum, { microUsd }) => sum + microUsd!, 0) : null,
    priceAsOf: isPriced ? first!.priceAsOf : null,
  };
}
