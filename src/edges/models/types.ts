import type { z } from 'zod';

export interface TokenUsage {
  inputTokens: number;
  outputTokens: number;
}

/** One request: what the model is told and the shape its reply must have. */
export interface ModelRequest<T> {
  system: string;
  user: string;
  /** Name of the output schema, e.g. `suggest_tests`; letters, digits and underscores. */
  schemaName: string;
  schema: z.ZodType<T>;
  maxOutputTokens: number;
}

/** What came back. Only `ok` carries a value that satisfied the schema. */
export type ModelReply<T> = { usage: TokenUsage; model: string; calls: number } & (
  | { kind: 'ok'; value: T }
  | { kind: 'refused'; detail: string }
  | { kind: 'truncated'; detail: string }
  /** Broken JSON or a wrong shape, also after one more try that showed the model the validation message. */
  | { kind: 'invalid'; detail: string }
);

/**
 * A language model behind one call. Rate limits, overload and time-outs throw RetryableError; a wrong key or
 * model name throws OperatorError.
 */
export interface LanguageModel {
  /** What is shown as the engine, e.g. `anthropic claude-…`. */
  readonly label: string;
  ask<T>(request: ModelRequest<T>): Promise<ModelReply<T>>;
}
