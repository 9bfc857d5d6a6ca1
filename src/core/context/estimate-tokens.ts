/** Python source has about 3.5 characters a token with today's models; 3 keeps the estimate on the safe side. */
export const CHARACTERS_PER_TOKEN = 3;

/** A rough upper estimate of how many tokens a model counts for a text. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}
