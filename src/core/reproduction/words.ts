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

/** Lower-case words of a text, split at case and underscores, without a plural's `s`; at least three letters. */
export function wordsOf(text: string): Set<string> {
  const split = text
    .slice(0, 50_000)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);
  const words = split
    .map((word) =>
      word.length > 4 && word.endsWith('s') && !/(?:ss|us|is)$/.test(word) ? word.slice(0, -1) : word,
    )
    .filter((word) => word.length >= 3 && !STOP.has(word));
  return new Set(words);
}
