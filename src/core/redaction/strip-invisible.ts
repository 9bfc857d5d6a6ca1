/**
 * Characters that a reader on GitHub does not see and a model does: zero-width ones, bidirectional controls, variation
 * selectors, the tag block (which can spell whole sentences), and other format or private-use characters. Line breaks and
 * tabs stay.
 */
const INVISIBLE =
  /(?![\t\n\r])\p{Cc}|\p{Cf}|\p{Co}|[\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]/gu;

/**
 * Text of a pull request without what its readers cannot see: invisible characters, lone surrogates and HTML comments.
 * An unclosed comment hides the rest of the text on GitHub, so it goes too. Not for code: there, both may be meant.
 */
export function stripInvisible(text: string): string {
  let visible = text.toWellFormed().replace(INVISIBLE, '');
  // Again until nothing is found: taking one comment out may leave the two halves of another.
  for (let before = ''; before !== visible; ) {
    before = visible;
    visible = visible.replace(/<!--[\s\S]*?(?:-->|$)/g, '');
  }
  return visible;
}
