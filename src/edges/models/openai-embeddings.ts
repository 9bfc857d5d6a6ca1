import OpenAI from 'openai';
import { estimateInput } from '../../core/budget/cost.ts';
import type { BilledCall } from '../../core/budget/token-usage.ts';
import { NO_TOKENS } from '../../core/budget/token-usage.ts';
import { DefectError } from '../../errors.ts';
import { isLocalAddress } from '../../local-address.ts';
import { countTokens } from './ask-for-json.ts';
import { cappedFetch } from './capped-fetch.ts';
import { readFailure } from './openai-model.ts';
import { buildFailureError } from './service-failure.ts';

/** Texts as vectors. Throws like a language model. */
export interface EmbeddingModel {
  readonly modelId: string;
  /** Runs on this machine or a private network: private code may go there. */
  readonly isLocal: boolean;
  /** One vector for each text, all of one length, and what the call took. */
  embed(texts: readonly string[]): Promise<{ vectors: number[][]; call: BilledCall }>;
}

export interface EmbeddingSettings {
  baseUrl: string;
  /** Any text for servers that want no key. */
  apiKey: string;
  model: string;
  timeoutMs: number;
}

/** pgvector's limit: https://github.com/pgvector/pgvector#vector-type */
const MAX_DIMENSIONS = 16_000;

/** `POST /embeddings` as OpenAI, Ollama, vLLM and others know it: https://developers.openai.com/api/reference/resources/embeddings */
export class OpenAiEmbeddings implements EmbeddingModel {
  readonly modelId: string;
  readonly isLocal: boolean;
  readonly #client: OpenAI;
  readonly #settings: EmbeddingSettings;

  constructor(settings: EmbeddingSettings) {
    this.modelId = settings.model;
    this.isLocal = isLocalAddress(settings.baseUrl);
    this.#settings = settings;
    this.#client = new OpenAI({
      apiKey: settings.apiKey,
      baseURL: settings.baseUrl,
      timeout: settings.timeoutMs,
      maxRetries: 1,
      fetch: cappedFetch,
      logLevel: 'off',
    });
  }

  async embed(texts: readonly string[]): Promise<{ vectors: number[][]; call: BilledCall }> {
    const reply = await this.#ask(texts);
    const vectors = readVectors(reply, texts.length);
    const inputTokens = countTokens(reply.usage?.prompt_tokens);
    const usage = { ...NO_TOKENS, inputTokens: inputTokens || estimateInput(texts) };
    return {
      vectors,
      call: { model: this.modelId, usage, isEstimated: inputTokens === 0, priceFactor: 1 },
    };
  }

  async #ask(texts: readonly string[]): Promise<Partial<OpenAI.CreateEmbeddingResponse>> {
    const { model, timeoutMs, baseUrl } = this.#settings;
    try {
      // Numbers: not every compatible server knows the SDK's base64.
      return await this.#client.embeddings.create(
        { model, input: [...texts], encoding_format: 'float' },
        { signal: AbortSignal.timeout(timeoutMs) },
      );
    } catch (error) {
      const failure = readFailure(error);
      if (!failure)
        throw new DefectError('embeddings-unreadable', 'The reply of the embedding service cannot be read.', {
          cause: error,
        });
      throw buildFailureError(failure, {
        service: `The embedding service at ${baseUrl}`,
        model,
        keyVariable: 'EMBEDDINGS_API_KEY',
        baseUrlVariable: 'EMBEDDINGS_BASE_URL',
      });
    }
  }
}

function readVectors({ data }: Partial<OpenAI.CreateEmbeddingResponse>, count: number): number[][] {
  const refuse = (what: string): DefectError =>
    new DefectError('embeddings-unreadable', `The embedding service sent ${what}.`);
  if (!Array.isArray(data) || data.length !== count) throw refuse('another number of vectors than texts');
  const vectors: number[][] = [];
  for (const [place, one] of data.entries()) {
    const vector: unknown = one?.embedding;
    const isVector =
      Array.isArray(vector) &&
      vector.length > 0 &&
      vector.length <= MAX_DIMENSIONS &&
      vector.every((value) => typeof value === 'number' && Number.isFinite(value));
    if (!isVector) throw refuse('something that is no vector');
    const { index = place } = one;
    if (!Number.isInteger(index) || index < 0 || index >= count) throw refuse('a vector without a place');
    vectors[index] = vector as number[];
  }
  const [first] = vectors;
  if (Object.keys(vectors).length !== count || vectors.some((one) => one.length !== first?.length))
    throw refuse('vectors that do not belong together');
  return vectors;
}
