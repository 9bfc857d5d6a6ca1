/**
 * Characters that a reader on GitHub does not see and a model does: zero-width ones, bidirectional controls, variation
 * selectors, the tag block (which can spell whole sentences), and other control, format, private-use or ignorable
 * characters. Line breaks and tabs stay.
 */
const INVISIBLE = /(?![\t\n\r])\p{Cc}|\p{Cf}|\p{Co}|\p{Default_Ignorable_Code_Point}|\u2800/gu;

/** More often nested than this, a comment is taken for one that never ends: each round reads the whole text. */
const MAX_ROUNDS = 10;

/**
 * Text without invisible characters and lone surrogates, line for line. Also right for code that a model reads: where
 * such a character is meant, as between the parts of an emoji, the code still reads the same to people.
 */
export function stripInvisibleCharacters(text: string): string {
  return text.toWellFormed().replace(INVISIBLE, '');
}

/**
 * Text of a pull request without what its readers cannot see: invisible characters, lone surrogates and HTML comments.
 * An unclosed comment hides the rest of the text on GitHub, so it goes too. Not for code: there, comments are meant.
 */
export function stripInvisible(text: string): string {
  let visible = stripInvisibleCharacters(text);
  // Again until nothing is found: taking one comment out may leave the two halves of another.
  for (let round = 0; round < MAX_ROUNDS && visible.includes('<!--'); round++) {
    visible = visible.replace(/<!--[\s\S]*?(?:-->|$)/g, '');
  }
  const rest = visible.indexOf('<!--');
  return rest === -1 ? visible : visible.slice(0, rest);
}
