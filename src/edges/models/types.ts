import type { z } from 'zod';
import type { PriceListName } from '../../core/budget/prices.ts';
import type { BilledCall, TokenUsage } from '../../core/budget/token-usage.ts';
import type { ModelStrength } from '../../core/model-choice/model-class.ts';

/** One request: what the model is told and the shape its reply must have. */
export interface ModelRequest<T> {
  system: string;
  user: string;
  /** Name of the output schema, e.g. `suggest_tests`; letters, digits and underscores. */
  schemaName: string;
  schema: z.ZodType<T>;
  maxOutputTokens: number;
  /** Told of each answered call at once, so that one which is followed by a failure counts, too. */
  onBilled?: (call: BilledCall) => void;
  /** Whether a broken reply may be asked for once more, with so many input tokens as an estimate. Yes without it. */
  mayAskAgain?: (inputTokens: number) => boolean;
}

/** What came back. Only `ok` carries a value that satisfied the schema. Usage is the sum over its calls. */
export type ModelReply<T> = { usage: TokenUsage; model: string; calls: number } & (
  | { kind: 'ok'; value: T }
  | { kind: 'refused'; detail: string }
  | { kind: 'truncated'; detail: string }
  /** Broken JSON or a wrong shape, also after one more try that showed the model the validation message, if it was allowed. */
  | { kind: 'invalid'; detail: string }
);

/**
 * A language model behind one call. Rate limits, overload and time-outs throw RetryableError; a wrong key or
 * model name throws OperatorError.
 */
export interface LanguageModel {
  /** What is shown as the engine, e.g. `anthropic claude-…`. */
  readonly label: string;
  /** The model that is asked for. */
  readonly modelId: string;
  /** Whose list prices apply; null for any server but the provider's own worldwide one. */
  readonly priceList: PriceListName | null;
  ask<T>(request: ModelRequest<T>): Promise<ModelReply<T>>;
}

/** How to reach a model service; read from the environment by the configuration, never here. */
export interface ServiceModelSettings {
  provider: 'anthropic' | 'openai';
  /** Any text for servers that want no key. */
  apiKey: string;
  /** Null for the provider's own service. */
  baseUrl: string | null;
  /** Null for the provider's default; a compatible OpenAI server needs a name. */
  model: string | null;
  /** Whose default is meant where `model` is null; the strong one's, when left out. */
  strength?: ModelStrength;
  /** Longest wait for one reply, in milliseconds, the SDK's own repetitions included. */
  timeoutMs: number;
  /** How often the SDK itself repeats a call that met 408, 409, 429, 5xx or a lost connection. */
  maxRetries: number;
}
