import Anthropic from '@anthropic-ai/sdk';
import type { Message, MessageCreateParamsNonStreaming, Usage } from '@anthropic-ai/sdk/resources/messages';
import type { TokenUsage } from '../../core/budget/token-usage.ts';
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

/** Ids of the SDK's own `Model` type: the one its README uses besides the dearer Opus, and the small one of the same age. */
const DEFAULT_MODELS = { strong: 'claude-sonnet-5-5', fast: 'claude-haiku-5-5' } satisfies Record<
  string,
  Anthropic.Model
>;
const OFFICIAL_URL = 'https://api.anthropic.com';
/** Calls that are kept in the United States cost a tenth more: https://platform.claude.com/docs/en/about-claude/pricing */
const US_ONLY_FACTOR = 1.1;

/** The Messages API (https://platform.claude.com/docs/en/api/messages) with structured output. */
export class AnthropicModel implements LanguageModel {
  readonly label: string;
  readonly modelId: string;
  readonly priceList: 'anthropic' | null;
  readonly #client: Anthropic;
  readonly #model: string;
  readonly #timeoutMs: number;
  readonly #names: ServiceNames;
  readonly #ladder: FormatLadder<'json_schema' | 'prompt'>;

  constructor(settings: ServiceModelSettings) {
    this.#model = settings.model ?? DEFAULT_MODELS[settings.strength ?? 'strong'];
    this.#timeoutMs = settings.timeoutMs;
    this.modelId = this.#model;
    this.priceList =
      URL.parse(settings.baseUrl ?? OFFICIAL_URL)?.hostname === 'api.anthropic.com' ? 'anthropic' : null;
    this.label = `anthropic ${this.#model}`;
    this.#client = new Anthropic({
      apiKey: settings.apiKey,
      baseURL: settings.baseUrl ?? OFFICIAL_URL,
      timeout: settings.timeoutMs,
      maxRetries: settings.maxRetries,
      fetch: cappedFetch,
      logLevel: 'off',
    });
    this.#names = {
      service: settings.baseUrl ? `The Anthropic-compatible server at ${settings.baseUrl}` : 'Anthropic',
      model: this.#model,
      keyVariable: 'ANTHROPIC_API_KEY',
      baseUrlVariable: 'ANTHROPIC_BASE_URL',
    };
    const isCompatible = settings.baseUrl !== null && !isOfficial(settings.baseUrl);
    this.#ladder = new FormatLadder(
      isCompatible ? ['json_schema', 'prompt'] : ['json_schema'],
      refusesFormat,
    );
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
    rung: 'json_schema' | 'prompt',
  ): Promise<Completion> {
    const body: MessageCreateParamsNonStreaming = {
      model: this.#model,
      max_tokens: request.maxOutputTokens,
      // Instructions are the same for every pull request, so they are cached; the turns are not.
      system: [{ type: 'text', text: request.system, cache_control: { type: 'ephemeral' } }],
      messages: turns,
    };
    if (rung === 'json_schema') body.output_config = { format: { type: 'json_schema', schema } };
    else body.system = [...(body.system as []), { type: 'text', text: renderSchemaInstruction(schema) }];
    try {
      // One limit for the call and the SDK's repetitions of it.
      const signal = AbortSignal.timeout(this.#timeoutMs);
      return this.#readMessage(await this.#client.messages.create(body, { signal }));
    } catch (error) {
      const detail = describeUnreadableBody(error);
      if (detail === null) throw error;
      return { kind: 'not-a-reply', detail, usage: null, model: this.#model, priceFactor: 1 };
    }
  }

  #readMessage(message: Partial<Message> | string | null | undefined): Completion {
    if (message === null || typeof message !== 'object' || !Array.isArray(message.content)) {
      const detail = `The server's answer is not a Messages API reply; check ${this.#names.baseUrlVariable}.`;
      return { kind: 'not-a-reply', detail, usage: null, model: this.#model, priceFactor: 1 };
    }
    const facts = {
      usage: readUsage(message.usage),
      model: typeof message.model === 'string' ? message.model : this.#model,
      priceFactor: choosePriceFactor(message.usage),
    };
    if (message.stop_reason === 'refusal') {
      const why = message.stop_details?.explanation ?? message.stop_details?.category;
      return { ...facts, kind: 'refused', detail: `The model declined to answer${why ? `: ${why}` : '.'}` };
    }
    if (message.stop_reason === 'max_tokens') {
      return { ...facts, kind: 'truncated', detail: 'The reply reached the limit of output tokens.' };
    }
    if (message.stop_reason === 'model_context_window_exceeded') {
      const detail = "The reply reached the end of the model's context window; lower CONTEXT_TOKEN_BUDGET.";
      return { ...facts, kind: 'truncated', detail };
    }
    const texts = message.content.map((block) => (block?.type === 'text' ? String(block.text) : ''));
    return { ...facts, kind: 'text', text: texts.join('') };
  }
}

/** `input_tokens` leaves out what was read from or written to the cache; both are billed, at rates of their own. */
function readUsage(usage: Partial<Usage> | null | undefined): TokenUsage | null {
  const cacheWriteTokens = countTokens(usage?.cache_creation_input_tokens);
  const cachedInputTokens = countTokens(usage?.cache_read_input_tokens);
  const inputTokens = countTokens(usage?.input_tokens) + cacheWriteTokens + cachedInputTokens;
  // No request is without input: servers that count nothing say 0, or leave the field out.
  if (inputTokens === 0) return null;
  return {
    inputTokens,
    cachedInputTokens,
    cacheWriteTokens,
    outputTokens: countTokens(usage?.output_tokens),
  };
}

/** Batches, priority and fast processing are not asked for here, and have price lists of their own. */
function choosePriceFactor(usage: Partial<Usage> | null | undefined): number | null {
  if ((usage?.service_tier ?? 'standard') !== 'standard' || (usage?.speed ?? 'standard') !== 'standard')
    return null;
  return usage?.inference_geo === 'us' ? US_ONLY_FACTOR : 1;
}

function isOfficial(baseUrl: string): boolean {
  return /(^|\.)anthropic\.com$/.test(URL.parse(baseUrl)?.hostname ?? '');
}

function refusesFormat(error: unknown): boolean {
  return error instanceof Anthropic.APIError && [400, 422, 501].includes(error.status ?? 0);
}

function readFailure(error: unknown): ServiceFailure | null {
  if (error instanceof Anthropic.APIUserAbortError || error instanceof Anthropic.APIConnectionTimeoutError) {
    return { kind: 'timed-out', cause: error };
  }
  if (error instanceof Anthropic.APIConnectionError) return { kind: 'unreachable', cause: error };
  if (error instanceof Anthropic.APIError && error.status !== undefined) {
    const said = error.apiMessage ?? '';
    return {
      kind: 'status',
      status: error.status,
      headers: error.headers ?? null,
      code: error.type,
      said,
      cause: error,
    };
  }
  return null;
}
