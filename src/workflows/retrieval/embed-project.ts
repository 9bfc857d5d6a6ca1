import type { Logger } from 'pino';
import type { Skipped } from '../../core/change-set/change-set.ts';
import { estimateTokens } from '../../core/context/estimate-tokens.ts';
import type { FileRecord } from '../../core/index/file-record.ts';
import type { Redactor } from '../../core/redaction/redact.ts';
import { buildPassages, type Passage } from '../../core/retrieval/passages.ts';
import type { IndexStore } from '../../edges/database/index-types.ts';
import type { StoredVector, VectorStore } from '../../edges/database/vector-store.ts';
import type { EmbeddingModel } from '../../edges/models/openai-embeddings.ts';
import { TestwrightError } from '../../errors.ts';
import type { CallMeter } from '../review/budget.ts';
import type { KnownProject } from './index-project.ts';

/** What vectors are made and kept with. */
export interface Meaning {
  model: EmbeddingModel;
  vectors: VectorStore;
  log: Logger;
}

export interface EmbedDependencies {
  meaning: Meaning;
  store: Pick<IndexStore, 'loadRecords'>;
  redactor: Redactor;
  meter: CallMeter;
}

/** Passages of one request: as many vectors as fit the cap on a reply, and as small servers take. */
const BATCH = 32;
/** What one run embeds; the next run goes on from there. About half a million tokens. */
const MAX_PASSAGES = 2_000;
const MAX_MS = 60_000;
/** Files whose records are at hand at once. */
const GROUP_FILES = 50;

/**
 * Vectors of the project's files, the closest first; a blob that has some is not embedded again. Ends early when the budget, the
 * time or the service does: what is missing then is said, and found by its words alone.
 * @param project without files that this service may not see
 */
export async function embedProject(deps: EmbedDependencies, project: KnownProject): Promise<Skipped[]> {
  const { meaning, store } = deps;
  const { repositoryId, blobs, records } = project;
  const { model, vectors } = meaning;
  const paths = new Map([...blobs].map(([path, sha]) => [sha, path]));
  const embedded = await vectors.findEmbedded(repositoryId, model.modelId, [...paths.keys()]);
  const open = [...new Set(blobs.values())].filter((sha) => !embedded.has(sha));
  const startedAt = Date.now();
  let done = 0;
  let passages = 0;
  for (let start = 0; start < open.length; start += GROUP_FILES) {
    const group = open.slice(start, start + GROUP_FILES);
    const unloaded = group.filter((sha) => !records.has(paths.get(sha)!));
    const loaded = unloaded.length > 0 ? await store.loadRecords(repositoryId, unloaded) : new Map();
    const files = group.flatMap((blobSha) => {
      const record: FileRecord | undefined = records.get(paths.get(blobSha)!) ?? loaded.get(blobSha);
      return record ? [{ blobSha, passages: buildPassages(record) }] : [];
    });
    const wanted = files.flatMap((one) => one.passages);
    const stop =
      passages + wanted.length > MAX_PASSAGES
        ? `one run embeds ${MAX_PASSAGES} passages`
        : Date.now() - startedAt > MAX_MS
          ? `embedding took ${MAX_MS / 1000} seconds`
          : await embedFiles(deps, repositoryId, files);
    if (stop !== null) {
      return [{ what: `${open.length - done} Python files`, reason: `found by their words alone: ${stop}` }];
    }
    done += group.length;
    passages += wanted.length;
  }
  return [];
}

/** Why it ended early, or null. */
async function embedFiles(
  deps: EmbedDependencies,
  repositoryId: number,
  files: readonly { blobSha: string; passages: Passage[] }[],
): Promise<string | null> {
  const all = files.flatMap(({ passages }) => passages);
  const made: number[][] = [];
  for (let start = 0; start < all.length; start += BATCH) {
    const texts = all.slice(start, start + BATCH).map(({ text }) => text);
    const answer = await embedTexts(deps, texts);
    if ('stop' in answer) return answer.stop;
    made.push(...answer.vectors);
  }
  const stored: StoredVector[] = [];
  for (const { blobSha, passages } of files) {
    for (const [part, { qualnames }] of passages.entries())
      stored.push({ blobSha, part, qualnames, vector: made[stored.length]! });
  }
  const { meaning } = deps;
  if (stored.length > 0) await meaning.vectors.saveVectors(repositoryId, meaning.model.modelId, stored);
  return null;
}

/** Redacted before they leave. A service that fails is no reason for a run to fail. */
export async function embedTexts(
  { meaning, redactor, meter }: Omit<EmbedDependencies, 'store'>,
  texts: readonly string[],
): Promise<{ vectors: number[][] } | { stop: string }> {
  const sent: string[] = [];
  for (const text of texts) sent.push((await redactor.redact(text)).text);
  const stop = meter.findStop(sent.reduce((sum, text) => sum + estimateTokens(text), 0));
  if (stop) return { stop: 'the budget does not allow more' };
  try {
    const { vectors, call } = await meaning.model.embed(sent);
    meter.bill(call);
    return { vectors };
  } catch (error) {
    if (!(error instanceof TestwrightError)) throw error;
    meaning.log.warn({ err: error, model: meaning.model.modelId }, 'embedding failed: text search alone');
    return { stop: `the embedding service failed (${error.code})` };
  }
}
