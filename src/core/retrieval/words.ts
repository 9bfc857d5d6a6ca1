/** Words that any report or any function has. */
const STOP = new Set(
  (
    'the and for with that this from have has was were are not but when then than there their what which should would could ' +
    'expected actual behaviour behavior steps reproduce version python django error bug issue return returns self none true ' +
    'false def class import value values name get set test tests code does did instead into only also after before please ' +
    'you your can get got gets call called calls function method using use used make makes made see one two all any its it ' +
    'shop app src lib line file'
  ).split(' '),
);

/** Longer runs of letters are data. */
const MAX_LETTERS = 40;

/**
 * Lower-case words of a text, split at case and underscores, without a plural's `s`; at least three letters.
 * @param limit characters that are looked at
 */
export function wordsOf(text: string, limit = 50_000): Set<string> {
  const split = text
    .slice(0, limit)
    .replace(/(\p{Ll})(\p{Lu})|(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1$3 $2$4')
    .toLowerCase()
    .split(/[^\p{L}\p{M}]+/u);
  const words = split
    .map((word) =>
      word.length > 4 && word.endsWith('s') && !/(?:ss|us|is)$/.test(word) ? word.slice(0, -1) : word,
    )
    .filter((word) => word.length >= 3 && word.length <= MAX_LETTERS && !STOP.has(word));
  return new Set(words);
}
