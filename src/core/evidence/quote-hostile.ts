const LONGEST = 300;

/**
 * Hostile text for one sentence of ours: control, format and bidirectional characters and line breaks become
 * spaces, and at most 300 characters stay. It is not escaped for any markup; the renderer does that.
 */
export function quoteHostile(text: string): string {
  // More than can be shown is cut first, so that megabytes are not searched.
  const plain = text
    .slice(0, 4 * LONGEST)
    .toWellFormed()
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const characters = [...plain];
  return characters.length <= LONGEST ? plain : `${characters.slice(0, LONGEST - 1).join('')}…`;
}
