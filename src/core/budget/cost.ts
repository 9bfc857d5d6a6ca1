import { estimateTokens } from '../context/estimate-tokens.ts';
import type { Price, Rates } from './prices.ts';
import type { BilledCall } from './token-usage.ts';

/**
 * The cost of an answered call in millionths of a US dollar, rounded up; null when it is not known. A million times a
 * rate per million tokens: one token at $3 costs 3 micro-USD.
 */
export function computeMicroUsd(
  call: Pick<BilledCall, 'usage' | 'priceFactor'>,
  price: Price | null,
): number | null {
  if (price === null || call.priceFactor === null) return null;
  const { inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens } = call.usage;
  const rates = chooseRates(price, inputTokens);
  const plain = Math.max(0, inputTokens - cachedInputTokens - cacheWriteTokens);
  return roundUp(
    call.priceFactor *
      (plain * rates.input +
        cachedInputTokens * rates.cachedInput +
        cacheWriteTokens * rates.cacheWrite +
        outputTokens * rates.output),
  );
}

/** What a call may take before it is made. */
export interface CallEstimate {
  /** Input as estimated, and as much output as the request allows. */
  tokens: number;
  /** Of these tokens at the dearest rate each may have; null when the price is not known. */
  microUsd: number | null;
}

/** A cautious estimate of a call: nothing is found in the cache, and the output is as long as it may be. */
export function estimateCall(
  request: { inputTokens: number; maxOutputTokens: number },
  price: Price | null,
): CallEstimate {
  const tokens = request.inputTokens + request.maxOutputTokens;
  if (price === null) return { tokens, microUsd: null };
  const rates = chooseRates(price, request.inputTokens);
  const inputRate = Math.max(rates.input, rates.cacheWrite);
  return {
    tokens,
    microUsd: roundUp(request.inputTokens * inputRate + request.maxOutputTokens * rates.output),
  };
}

/** The estimated tokens of what a request sends, the shape of the reply included. */
export function estimateInput(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + estimateTokens(text), 0);
}

function chooseRates(price: Price, inputTokens: number): Rates {
  return price.longInput && inputTokens > price.longInput.above ? price.longInput : price;
}

/** Up to whole micro-USD; what binary fractions add (3 * 0.1) is no micro-USD more. */
function roundUp(microUsd: number): number {
  return Math.ceil(Number(microUsd.toFixed(6)));
}
