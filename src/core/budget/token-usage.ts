/** Tokens as the services bill them. Both providers' counts are turned into this shape at the edge. */
export interface TokenUsage {
  /** All input tokens, those read from or written to the provider's prompt cache included. */
  inputTokens: number;
  /** Of the input tokens, those that were read from the cache. */
  cachedInputTokens: number;
  /** Of the input tokens, those that were written to the cache. */
  cacheWriteTokens: number;
  /** All output tokens, reasoning included. */
  outputTokens: number;
}

/** One answered call to a model: what it is billed for. */
export interface BilledCall {
  /** The model that answered, in the service's words. */
  model: string;
  usage: TokenUsage;
  /** The service reported no tokens, so they are counted by the size of the texts. */
  isEstimated: boolean;
  /**
   * What the list price is multiplied by: 1, or more where the service says that it processed the call under other terms
   * (a region, for example). Null where those terms have a price list of their own, which is not known here.
   */
  priceFactor: number | null;
}

export const NO_TOKENS: TokenUsage = Object.freeze({
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
});

export function addUsage(a: TokenUsage, b: TokenUsage): TokenUsage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
    cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
    outputTokens: a.outputTokens + b.outputTokens,
  };
}
