/**
 * An estimate, for budgets only: four characters to a token, the rule of thumb for English and code
 * (https://help.openai.com/en/articles/4936856). Every provider counts differently; what was really used is in
 * the usage of the reply. Characters beyond ASCII count one token each, which errs on the safe side.
 */
export function estimateTokens(text: string): number {
  const wide = text.match(/[^\0-\x7f]/gu)?.length ?? 0;
  return Math.ceil((text.length - wide) / 4) + wide;
}
