import type { Skipped } from '../change-set/change-set.ts';
import { estimateTokens } from './estimate-tokens.ts';

/** Texts in the order of their worth, each with the name under which it is left out. */
export interface NamedText {
  what: string;
  text: string;
}

/** Those that fit into the budget together, in their order; a text that is too large does not keep smaller ones out. */
export function fitTexts(
  texts: readonly NamedText[],
  tokenBudget: number,
): { shown: string[]; leftOut: Skipped[]; tokens: number } {
  const shown: string[] = [];
  const leftOut: Skipped[] = [];
  let tokens = 0;
  for (const { what, text } of texts) {
    const size = estimateTokens(text);
    if (tokens + size > tokenBudget) {
      leftOut.push({ what, reason: 'did not fit into the model request' });
    } else {
      shown.push(text);
      tokens += size;
    }
  }
  return { shown, leftOut, tokens };
}
