/** Numbers between 0 and 1 that follow from a seed (mulberry32), so that what a run found can be found again. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const FRAGMENTS = [
  '"',
  "'",
  '"""',
  "'''",
  'f"{',
  'f"""{',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '\\',
  '\\\n',
  ':',
  '=',
  ',',
  '@',
  '#',
  '\n',
  '\r',
  '\t',
  '\f',
  '\0',
  '\ufeff',
  '\ud800',
  '\udc00',
  'é',
  '変数',
  '😀',
  ' ',
  'def ',
  'class ',
  'async ',
  'lambda ',
  'import ',
  'from . import ',
  'if TYPE_CHECKING:',
  '->',
  ':=',
  '**',
  ';',
  '__all__ = ',
];

type Random = () => number;

/** Ways to spoil a text; each keeps most of it. */
const MUTATIONS: ((text: string, random: Random) => string)[] = [
  // Cut off at an end.
  (text, random) => text.slice(0, at(text, random)),
  (text, random) => text.slice(at(text, random)),
  // A part is missing, twice, many times, or somewhere else.
  (text, random) => {
    const [from, to] = range(text, random);
    return text.slice(0, from) + text.slice(to);
  },
  (text, random) => {
    const [from, to] = range(text, random);
    const times = random() < 0.2 ? 50 : 1;
    return text.slice(0, to) + text.slice(from, to).repeat(times) + text.slice(to);
  },
  (text, random) => {
    const [from, to] = range(text, random);
    const rest = text.slice(0, from) + text.slice(to);
    const place = at(rest, random);
    return rest.slice(0, place) + text.slice(from, to) + rest.slice(place);
  },
  // Characters that open, close and end things.
  (text, random) =>
    insert(text, random, FRAGMENTS[Math.floor(random() * FRAGMENTS.length)]!, 1 + random() * 8),
  (text, random) => insert(text, random, FRAGMENTS[Math.floor(random() * FRAGMENTS.length)]!.repeat(200), 1),
  // Blocks lose their indentation, lines their ends.
  (text, random) => text.replace(/^[ \t]+/gm, (blanks) => (random() < 0.05 ? '' : blanks)),
  (text, random) => text.replace(/\n/g, (end) => (random() < 0.02 ? ' ' : random() < 0.02 ? '\r\n' : end)),
  // Read with the wrong encoding.
  (text) => Buffer.from(text.slice(0, 50_000), 'utf8').toString('latin1'),
  (text) => Buffer.from(text.slice(0, 50_000), 'utf16le').toString('latin1'),
];

/** The text after one to three random changes. */
export function mutate(text: string, random: Random): string {
  let result = text;
  for (let left = 1 + Math.floor(random() * 3); left > 0; left--)
    result = MUTATIONS[Math.floor(random() * MUTATIONS.length)]!(result, random);
  return result;
}

function at(text: string, random: Random): number {
  return Math.floor(random() * (text.length + 1));
}

function range(text: string, random: Random): [from: number, to: number] {
  const from = at(text, random);
  const length = Math.floor(random() * (random() < 0.5 ? 40 : text.length / 2));
  return [from, Math.min(text.length, from + length)];
}

function insert(text: string, random: Random, fragment: string, times: number): string {
  let result = text;
  for (let left = Math.floor(times); left > 0; left--) {
    const place = at(result, random);
    result = result.slice(0, place) + fragment + result.slice(place);
  }
  return result;
}
