import OpenAI from 'openai';
import type {
  ChatCompletion,
  ChatCompletionCreateParamsNonStreaming,
} from 'openai/resources/chat/completions';
import type { CompletionUsage } from 'openai/resources/completions';
import type { TokenUsage } from '../../core/budget/token-usage.ts';
import { OperatorError } from '../../errors.ts';
import {
  askForJson,
  type Completion,
  countTokens,
  renderSchemaInstruction,
  type Turn,
} from './ask-for-json.ts';
import { cappedFetch, describeUnreadableBody } from './capped-fetch.ts';
import { FormatLadder } from './format-ladder.ts';
import { buildFailureError, type ServiceFailure, type ServiceNames } from './service-failure.ts';
import type { JsonSchema } from './strict-json-schema.ts';
import type { LanguageModel, ModelReply, ModelRequest, ServiceModelSettings } from './types.ts';

/** Ids of the SDK's own `ChatModel` type: the one that its README uses throughout, and the newest small one named so. */
const DEFAULT_MODELS = { strong: 'gpt-5.5', fast: 'gpt-5.4-mini' } satisfies Record<string, OpenAI.ChatModel>;
const OFFICIAL_URL = 'https://api.openai.com/v1';

type Rung = 'json_schema' | 'json_object' | 'prompt';

/**
 * Chat Completions (https://developers.openai.com/api/reference/resources/chat) rather than Responses: Ollama, vLLM
 * and the other compatible servers implement this one with `response_format`.
 */
export class OpenAiModel implements LanguageModel {
  readonly label: string;
  readonly modelId: string;
  readonly priceList: 'openai' | null;
  readonly #client: OpenAI;
  readonly #model: string;
  readonly #timeoutMs: number;
  readonly #names: ServiceNames;
  readonly #isOfficial: boolean;
  readonly #ladder: FormatLadder<Rung>;

  /** @throws OperatorError when a compatible server is set up without a model name. */
  constructor(settings: ServiceModelSettings) {
    this.#isOfficial = settings.baseUrl === null || isOfficial(settings.baseUrl);
    if (!this.#isOfficial && !settings.model) {
      throw new OperatorError(
        'model-name-missing',
        'OPENAI_BASE_URL names a compatible server, so MODEL must name one of its models, or MODEL_FAST and MODEL_STRONG one each.',
      );
    }
    this.#model = settings.model ?? DEFAULT_MODELS[settings.strength ?? 'strong'];
    this.#timeoutMs = settings.timeoutMs;
    this.modelId = this.#model;
    // Regional hosts take a surcharge.
    this.priceList =
      URL.parse(settings.baseUrl ?? OFFICIAL_URL)?.hostname === 'api.openai.com' ? 'openai' : null;
    this.label = `${this.#isOfficial ? 'openai' : 'openai-compatible'} ${this.#model}`;
    this.#client = new OpenAI({
      apiKey: settings.apiKey,
      baseURL: settings.baseUrl ?? OFFICIAL_URL,
      timeout: settings.timeoutMs,
      maxRetries: settings.maxRetries,
      fetch: cappedFetch,
      logLevel: 'off',
    });
    this.#names = {
      service: this.#isOfficial ? 'OpenAI' : `The OpenAI-compatible server at ${settings.baseUrl}`,
      model: this.#model,
      keyVariable: 'OPENAI_API_KEY',
      baseUrlVariable: 'OPENAI_BASE_URL',
    };
    const rungs: Rung[] = this.#isOfficial ? ['json_schema'] : ['json_schema', 'json_object', 'prompt'];
    this.#ladder = new FormatLadder(rungs, refusesFormat);
  }

  ask<T>(request: ModelRequest<T>): Promise<ModelReply<T>> {
    return askForJson(request, (turns, schema) =>
      this.#ladder
        .climbDown((rung) => this.#complete(request, turns, schema, rung))
        .catch((error: unknown) => {
          const failure = readFailure(error);
          throw failure ? buildFailureError(failure, this.#names) : error;
        }),
    );
  }

  async #complete(
    request: ModelRequest<unknown>,
    turns: Turn[],
    schema: JsonSchema,
    rung: Rung,
  ): Promise<Completion> {
    const system =
      rung === 'json_schema' ? request.system : `${request.system}\n\n${renderSchemaInstruction(schema)}`;
    const body: ChatCompletionCreateParamsNonStreaming = {
      model: this.#model,
      messages: [{ role: 'system', content: system }, ...turns],
      // OpenAI's reasoning models refuse `max_tokens`; compatible servers know only that.
      ...(this.#isOfficial
        ? { max_completion_tokens: request.maxOutputTokens }
        : { max_tokens: request.maxOutputTokens }),
    };
    if (rung === 'json_schema') {
      body.response_format = {
        type: 'json_schema',
        json_schema: { name: request.schemaName, schema, strict: true },
      };
    } else if (rung === 'json_object') body.response_format = { type: 'json_object' };
    try {
      // One limit for the call and the SDK's repetitions of it.
      const signal = AbortSignal.timeout(this.#timeoutMs);
      return this.#readCompletion(await this.#client.chat.completions.create(body, { signal }));
    } catch (error) {
      const detail = describeUnreadableBody(error);
      if (detail === null) throw error;
      return { kind: 'not-a-reply', detail, usage: null, model: this.#model, priceFactor: 1 };
    }
  }

  #readCompletion(completion: Partial<ChatCompletion> | string | null | undefined): Completion {
    if (completion === null || typeof completion !== 'object' || !Array.isArray(completion.choices)) {
      const detail = `The server's answer is not a chat completion; check ${this.#names.baseUrlVariable}.`;
      return { kind: 'not-a-reply', detail, usage: null, model: this.#model, priceFactor: 1 };
    }
    const facts = {
      usage: readUsage(completion.usage),
      model: typeof completion.model === 'string' ? completion.model : this.#model,
      // Other tiers, which a project's own settings may choose, have price lists of their own.
      priceFactor: (completion.service_tier ?? 'default') === 'default' ? 1 : null,
    };
    const choice: Partial<ChatCompletion.Choice> | undefined = completion.choices[0];
    const { refusal, content } = choice?.message ?? {};
    if (refusal) return { ...facts, kind: 'refused', detail: `The model declined to answer: ${refusal}` };
    if (choice?.finish_reason === 'content_filter') {
      return { ...facts, kind: 'refused', detail: 'The content filter of the service withheld the reply.' };
    }
    if (choice?.finish_reason === 'length') {
      return { ...facts, kind: 'truncated', detail: 'The reply reached the limit of output tokens.' };
    }
    return { ...facts, kind: 'text', text: typeof content === 'string' ? content : '' };
  }
}

/** `prompt_tokens` holds what was read from or written to the cache, `completion_tokens` the reasoning. */
function readUsage(usage: Partial<CompletionUsage> | null | undefined): TokenUsage | null {
  const inputTokens = countTokens(usage?.prompt_tokens);
  // No request is without input: servers that count nothing say 0, or leave the field out.
  if (inputTokens === 0) return null;
  const details = usage?.prompt_tokens_details;
  const cachedInputTokens = Math.min(countTokens(details?.cached_tokens), inputTokens);
  const cacheWriteTokens = Math.min(
    countTokens(details?.cache_write_tokens),
    inputTokens - cachedInputTokens,
  );
  return {
    inputTokens,
    cachedInputTokens,
    cacheWriteTokens,
    outputTokens: countTokens(usage?.completion_tokens),
  };
}

function isOfficial(baseUrl: string): boolean {
  return /(^|\.)openai\.com$/.test(URL.parse(baseUrl)?.hostname ?? '');
}

function refusesFormat(error: unknown): boolean {
  return (
    error instanceof OpenAI.APIError &&
    [400, 422, 501].includes(error.status ?? 0) &&
    error.code !== 'context_length_exceeded'
  );
}

/** What the SDK threw, in our words; null for what is no failure of the service. */
export function readFailure(error: unknown): ServiceFailure | null {
  if (error instanceof OpenAI.APIUserAbortError || error instanceof OpenAI.APIConnectionTimeoutError) {
    return { kind: 'timed-out', cause: error };
  }
  if (error instanceof OpenAI.APIConnectionError) return { kind: 'unreachable', cause: error };
  if (error instanceof OpenAI.APIError && error.status !== undefined) {
    const body: { message?: unknown } = error.error ?? {};
    const said = typeof body.message === 'string' ? body.message : '';
    return {
      kind: 'status',
      status: error.status,
      headers: error.headers ?? null,
      code: error.code ?? error.type ?? null,
      said,
      cause: error,
    };
  }
  return null;
}
